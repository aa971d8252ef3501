"""What changed since somebody's last visit, grouped, in words."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, ExpressionWrapper, Q, Subquery
from django.urls import reverse

from articles.models import Event, ImportOutcome, ImportRun, PublishRun, User, Verb

RUNS = 50
"""So many of the newest runs are looked at."""
EVENTS = 10_000
"""So many of the newest changes are looked at: a large run has more, and is named as a run."""
NAMED = 8
"""So many runs of a kind are named one by one."""
DID = {
    Verb.WRITTEN: "wrote",
    Verb.EDITED: "edited",
    Verb.SETTLED: "settled conflicts of",
    Verb.PUBLISHED: "published",
    Verb.SENT_BACK: "sent back",
    Verb.HELD: "held",
    Verb.RELEASED: "released",
    Verb.SCHEDULED: "scheduled",
    Verb.UNSCHEDULED: "took off the schedule",
    Verb.EXPIRY_SET: "gave a time to come down",
    Verb.EXPIRY_CLEARED: "took the time to come down from",
    Verb.ASSIGNED: "assigned",
    Verb.REJECTED: "rejected",
    Verb.ARCHIVED: "archived",
    Verb.REOPENED: "reopened",
    Verb.UNDONE: "took back decisions on",
}
SAID = {
    ImportOutcome.CREATED: "new",
    ImportOutcome.CHANGED: "changed",
    ImportOutcome.CONFLICT: "in conflict",
    ImportOutcome.REFUSED: "refused",
}


@dataclass(frozen=True, slots=True)
class News:
    """Something that happened: when, in words, and where to read more."""

    icon: str
    words: str
    address: str
    at: datetime | None = None


def recent_imports() -> list[ImportRun]:
    return list(ImportRun.objects.select_related("started_by").order_by("-pk")[:RUNS])


def news_since(since: datetime, user: User, imports: list[ImportRun], conflicts: int) -> list[News]:
    """Return imports, publish runs, conflicts, and what others decided; in two queries."""
    runs = PublishRun.objects.select_related("started_by").order_by("-pk")[:RUNS]
    done = [_publish_run(run) for run in runs if _is_after(run, since)][:NAMED]
    came = [_import(run) for run in imports if _is_after(run, since)][:NAMED]
    return [*came, *_conflicts(conflicts), *done, *_decisions(since, user)]


def _is_after(run: Any, since: datetime) -> bool:
    return run.finished_at is not None and run.finished_at > since


def _import(run: ImportRun) -> News:
    counts = [f"{run.totals[name]:,} {word}" for name, word in SAID.items() if run.totals.get(name)]
    words = f"{_called(run)}{_by(run)}: {', '.join(counts) or run.get_state_display().lower()}."
    return News("download", words, _page("importrun", run), run.finished_at)


def _called(run: ImportRun) -> str:
    """Many files are named by the first."""
    first, *others = str(run).split(", ")
    return f"{first} and {len(others)} more" if others else first


def _publish_run(run: PublishRun) -> News:
    published, kept = run.totals.get("published", 0), run.totals.get("kept", 0)
    words = f"{run}{_by(run)} published {published:,} of {published + kept:,}"
    if run.state != "done":
        words += f" ({run.get_state_display().lower()})"
    return News("play", f"{words}.", _page("publishrun", run), run.finished_at)


def _conflicts(number: int) -> Iterable[News]:
    if number:
        words = "1 new conflict is open." if number == 1 else f"{number:,} new conflicts are open."
        address = f"{reverse('admin:articles_conflict_changelist')}?settled_at__isempty=1"
        yield News("fork", words, address)


def _decisions(since: datetime, user: User) -> list[News]:
    """Return a sentence for each other person who decided something by hand, or in a batch."""
    verbs = _newest_events().filter(at__gt=since, actor__isnull=False, verb__in=DID)
    rows = verbs.exclude(actor=user).filter(publish_run=None, import_run=None)
    by_person: dict[int, Counter[str]] = {}
    names: dict[int, str] = {}
    for pk, first, last, login, verb in rows.values_list(
        "actor", "actor__first_name", "actor__last_name", "actor__username", "verb"
    ):
        names[pk] = f"{first} {last}".strip() or login
        by_person.setdefault(pk, Counter())[verb] += 1
    return [
        News("user", f"{names[pk]} {_did(counts)}.", _history(pk))
        for pk, counts in by_person.items()
    ]


def _newest_events() -> Any:
    newest = Subquery(Event.objects.order_by("-pk").values("pk")[:1])
    first = ExpressionWrapper(newest - EVENTS, output_field=BigIntegerField())
    return Event.objects.filter(Q(pk__gt=first)).order_by()


def _did(counts: Counter[str]) -> str:
    parts = [f"{DID[Verb(verb)]} {number:,}" for verb, number in counts.most_common()]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _by(run: Any) -> str:
    return f" by {run.started_by}" if run.started_by else ""


def _page(noun: str, run: Any) -> str:
    return reverse(f"admin:articles_{noun}_change", args=[run.pk])


def _history(actor: int) -> str:
    return f"{reverse('admin:articles_event_changelist')}?actor__id__exact={actor}"
