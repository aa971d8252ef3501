"""Why is this live? Why is this still a draft? In words."""

from dataclasses import dataclass

from articles.models import Article, Event, PublishItem, Status, Verb
from articles.stories.rivals import outranking_links

from .policy import Reason, Rule, Verdict
from .rules import judge, rule_from, rules_in_force

_DECISIONS = {
    Status.PUBLISHED: (Verb.PUBLISHED, Verb.IMPORTED),
    Status.REJECTED: (Verb.REJECTED,),
    Status.ARCHIVED: (Verb.ARCHIVED,),
}

_WITH_IT = {
    Verb.SENT_BACK: "sent it back to draft",
    Verb.REOPENED: "reopened it as a draft",
    Verb.UNSCHEDULED: "took it off the schedule",
    Verb.UPDATED: "updated it from its source",
    Verb.SETTLED: "settled a conflict of it",
}


@dataclass(frozen=True, slots=True)
class Why:
    """A headline, the sentences under it, and the events that they come from."""

    headline: str
    sentences: list[str]
    events: list[Event]
    verdict: Verdict | None = None


def why(article: Article) -> Why:
    """Answer for one article, fetched with provider and topics."""
    if article.status == Status.DRAFT:
        return _why_draft(article)
    events = list(
        article.events.filter(verb__in=_DECISIONS[Status(article.status)], undone=False)
        .select_related("actor", "publish_run", "import_run")
        .order_by("-version")[:1]
    )
    headline = f"This is {article.get_status_display().lower()}"
    return Why(headline, [_decision(article, event) for event in events], events)


def describe(reasons: int, quality: int | None, rule: Rule | None) -> list[str]:
    """Return the sentences for a verdict's reasons, those that keep a draft first."""
    flags = sorted(Reason(reasons), reverse=True)
    return [_sentence(flag, quality, rule) for flag in flags]


def describe_item(item: PublishItem) -> list[str]:
    """Return why a publish run decided as it did, by the rules as they were then."""
    rule = rule_from(item.run.rules[item.rule]) if item.rule is not None else None
    return describe(item.reasons, item.quality, rule)


def _why_draft(article: Article) -> Why:
    verdict = judge(article, rules_in_force())
    sentences = describe(int(verdict.reasons), article.quality, verdict.rule)
    for link in outranking_links(article)[:1]:
        by = f" ({link.provider})" if link.provider else ""
        sentences.append(f"The strongest in its story is “{link.title}”{by}, {link.quality}.")
    holding = article.events.filter(verb__in=[Verb.HELD, Verb.SENT_BACK], undone=False)
    events = list(holding.select_related("actor")[:1]) if article.held else []
    sentences += [_decision(article, event) for event in events]
    if verdict.publishable:
        return Why("The next publish run makes this live", sentences, events, verdict)
    return Why("This is still a draft", sentences, events, verdict)


def _decision(article: Article, event: Event) -> str:
    who = str(event.actor) if event.actor else "Newsdesk"
    verb = _WITH_IT.get(Verb(event.verb), f"{event.get_verb_display()} it")
    sentence = f"{who} {verb} on {event.at:%-d %B %Y at %H:%M} UTC"
    if event.publish_run:
        item = event.publish_run.items.filter(article=article).select_related("run").first()
        reasons = " ".join(describe_item(item)) if item else ""
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
        Reason.BY_HAND: "The rule that covers it does not publish by itself after an import.",
    }
    return sentences[reason]
