"""The ways through the desk: what stands in the navigation of the staff's pages."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString

register = template.Library()


@dataclass(frozen=True, slots=True)
class Way:
    """A page in the navigation: its route, and the permission without which nobody sees it."""

    label: str
    icon: str
    route: str
    permission: str = ""
    query: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A way as the page shows it."""

    label: str
    icon: str
    address: str
    is_here: bool


WAYS: tuple[tuple[str, tuple[Way, ...]], ...] = (
    (
        "Today",
        (
            Way("Dashboard", "home", "admin:index"),
            Way("Review desk", "inbox", "desk:queue", "articles.view_article"),
            Way(
                "Articles",
                "newspaper",
                "admin:articles_article_changelist",
                "articles.view_article",
            ),
            Way(
                "Threshold",
                "sliders",
                "admin:articles_publishrun_threshold",
                "articles.publish_article",
            ),
            Way("Schedule", "calendar", "admin:articles_article_schedule", "articles.view_article"),
            Way(
                "Conflicts",
                "fork",
                "admin:articles_conflict_changelist",
                "articles.view_conflict",
                "settled_at__isempty=1",
            ),
        ),
    ),
    (
        "Runs",
        (
            Way(
                "Import seeds", "upload", "admin:articles_importrun_upload", "articles.import_seeds"
            ),
            Way(
                "Imports", "stack", "admin:articles_importrun_changelist", "articles.view_importrun"
            ),
            Way(
                "Publish runs",
                "play",
                "admin:articles_publishrun_changelist",
                "articles.view_publishrun",
            ),
            Way("Bulk actions", "list", "admin:articles_batch_changelist", "articles.view_batch"),
        ),
    ),
    (
        "Manage",
        (
            Way(
                "Providers",
                "building",
                "admin:articles_provider_changelist",
                "articles.view_provider",
            ),
            Way("Topics", "tag", "admin:articles_topic_changelist", "articles.view_topic"),
            Way(
                "Rules",
                "scale",
                "admin:articles_publishingrule_changelist",
                "articles.view_publishingrule",
            ),
            Way(
                "Rejection reasons",
                "quote",
                "admin:articles_rejectionreason_changelist",
                "articles.change_rejectionreason",
            ),
            Way("Users", "user", "admin:articles_user_changelist", "articles.view_user"),
            Way("History", "clock", "admin:articles_event_changelist", "articles.view_event"),
        ),
    ),
)

HOME = "admin:index"
"""Every page's address begins with its: only itself is there."""


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> SafeString:
    """Return the navigation of the staff's pages: written once, it stands on a page twice."""
    return render_to_string("staff/_menu.html", {"groups": groups_for(context["request"])})


def groups_for(request: Any) -> list[tuple[str, list[Shown]]]:
    """Return the groups of the navigation that this person may go, the current way marked."""
    groups = [(name, _shown(ways, request)) for name, ways in WAYS]
    best = max(
        (each.address for _, group in groups for each in group if each.is_here), key=len, default=""
    )
    return [(name, [_marked(each, best) for each in group]) for name, group in groups if group]


def _shown(ways: tuple[Way, ...], request: Any) -> list[Shown]:
    user = request.user
    allowed = [way for way in ways if not way.permission or user.has_perm(way.permission)]
    return [
        Shown(
            way.label,
            way.icon,
            f"{address}?{way.query}" if way.query else address,
            request.path == address if way.route == HOME else request.path.startswith(address),
        )
        for way in allowed
        if (address := _address(way.route))
    ]


@cache
def _address(route: str) -> str:
    """Where a route leads, "" while there is no such page; found once a process."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""


def _marked(shown: Shown, best: str) -> Shown:
    """Of the ways that the path begins with, the longest is where we are."""
    return Shown(shown.label, shown.icon, shown.address, shown.is_here and shown.address == best)
