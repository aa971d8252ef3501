"""Fill an empty desk with samples, so that there is something to look at."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.contrib.auth.models import Group
from django.utils import timezone

from articles.ingest.pipeline import import_seeds
from articles.jobs.lifecycle import execute
from articles.models import Article, PublishRun, User
from articles.publishing.publish_run import start_publish_run
from articles.publishing.rules import rules_in_force
from articles.workflow.edit import edit
from articles.workflow.transitions import hold, reject, schedule

PASSWORD = "newsdesk"  # noqa: S105 only for a demo on one's own machine, which the command checks
SOURCE = "samples"


@dataclass(frozen=True, slots=True)
class Login:
    """A person of the demo; `role` is a group's name, "" for the superuser."""

    username: str
    first_name: str
    last_name: str
    role: str


LOGINS = (
    Login("rosa", "Rosa", "Reviewer", "Reviewer"),
    Login("ed", "Ed", "Editor", "Editor"),
    Login("maren", "Maren", "Managing", "Managing editor"),
    Login("admin", "Ada", "Admin", ""),
)


def fill_desk(samples: Path) -> PublishRun | None:
    """Import the samples and publish by the rules; None where the desk has articles already."""
    people = {login.username: make_person(login) for login in LOGINS}
    if Article.objects.exists():
        return None
    import_seeds([samples / "site"], by=people["ed"], source=SOURCE)
    run = execute(start_publish_run(rules_in_force(), by=people["ed"]))
    leave_work(samples, people)
    return run


def make_person(login: Login) -> User:
    """Find or make a person of the demo, with the demo's password."""
    person, made = User.objects.get_or_create(
        username=login.username,
        defaults={
            "first_name": login.first_name,
            "last_name": login.last_name,
            "is_staff": True,
            "is_superuser": not login.role,
        },
    )
    if made:
        person.set_password(PASSWORD)
        person.save()
        person.groups.set(Group.objects.filter(name=login.role))
    return person


def leave_work(samples: Path, people: dict[str, User]) -> None:
    """Leave a held, a rejected and a scheduled draft, and a few conflicts to resolve."""
    drafts = Article.objects.drafts().newest_first()[:3]
    if len(drafts) == 3:  # noqa: PLR2004 one for each of the following
        held, rejected, scheduled = drafts
        hold(held, by=people["rosa"], reason="Waiting for a second source")
        reject(rejected, by=people["rosa"], reason="A press release, not news")
        schedule(scheduled, by=people["ed"], at=timezone.now() + timedelta(days=1))
    _make_conflicts(samples, people["ed"])


def _make_conflicts(samples: Path, by: User) -> None:
    """An editor shortens titles; then the source, too, changes them."""
    files = sorted((samples / "conflicts").rglob("*.md"))
    for file in files[:3]:
        article = Article.objects.filter(name=file.stem).first()
        if article:
            edit(article, {"title": article.title.split(":")[0] + " (updated)"}, by=by)
    if files:
        import_seeds(files, by=by, source=SOURCE)
