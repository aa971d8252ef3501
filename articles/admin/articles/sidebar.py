"""The context of an article's page around its form: status, actions, coverage, history."""

from typing import Any

from django.http import HttpRequest

from articles.admin.articles.coverage import coverage
from articles.admin.articles.history import newest_events, timeline
from articles.admin.articles.list_place import ListPlace
from articles.desk.access import current_user
from articles.desk.display import open_conflicts
from articles.desk.forms import NoteForm
from articles.models import Article, RejectionReason
from articles.publishing.explanations import why
from articles.publishing.policy import Rule
from articles.stories.ranking import outranking
from articles.templatetags.text import web_address


def sidebar_context(request: HttpRequest, article: Any) -> dict[str, Any]:
    """Return what the page of an article from `get_article` shows around its form."""
    user = current_user(request)
    events, decisions = newest_events(article)
    reasons = why(article, decisions=decisions, outranking=outranking(article, article.links.all()))
    return {
        "why": reasons,
        "threshold": threshold_for(article, reasons.rule),
        "provider_address": web_address(article.address),
        "reasons": RejectionReason.objects.filter(is_offered=True),
        "place": ListPlace(request, article),
        "coverage": coverage(article, is_whole=request.GET.get("coverage") == "all"),
        "conflicts": open_conflicts(article) if article.has_conflict else [],
        "may_resolve": user.has_perm("articles.resolve_conflict"),
        "timeline": timeline(events, user),
        "notes": article.notes.select_related("author"),
        "note_form": NoteForm(auto_id="note_%s"),
        "has_more_history": article.version > len(events),
    }


def threshold_for(article: Article, rule: Rule | None) -> int | None:
    """Return the quality that a rule requires of an article, None without a rule."""
    if rule is None:
        return None
    lowers = [
        rule.corroborated_threshold if article.related_count else None,
        rule.recommended_threshold if article.recommended else None,
    ]
    return min([rule.threshold, *(number for number in lowers if number is not None)])
