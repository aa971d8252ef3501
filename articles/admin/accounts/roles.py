"""Roles: what they allow, in words, and which of them a user may give to others."""

from django.contrib.auth.models import Group, Permission
from django.db.models import QuerySet

from articles.models import User

PERMISSIONS = {
    "Reviewer": (
        "Can view all articles, and recommend, hold, release, reject, reopen and edit drafts."
    ),
    "Editor": (
        "Can also publish, unpublish, schedule, feature, archive and reopen archived articles,"
        " import seed files, resolve conflicts, start publish runs and undo their own runs."
    ),
    "Managing editor": (
        "Can also manage rules, rejection reasons and users, rename, merge and delete topics and"
        " providers, and undo everyone's runs."
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


def has_all(giver: User, permissions: QuerySet[Permission]) -> bool:
    """Return whether a user has all of these permissions."""
    labels = permissions.values_list("content_type__app_label", "codename")
    return giver.has_perms([f"{app}.{codename}" for app, codename in labels])


def assignable_groups(giver: User) -> QuerySet[Group]:
    """Return the groups that contain no permission which the user lacks."""
    groups = Group.objects.prefetch_related("permissions")
    if giver.is_superuser:
        return groups
    held = giver.get_all_permissions()
    labels = Permission.objects.values_list("pk", "content_type__app_label", "codename")
    beyond = [pk for pk, app, codename in labels if f"{app}.{codename}" not in held]
    return groups.exclude(permissions__in=beyond)
