"""Decisions on several drafts at once: those of one story, and copies of one article.

All or nothing, as one step, which one undo reverts. A repeated request (the first response was
lost) returns the step of the first.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from articles.db.retry import retry_on_deadlock
from articles.desk.coverage import coverage_of
from articles.desk.steps import DUPLICATE_OF, Step, find, step_of
from articles.models import Article, Event, Status, User, Verb
from articles.stories.duplicates import Duplicate, likely_duplicates
from articles.stories.ranking import WITHDRAWN
from articles.workflow.errors import NotPossible, Stale
from articles.workflow.locking import lock_articles
from articles.workflow.transitions import publish, reject

MAX_TOGETHER = 20
"""Drafts that one step may reject."""
ASKS_ABOVE = 10
"""More than so many need a confirmation."""
SeenVersion = Mapping[str, int]
"""The version of an article that a page showed: {"pk", "version"}."""


def decide_story(pk: int, lead: SeenVersion, others: Iterable[SeenVersion], *, by: User) -> Step:
    """Publish the lead of a draft's story unless it is live, and reject the others.

    Raise NotPossible for articles that are not of this story.
    """
    others = list(others)
    return _once(lambda: _decide_story(pk, lead, others, by), lead, others, by)


def reject_duplicates(
    pk: int, kept: SeenVersion, others: Iterable[SeenVersion], *, by: User
) -> Step:
    """Reject copies of the article that stays. One of them, or it, is the draft `pk`.

    Raise NotPossible for articles that do not look like the same item as the draft.
    """
    others = sorted(others, key=lambda each: each["pk"] != pk)
    return _once(lambda: _reject_duplicates(pk, kept, others, by), None, others, by)


def duplicates_of(article: Article) -> list[Duplicate]:
    """Return the likely duplicates of an article that a person has not rejected or archived."""
    found = likely_duplicates([article]).get(article.pk, [])
    return [each for each in found if each.article.status not in WITHDRAWN]


@retry_on_deadlock
def _decide_story(pk: int, lead: SeenVersion, others: Sequence[SeenVersion], by: User) -> Step:
    now = timezone.now()
    with transaction.atomic():
        article, *followers = _locked([lead, *others])
        story = {each.pk for each in coverage_of([find(pk)])[pk].members}
        _check_members([article, *followers], story, "These articles are not of one story.")
        events = [publish(article, by=by, now=now)] if article.status == Status.DRAFT else []
        reason = f"covered by “{article.title}”"
        events += [reject(each, by=by, reason=reason, now=now) for each in followers]
    if not events:
        raise NotPossible("This story has nothing left to decide.")
    return Step(events)


@retry_on_deadlock
def _reject_duplicates(pk: int, kept: SeenVersion, others: Sequence[SeenVersion], by: User) -> Step:
    now = timezone.now()
    with transaction.atomic():
        article, *copies = _locked([kept, *others])
        similar = {each.article.pk for each in duplicates_of(find(pk))} | {pk}
        _check_members([article, *copies], similar, "These articles are not copies of one another.")
        reason = f"{DUPLICATE_OF}“{article.title}”"
        return Step([reject(each, by=by, reason=reason, now=now) for each in copies])


def _check_members(articles: Sequence[Article], members: set[int], problem: str) -> None:
    if not members.issuperset({article.pk for article in articles}):
        raise NotPossible(problem)
    if len(articles) > MAX_TOGETHER + 1:
        raise NotPossible(f"At most {MAX_TOGETHER} drafts can be rejected in one step.")


def _locked(seen: Sequence[SeenVersion]) -> list[Article]:
    """Lock articles and return them, or raise Stale if one is not as the page showed it."""
    lock_articles([each["pk"] for each in seen])
    articles = [find(each["pk"]) for each in seen]
    for article, each in zip(articles, seen, strict=True):
        if article.version != each["version"]:
            raise Stale(article.title)
    return articles


def _once(
    decide: Callable[[], Step],
    lead: SeenVersion | None,
    rejected: Sequence[SeenVersion],
    by: User,
) -> Step:
    """Call `decide`, or return the step that this request made before."""
    try:
        return decide()
    except Stale:
        if done := _earlier_step(lead, rejected, by):
            return done
        raise


def _earlier_step(
    lead: SeenVersion | None, rejected: Sequence[SeenVersion], by: User
) -> Step | None:
    """Return the step that published the lead and rejected these; None if others were faster."""
    first, verb = (rejected[0], Verb.REJECTED) if rejected else (lead, Verb.PUBLISHED)
    if first is None or (lead and find(lead["pk"]).status != Status.PUBLISHED):
        return None
    made = Event.objects.filter(article=first["pk"], version=first["version"] + 1, actor=by)
    event = made.filter(verb=verb, bulk_action=None, undone=False).first()
    if event is None:
        return None
    step = step_of(event)
    done = {(each.article_id, each.version) for each in step.events}
    published = {(lead["pk"], lead["version"] + 1)} if lead else set()
    asked = {(each["pk"], each["version"] + 1) for each in rejected}
    return step if done - published == asked else None
