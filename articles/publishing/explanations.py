"""Why is this live? Why is this still a draft? In words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from articles.models import Article, Event, PublishItem, RelatedLink, Status, Verb
from articles.publishing.policy import Reason, Rule, Verdict
from articles.publishing.rules import judge, rule_from, rules_in_force
from articles.stories.ranking import outranking_links
from articles.workflow.times import format_time

_DECISIONS = {
    Status.DRAFT: (Verb.HELD, Verb.SENT_BACK),
    Status.PUBLISHED: (Verb.PUBLISHED, Verb.IMPORTED),
    Status.REJECTED: (Verb.REJECTED,),
    Status.ARCHIVED: (Verb.ARCHIVED,),
}


@dataclass(frozen=True, slots=True)
class Why:
    """A headline, the sentences under it, and the events that they come from.

    `rule` is the one that the article was judged by in a run, or would be today.
    """

    headline: str
    sentences: list[str]
    events: list[Event]
    verdict: Verdict | None = None
    rule: Rule | None = None


def why(
    article: Article,
    *,
    decisions: Sequence[Event] | None = None,
    outranking: Sequence[RelatedLink] | None = None,
) -> Why:
    """Answer for one article, fetched with provider and topics.

    Whoever has the first of `decisions_about` or the links that outrank the article (the
    strongest first) at hand spares a query for each.
    """
    if decisions is None:
        decisions = list(decisions_about(article)[:1])
    if article.status == Status.DRAFT:
        return _why_draft(article, decisions, outranking)
    headline = f"This is {article.get_status_display().lower()}"
    items = [item for event in decisions if (item := _item(article, event))]
    sentences = [_decision(event, items) for event in decisions]
    rule = _rule_of(items[0]) if items else judge(article, rules_in_force()).rule
    return Why(headline, sentences, [*decisions], rule=rule)


def decisions_about(article: Article) -> "QuerySet[Event]":
    """Return the events that may explain where an article stands, the last first."""
    verbs = _DECISIONS[Status(article.status)]
    events = article.events.filter(verb__in=verbs, undone=False)
    if article.status == Status.DRAFT and not article.held:
        events = events.none()
    return events.select_related("actor", "publish_run", "import_run").order_by("-version")


def explains(event: Event, article: Article) -> bool:
    """Whether an event is among `decisions_about` an article."""
    if event.undone or (article.status == Status.DRAFT and not article.held):
        return False
    return event.verb in _DECISIONS[Status(article.status)]


def describe(reasons: int, quality: int | None, rule: Rule | None, lack: str = "") -> list[str]:
    """Return the sentences for a verdict's reasons, those that keep a draft first.

    `lack` is the article's, where it is at hand: what exactly makes it incomplete.
    """
    flags = sorted(Reason(reasons), reverse=True)
    exact = {Reason.INCOMPLETE: f"It {lack}, so nobody can publish it."} if lack else {}
    return [exact.get(flag) or _sentence(flag, quality, rule) for flag in flags]


def describe_item(item: PublishItem) -> list[str]:
    """Return why a publish run decided as it did, by the rules as they were then."""
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
    for link in outranking[:1]:
        by = f" ({link.provider})" if link.provider else ""
        sentences.append(f"The strongest in its story is “{link.title}”{by}, {link.quality}.")
    sentences += [_decision(event, []) for event in decisions]
    passes = verdict.publishable
    headline = "The next publish run makes this live" if passes else "This is still a draft"
    return Why(headline, sentences, [*decisions], verdict, verdict.rule)


def describe_event(event: Event) -> str:
    """Return what an event did, as the beginning of a sentence: "Rejected"."""
    text = event.get_verb_display().capitalize()
    if event.verb == Verb.ASSIGNED:
        to = event.after.get("assigned_to")
        return f"{text} to {to}" if to else "Unassigned"
    return text


def _item(article: Article, event: Event) -> PublishItem | None:
    if event.publish_run is None:
        return None
    return event.publish_run.items.filter(article=article).select_related("run").first()


def _decision(event: Event, items: Sequence[PublishItem]) -> str:
    who = str(event.actor) if event.actor else "Newsdesk"
    sentence = f"{describe_event(event)} by {who} on {format_time(event.at)}"
    if event.publish_run:
        reasons = " ".join(text for item in items for text in describe_item(item))
        occasion = f", {event.reason}" if event.reason else ""
        return f"{sentence} in {event.publish_run}{occasion}. {reasons}".strip()
    reason = event.reason.rstrip(".")
    return f"{sentence}: {reason}." if reason else f"{sentence}."


def _sentence(reason: Reason, quality: int | None, rule: Rule | None) -> str:
    threshold = rule.threshold if rule else None
    lower = rule.corroborated_threshold if rule else None
    bar = f"{threshold}" if lower is None else f"{threshold} ({lower} with related coverage)"
    sentences = {
        Reason.MEETS_THRESHOLD: f"Its quality of {quality} meets the threshold of {threshold}.",
        Reason.CORROBORATED: (
            f"Its quality of {quality} meets the threshold of {lower} for items with related "
            "coverage."
        ),
        Reason.NOT_DRAFT: "It is not a draft.",
        Reason.HELD: "Somebody holds it: publish runs leave it alone until it is released.",
        Reason.SCHEDULED: "It is scheduled, so publish runs leave it alone.",
        Reason.UNSCORED: "It has no quality score, so no threshold lets it pass.",
        Reason.BELOW_THRESHOLD: f"Its quality of {quality} is below the threshold of {bar}.",
        Reason.OUTRANKED: "Related coverage outranks it, and only leads are published.",
        Reason.INCOMPLETE: "It has no title, or neither an address nor a text of its own.",
        Reason.NO_RULE: "No publishing rule covers it.",
        Reason.EXPIRED: "The time when it was to come down again has passed.",
        Reason.MANUAL_ONLY: "The rule that covers it does not publish by itself after an import.",
    }
    return sentences[reason]
