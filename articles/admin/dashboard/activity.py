"""What changed since a user's last visit, grouped, in words."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from articles.models import Event, ImportOutcome, ImportRun, PublishRun, User, Verb
from articles.publishing.auto_publish import started_by_label

MAX_RUNS = 50
"""The number of newest runs that are searched."""
MAX_DAYS = 30
"""Decisions of others are counted for at most so many days."""
MAX_NAMED = 8
"""Runs of a kind that are listed one by one."""
OUTCOME_LABELS = {
    ImportOutcome.CREATED: "new",
    ImportOutcome.CHANGED: "changed",
    ImportOutcome.CONFLICT: "in conflict",
    ImportOutcome.REFUSED: "rejected",
}


@dataclass(frozen=True, slots=True)
class ActivityItem:
    """Something that happened: when, in words, and the page with the details."""

    icon: str
    words: str
    address: str
    at: datetime | None = None


def recent_imports() -> list[ImportRun]:
    return list(ImportRun.imports.select_related("started_by").order_by("-pk")[:MAX_RUNS])


def activity_since(
    since: datetime, user: User, imports: list[ImportRun], conflicts: int
) -> list[ActivityItem]:
    """Return imports, publish runs, conflicts and what other users decided since a time."""
    known = PublishRun.objects.select_related("started_by", "import_run__started_by")
    runs = known.order_by("-pk")[:MAX_RUNS]
    done = [describe_publish_run(run) for run in runs if _is_after(run, since)][:MAX_NAMED]
    came = [describe_import(run) for run in imports if _is_after(run, since)][:MAX_NAMED]
    return [*came, *_conflicts(conflicts), *done, *_decisions(since, user)]


def _is_after(run: Any, since: datetime) -> bool:
    return run.finished_at is not None and run.finished_at > since


def describe_import(run: ImportRun) -> ActivityItem:
    """Return who imported what, with the numbers by outcome."""
    counts = [
        f"{run.totals[name]:,} {word}"
        for name, word in OUTCOME_LABELS.items()
        if run.totals.get(name)
    ]
    words = f"{_file_names(run)}{_by(run)}: {', '.join(counts) or run.get_state_display().lower()}."
    return ActivityItem("download", words, _page("importrun", run), run.finished_at)


def _file_names(run: ImportRun) -> str:
    """Name many files by the first."""
    first, *others = str(run).split(", ")
    return f"{first} and {len(others)} more" if others else first


def describe_publish_run(run: PublishRun) -> ActivityItem:
    """Return who or what started a run, and how many drafts it published."""
    published, kept = run.totals.get("published", 0), run.totals.get("kept", 0)
    began = started_by_label(run)
    words = (
        f"{run}{f' by {began}' if began else ''} published {published:,} of {published + kept:,}"
    )
    if run.state != "done":
        words += f" ({run.get_state_display().lower()})"
    return ActivityItem("play", f"{words}.", _page("publishrun", run), run.finished_at)


def _conflicts(number: int) -> Iterable[ActivityItem]:
    if number:
        words = "1 new conflict is open." if number == 1 else f"{number:,} new conflicts are open."
        address = f"{reverse('admin:articles_conflict_changelist')}?resolved_at__isempty=1"
        yield ActivityItem("fork", words, address)


def _decisions(since: datetime, user: User) -> list[ActivityItem]:
    """Return a sentence for each other user who decided something by hand or in bulk."""
    days_ago = timezone.now() - timedelta(days=MAX_DAYS)
    counts = _counts_by_person(max(since, days_ago), user)
    people = User.objects.in_bulk(counts)
    window = f" in the last {MAX_DAYS} days" if since < days_ago else ""
    return [
        ActivityItem(
            "user", f"{_name(people[pk])}: {_did(counts[pk])}{window}.", _history(people[pk])
        )
        for pk in sorted(people)
    ]


def _counts_by_person(since: datetime, user: User) -> dict[int, Counter[str]]:
    """Count decisions by user and verb. The partial index `event_by_hand` leaves out runs."""
    by_hand = Event.objects.filter(import_run=None, publish_run=None)
    rows = by_hand.filter(at__gt=since).order_by().values_list("actor", "verb")
    found: dict[int, Counter[str]] = {}
    for pk, verb, number in rows.annotate(number=Count("*")):
        if pk is not None and pk != user.pk and verb not in {Verb.IMPORTED, Verb.UPDATED}:
            found.setdefault(pk, Counter())[verb] = number
    return found


def _name(user: User) -> str:
    return user.get_full_name() or user.get_username()


def _did(counts: Counter[str]) -> str:
    parts = [f"{number:,} {Verb(verb).label}" for verb, number in counts.most_common()]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _by(run: ImportRun) -> str:
    return f" by {run.started_by}" if run.started_by else ""


def _page(noun: str, run: Any) -> str:
    return reverse(f"admin:articles_{noun}_change", args=[run.pk])


def _history(actor: User) -> str:
    query = urlencode({"person": actor.get_username()})
    return f"{reverse('admin:articles_event_changelist')}?{query}"
