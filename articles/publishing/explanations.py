"""Explain in words why an article is published, or still a draft."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from articles.models import Article, Event, PublishItem, RelatedLink, Status, Verb
from articles.models.value_fields import parse_time
from articles.publishing.kept_back import keeping_verdicts
from articles.publishing.policy import Reason, Rule, Verdict
from articles.publishing.rules import judge, rule_from, rules_in_force
from articles.stories.ranking import outranking_links
from articles.workflow.times import format_time

_DECISIONS = {
    Status.DRAFT: (Verb.HELD, Verb.UNPUBLISHED),
    Status.PUBLISHED: (Verb.PUBLISHED, Verb.IMPORTED),
    Status.REJECTED: (Verb.REJECTED,),
    Status.ARCHIVED: (Verb.ARCHIVED,),
}


@dataclass(frozen=True, slots=True)
class Why:
    """A headline, the sentences below it, and the events that they come from.

    `rule` judged the article in a publish run, or would judge it now. `top` is the link of its
    story that outranks it.
    """

    headline: str
    sentences: list[str]
    events: list[Event]
    verdict: Verdict | None = None
    rule: Rule | None = None
    top: RelatedLink | None = None


def why(
    article: Article,
    *,
    decisions: Sequence[Event] | None = None,
    outranking: Sequence[RelatedLink] | None = None,
) -> Why:
    """Explain the status of an article, fetched with provider and topics.

    Pass the first of `decisions_about`, or the links that outrank the article in their order, if
    they are loaded already: that saves a query each.
    """
    if decisions is None:
        decisions = list(decisions_about(article)[:1])
    if article.status == Status.DRAFT:
        return _why_draft(article, decisions, outranking)
    headline = f"This is {article.get_status_display().lower()}"
    items = [item for event in decisions if (item := _item(article, event))]
    sentences = [_decision(event, items) for event in decisions]
    if items and items[0].quality != article.quality:
        score = "no score" if article.quality is None else f"a quality of {article.quality}"
        sentences.append(f"Now it has {score}.")
    rule = _rule_of(items[0]) if items else judge(article, rules_in_force()).rule
    return Why(headline, sentences, [*decisions], rule=rule)


def decisions_about(article: Article) -> "QuerySet[Event]":
    """Return the events that may explain an article's status, the newest first."""
    verbs = _DECISIONS[Status(article.status)]
    events = article.events.filter(verb__in=verbs, undone=False)
    if article.status == Status.DRAFT and not article.held:
        events = events.none()
    return events.select_related("actor", "publish_run", "import_run").order_by("-version")


def explains(event: Event, article: Article) -> bool:
    """Return whether an event is among `decisions_about` an article."""
    if event.undone or (article.status == Status.DRAFT and not article.held):
        return False
    return event.verb in _DECISIONS[Status(article.status)]


def describe(reasons: int, quality: int | None, rule: Rule | None, lack: str = "") -> list[str]:
    """Return a sentence for each reason of a verdict, the blocking ones first.

    `lack` says what makes the article incomplete, if known.
    """
    flags = sorted(Reason(reasons), reverse=True)
    exact = {Reason.INCOMPLETE: f"It {lack}, so it cannot be published."} if lack else {}
    return [exact.get(flag) or _sentence(flag, quality, rule) for flag in flags]


def describe_item(item: PublishItem) -> list[str]:
    """Return why a publish run decided as it did, by the rules of that time."""
    return describe(item.reasons, item.quality, _rule_of(item))


def _rule_of(item: PublishItem) -> Rule | None:
    return rule_from(item.run.rules[item.rule]) if item.rule is not None else None


def _why_draft(
    article: Article, decisions: Sequence[Event], outranking: Sequence[RelatedLink] | None
) -> Why:
    verdict = judge(article, rules_in_force())
    sentences = describe(
        int(verdict.reasons), article.quality, verdict.rule, article.incomplete_reason
    )
    if outranking is None:
        outranking = outranking_links(article) if article.is_outranked else []
    sentences += [_decision(event, []) for event in decisions]
    kept = keeping_verdicts().filter(article=article) if verdict.publishable else None
    item = kept.select_related("run").first() if kept is not None else None
    if item:
        sentences.append(f"Kept back in {item.run}: {' '.join(describe_item(item))}")
    passes = verdict.publishable and not item
    headline = "The next publish run will publish this" if passes else "This is still a draft"
    top = next(iter(outranking), None)
    return Why(headline, sentences, [*decisions], verdict, verdict.rule, top)


def describe_event(event: Event) -> str:
    """Return what an event did, as the beginning of a sentence: "Rejected"."""
    text = event.get_verb_display().capitalize()
    if event.verb == Verb.ASSIGNED:
        to = event.after.get("assigned_to")
        return f"{text} to {to}" if to else "Unassigned"
    if event.verb == Verb.SCHEDULED and (at := event.after.get("scheduled_for")):
        return f"{text} for {format_time(parse_time(at))}"
    return text


def _item(article: Article, event: Event) -> PublishItem | None:
    if event.publish_run is None:
        return None
    return event.publish_run.items.filter(article=article).select_related("run").first()


def _decision(event: Event, items: Sequence[PublishItem]) -> str:
    sentence = f"{describe_event(event)} by {event.actor_name} on {format_time(event.at)}"
    if event.publish_run:
        reasons = " ".join(text for item in items for text in describe_item(item))
        occasion = f", {event.reason}" if event.reason else ""
        return f"{sentence} in {event.publish_run}{occasion}. {reasons}".strip()
    reason = event.reason.rstrip(".")
    return f"{sentence}: {reason}." if reason else f"{sentence}."


def _sentence(reason: Reason, quality: int | None, rule: Rule | None) -> str:
    threshold = rule.threshold if rule else None
    lower = rule.corroborated_threshold if rule else None
    recommended = rule.recommended_threshold if rule else None
    lowers = [(lower, "with related coverage"), (recommended, "if recommended")]
    others = ", ".join(f"{number} {when}" for number, when in lowers if number is not None)
    every = f"{threshold} ({others})" if others else f"{threshold}"
    sentences = {
        Reason.MEETS_THRESHOLD: f"Its quality of {quality} meets the threshold of {threshold}.",
        Reason.CORROBORATED: (
            f"Its quality of {quality} meets the threshold of {lower} for items with related "
            "coverage."
        ),
        Reason.RECOMMENDED: (
            f"A reviewer recommends it, and its quality of {quality} meets the threshold of "
            f"{recommended} for recommended items."
        ),
        Reason.NOT_DRAFT: "It is not a draft.",
        Reason.HELD: "It is held: publish runs skip it until it is released.",
        Reason.SCHEDULED: "It is scheduled: publish runs skip it.",
        Reason.UNSCORED: "It has no quality score, so it meets no threshold.",
        Reason.BELOW_THRESHOLD: f"Its quality of {quality} is below the threshold of {every}.",
        Reason.OUTRANKED: "Related coverage outranks it, and only leads are published.",
        Reason.INCOMPLETE: "It has no title, or neither an address nor a text.",
        Reason.NO_RULE: "No publishing rule applies to it.",
        Reason.EXPIRED: "Its expiry time has passed.",
        Reason.NO_PICTURE: "It has no usable picture, and its rule demands one.",
        Reason.MANUAL_ONLY: "Its rule does not publish automatically after imports.",
    }
    return sentences[reason]
