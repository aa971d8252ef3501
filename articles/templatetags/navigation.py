"""The main menu of staff pages."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

register = template.Library()


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A page in the menu, with the permission that is needed to see it ("" for none)."""

    label: str
    icon: str
    route: str
    permission: str = ""
    query: str = ""


@dataclass(frozen=True, slots=True)
class ResolvedMenuItem:
    """A menu item as a page shows it."""

    label: str
    icon: str
    address: str
    is_current: bool


HOME = "admin:index"
MENU = {
    "Today": [
        MenuItem("Dashboard", "home", HOME),
        MenuItem("Review desk", "inbox", "desk:queue", "view_article"),
        MenuItem("Articles", "newspaper", "admin:articles_article_changelist", "view_article"),
        MenuItem(
            "Publish by threshold",
            "sliders",
            "admin:articles_publishrun_threshold",
            "publish_article",
        ),
        MenuItem("Schedule", "calendar", "admin:articles_article_schedule", "view_article"),
        MenuItem(
            "Conflicts",
            "fork",
            "admin:articles_conflict_changelist",
            "view_conflict",
            query="?resolved_at__isempty=1",
        ),
    ],
    "Runs": [
        MenuItem("Import seeds", "upload", "admin:articles_importrun_upload", "import_seeds"),
        MenuItem("Imports", "stack", "admin:articles_importrun_changelist", "view_importrun"),
        MenuItem("Publish runs", "play", "admin:articles_publishrun_changelist", "view_publishrun"),
        MenuItem("Bulk actions", "list", "admin:articles_bulkaction_changelist", "view_bulkaction"),
        MenuItem(
            "Picture queue", "picture", "admin:articles_imagefetch_changelist", "view_imagefetch"
        ),
    ],
    "Manage": [
        MenuItem("Picture report", "warning", "admin:articles_article_pictures", "view_article"),
        MenuItem("Providers", "building", "admin:articles_provider_changelist", "view_provider"),
        MenuItem("Topics", "tag", "admin:articles_topic_changelist", "view_topic"),
        MenuItem(
            "Rules", "scale", "admin:articles_publishingrule_changelist", "view_publishingrule"
        ),
        MenuItem(
            "Rejection reasons",
            "quote",
            "admin:articles_rejectionreason_changelist",
            "change_rejectionreason",
        ),
        MenuItem("Users", "user", "admin:articles_user_changelist", "view_user"),
        MenuItem("History", "clock", "admin:articles_event_changelist", "view_event"),
    ],
}


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> SafeString:
    """Return the menu as HTML. Pages render it once and show it in two places."""
    return render_to_string("staff/_menu.html", {"groups": menu_for(context["request"])})


def menu_for(request: Any) -> list[tuple[str, list[ResolvedMenuItem]]]:
    """Return the groups of the menu that the user may open, with the current page marked.

    The current item is the one with the longest address that the request's path begins with.
    """
    allowed = {
        name: [item for item in items if _is_allowed(request.user, item)]
        for name, items in MENU.items()
    }
    addresses = [reverse(item.route) for items in allowed.values() for item in items]
    home = reverse(HOME)  # every address begins with it, so it is current only on its own page
    begun = [each for each in addresses if each != home and request.path.startswith(each)]
    current = max(begun, key=len, default=home if request.path == home else "")
    return [
        (name, [_resolve(item, current) for item in items])
        for name, items in allowed.items()
        if items
    ]


def _is_allowed(user: Any, item: MenuItem) -> bool:
    return not item.permission or user.has_perm(f"articles.{item.permission}")


def _resolve(item: MenuItem, current: str) -> ResolvedMenuItem:
    address = reverse(item.route)
    return ResolvedMenuItem(item.label, item.icon, address + item.query, address == current)
