"""What the list of articles can do to many at once, and what would be refused."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from articles.bulk_actions.actions import permission_for
from articles.models import ArticleQuerySet, Conflict, Status, User, Verb
from articles.workflow.states import TRANSITIONS, permission_to


@dataclass(frozen=True, slots=True)
class Act:
    """A choice of the list: a verb, and the details that the person is asked for."""

    key: str
    label: str
    verb: Verb
    asks: tuple[str, ...] = ("reason",)
    remove: bool = False
    resolution: str = ""
    is_grave: bool = False

    @property
    def details(self) -> dict[str, Any]:
        """What the choice itself tells the batch."""
        told = {"remove": self.remove, "resolution": self.resolution}
        return {name: value for name, value in told.items() if value}

    def is_allowed(self, user: User) -> bool:
        return user.has_perm(f"articles.{permission_for(self.verb)}")


ACTS = {
    act.key: act
    for act in (
        Act("publish", "Publish", Verb.PUBLISHED),
        Act("send-back", "Send back", Verb.SENT_BACK, is_grave=True),
        Act("hold", "Hold", Verb.HELD),
        Act("release", "Release", Verb.RELEASED),
        Act("reject", "Reject", Verb.REJECTED, is_grave=True),
        Act("reopen", "Reopen", Verb.REOPENED),
        Act("archive", "Archive", Verb.ARCHIVED, is_grave=True),
        Act("keep-mine", "Keep ours in the conflicts of", Verb.SETTLED, (), resolution="mine"),
        Act(
            "take-theirs",
            "Take the source's in the conflicts of",
            Verb.SETTLED,
            (),
            resolution="theirs",
            is_grave=True,
        ),
        Act("assign", "Assign", Verb.ASSIGNED, ("person", "reason")),
        Act("add-topic", "Add a topic to", Verb.EDITED, ("topic", "reason")),
        Act("remove-topic", "Remove a topic from", Verb.EDITED, ("topic", "reason"), remove=True),
        Act("schedule", "Schedule", Verb.SCHEDULED, ("at", "reason")),
        Act("unschedule", "Take off the schedule", Verb.UNSCHEDULED),
        Act("expire", "Set a time to come down for", Verb.EXPIRY_SET, ("at", "reason")),
        Act("keep", "Clear the time to come down of", Verb.EXPIRY_CLEARED),
    )
}
"""By the key that the form sends."""


def acts_for(user: User) -> list[Act]:
    """Return what somebody's role lets them do to many articles."""
    return [act for act in ACTS.values() if act.is_allowed(user)]


@dataclass(frozen=True, slots=True)
class Outlook:
    """How many articles there are, how many a verb will be refused for, and why, in words."""

    total: int
    refused: int
    reasons: list[str]

    @property
    def likely(self) -> int:
        return self.total - self.refused


def outlook(articles: ArticleQuerySet, act: Act, user: User) -> Outlook:
    """Count in one query what is chosen, and what of it cannot be done as things stand."""
    causes = dict(_causes(act, user))
    if act.verb == Verb.SETTLED:
        torn = Conflict.objects.unsettled().filter(article=OuterRef("pk"))
        articles = articles.annotate(is_torn=Exists(torn))
    counts: dict[str, Any] = {
        f"cause_{place}": Count("pk", filter=cause) for place, cause in enumerate(causes.values())
    }
    found = articles.order_by().aggregate(total=Count("pk"), **counts)
    numbers = {words: found[f"cause_{place}"] for place, words in enumerate(causes)}
    reasons = [f"{number:,} {words}" for words, number in numbers.items() if number]
    return Outlook(found["total"], sum(numbers.values()), reasons)


def _causes(act: Act, user: User) -> Iterator[tuple[str, Q]]:
    """Yield conditions that exclude one another, and what each means for the verb."""
    transition = TRANSITIONS.get(act.verb)
    if act.verb == Verb.SETTLED:
        yield "have no open conflict", Q(is_torn=False)
        return
    if transition is None:
        if not user.has_perm("articles.publish_article"):
            yield "are no drafts: that takes the right to publish", ~Q(status=Status.DRAFT)
        return
    fitting = []
    for status in Status:
        if status not in transition.sources:
            yield f"stand as {status.label.lower()}", Q(status=status)
        elif not user.has_perm(f"articles.{permission_to(act.verb, status)}"):
            yield f"stand as {status.label.lower()}: your role does not allow it", Q(status=status)
        else:
            fitting.append(status)
    fits = Q(status__in=fitting)
    if transition.held is not None:
        words = "are not held" if transition.held else "are held already"
        yield words, fits & Q(held=not transition.held)
    if transition.needs:
        words = transition.lacks.replace("is ", "are ").replace("has ", "have ")
        yield words, fits & Q((f"{transition.needs}__isnull", True))
