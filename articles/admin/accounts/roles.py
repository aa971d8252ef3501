"""Roles in words."""

from articles.models import User

WORDS = {
    "Reviewer": "Looks at everything; holds, releases, rejects, reopens and edits drafts.",
    "Editor": (
        "Does what a reviewer does, and publishes, sends back, schedules and archives, reopens"
        " what was archived; imports seeds, settles conflicts, starts runs and undoes their own."
    ),
    "Managing editor": (
        "Does what an editor does, and keeps the rules, the reasons and the people; undoes"
        " everybody's runs."
    ),
}
SUPERUSER = ("Superuser", "Does everything, without asking.")


def role_of(user: User) -> str:
    """Return the names of a person's roles; the groups may have been fetched before."""
    names = [group.name for group in user.groups.all()]
    return ", ".join(["Superuser", *names] if user.is_superuser else names) or "No role"


def what_it_may(user: User) -> list[str]:
    """Return what the roles may do, a sentence each."""
    names = [group.name for group in user.groups.all()]
    sentences = [WORDS[name] for name in names if name in WORDS]
    if user.is_superuser:
        sentences.insert(0, SUPERUSER[1])
    return sentences or ["Sees this page, and nothing of the desk. Ask a managing editor."]
