"""Roles and what they allow, in words."""

from articles.models import User

PERMISSIONS = {
    "Reviewer": "Can view all articles, and hold, release, reject, reopen and edit drafts.",
    "Editor": (
        "Can also publish, unpublish, schedule, archive and reopen archived articles, import seed"
        " files, resolve conflicts, start publish runs and undo their own runs."
    ),
    "Managing editor": (
        "Can also manage rules, rejection reasons and users, and undo everyone's runs."
    ),
}


def role_names(user: User) -> str:
    """Return the names of a user's roles; prefetch `groups` when reading many users."""
    names = [group.name for group in user.groups.all()]
    return ", ".join(["Superuser", *names] if user.is_superuser else names) or "No role"


def describe_permissions(user: User) -> list[str]:
    """Return one sentence for each of the user's roles."""
    names = [group.name for group in user.groups.all()]
    sentences = [PERMISSIONS[name] for name in names if name in PERMISSIONS]
    if user.is_superuser:
        sentences.insert(0, "Has all permissions.")
    return sentences or ["Has no role yet and can do nothing."]
