"""The table of the admin's addresses: the first role that may GET and that may POST each.

A role may do all that the roles before it may. A new route needs a row in ROWS, a new model one
in NOUNS. If a row depends on the state of the article, it holds a dict: state -> first role.
ARGUMENTS holds the arguments of a route other than the primary key.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.urls import reverse

from articles.admin import site
from articles.models import Article

ANYBODY, REVIEWER, EDITOR, MANAGER, SUPERUSER, NOBODY = (
    "anybody", "Reviewer", "Editor", "Managing editor", "Superuser", "nobody"
)  # fmt: skip
ROLES = (ANYBODY, REVIEWER, EDITOR, MANAGER, SUPERUSER)
STATES = ("draft", "held", "scheduled", "published", "rejected", "archived")

# Readers see a change of a live article at once: that takes more than a draft.
CHANGES = {
    state: REVIEWER if state in {"draft", "held", "scheduled"} else EDITOR for state in STATES
}
# Reopening an archived article takes the right to archive.
REOPENS = dict.fromkeys(STATES, REVIEWER) | {"archived": EDITOR}
Row = tuple[Any, Any]
SHUT = (NOBODY, NOBODY)
LIST = (REVIEWER, REVIEWER)  # and the history, which answers whatever is sent to it alike
LOOK = (REVIEWER, NOBODY)
ROWS: dict[str, Row] = {
    # route: (who may look, who may send)
    "index": (REVIEWER, REVIEWER),
    "index_ready": (REVIEWER, REVIEWER),
    "index_visited": (NOBODY, REVIEWER),
    "login": (ANYBODY, ANYBODY),
    "login_code": (ANYBODY, ANYBODY),  # leads back to the login without a password
    "set_password": (ANYBODY, ANYBODY),
    "forgot_password": (NOBODY, NOBODY),  # unless mail is on
    "account": (REVIEWER, REVIEWER),
    "account_preferences": (NOBODY, REVIEWER),
    "account_two_factor": (REVIEWER, REVIEWER),
    "logout": (NOBODY, REVIEWER),
    "password_change": (REVIEWER, REVIEWER),
    "password_change_done": (REVIEWER, NOBODY),
    "autocomplete": (NOBODY, NOBODY),  # nothing is chosen by it
    "jsi18n": (REVIEWER, NOBODY),
    "view_on_site": (NOBODY, NOBODY),
    "app_list": (REVIEWER, REVIEWER),
    "(?P<url>.*)$": (NOBODY, NOBODY),
    "articles_article_changelist": LOOK,
    "articles_article_add": (EDITOR, EDITOR),
    "articles_article_change": (REVIEWER, CHANGES),
    "articles_article_history": LOOK,
    "articles_article_back": (NOBODY, CHANGES),
    "articles_article_resolve": (NOBODY, EDITOR),
    "articles_article_schedule": (REVIEWER, NOBODY),
    "articles_article_reschedule": (NOBODY, EDITOR),
    "articles_article_undo": (NOBODY, MANAGER),  # somebody else's decision
    "articles_article_presence": (NOBODY, REVIEWER),
    "articles_article_rows": (REVIEWER, NOBODY),
    "articles_article_picture": (REVIEWER, CHANGES),
    "articles_article_pictures": LOOK,
    "articles_article_preview": (REVIEWER, CHANGES),
    "articles_article_bulk": (NOBODY, REVIEWER),
    "articles_article_suggest": (REVIEWER, NOBODY),
    "articles_bulkaction_progress": LOOK,
    "articles_bulkaction_cancel": (NOBODY, MANAGER),  # somebody else's bulk action
    "articles_bulkaction_undo": (NOBODY, MANAGER),
    "articles_savedview_save": (NOBODY, REVIEWER),
    "articles_conflict_resolve": (NOBODY, EDITOR),
    "articles_imagefetch_changelist": LOOK,
    "articles_imagefetch_retry": (NOBODY, EDITOR),
    "articles_importrun_upload": (EDITOR, EDITOR),
    "articles_importrun_preview": (EDITOR, EDITOR),  # of somebody else: back to the upload
    "articles_importrun_preview_progress": (EDITOR, EDITOR),
    "articles_importrun_preview_file": (EDITOR, EDITOR),
    "articles_importrun_preview_select": (NOBODY, EDITOR),
    "articles_importrun_preview_confirm": (NOBODY, EDITOR),
    "articles_importrun_preview_refresh": (NOBODY, EDITOR),
    "articles_importrun_preview_discard": (NOBODY, EDITOR),
    "articles_importrun_progress": LOOK,
    "articles_importrun_report": (REVIEWER, REVIEWER),
    "articles_importrun_retry": (NOBODY, EDITOR),
    "articles_importrun_cancel": (NOBODY, MANAGER),  # somebody else's run
    "articles_importrun_undo": (NOBODY, MANAGER),
    "articles_publishrun_threshold": (EDITOR, EDITOR),
    "articles_publishrun_progress": LOOK,
    "articles_publishrun_kinds": (EDITOR, NOBODY),
    "articles_publishingrule_changelist": (REVIEWER, NOBODY),
    "articles_publishingrule_add": (MANAGER, MANAGER),
    "articles_publishingrule_change": (REVIEWER, MANAGER),
    "articles_publishingrule_delete": (NOBODY, MANAGER),
    "articles_topic_rename": (MANAGER, MANAGER),
    "articles_topic_merge": (MANAGER, MANAGER),
    "articles_topic_similar": (MANAGER, NOBODY),
    "articles_provider_merge": (MANAGER, MANAGER),
    "articles_provider_similar": (MANAGER, NOBODY),
    "articles_publishrun_cancel": (NOBODY, MANAGER),
    "articles_publishrun_undo": (NOBODY, MANAGER),
    "articles_user_link": (MANAGER, MANAGER),
    "articles_user_two_factor": (NOBODY, MANAGER),
}
KEPT: tuple[Row, ...] = (LIST, (EDITOR, EDITOR), (REVIEWER, EDITOR), LIST, SHUT)
LOOKED_AT: tuple[Row, ...] = (LIST, SHUT, LOOK, LIST, SHUT)
LISTS = ("articles_bulkaction", "articles_conflict", "articles_importrun", "articles_publishrun")
PAGES = ("changelist", "add", "change", "history", "delete")
NOUNS: dict[str, tuple[Row, ...]] = {
    # Django's pages of a model, in the order of PAGES
    "articles_provider": KEPT,
    "articles_topic": KEPT,
    "articles_rejectionreason": (
        LIST, (MANAGER, MANAGER), (REVIEWER, MANAGER), LIST, (MANAGER, MANAGER)
    ),
    "articles_savedview": (LIST, SHUT, LOOK, LIST, SHUT),  # what somebody else shares
    "articles_user": ((MANAGER, MANAGER),) * 4 + (SHUT,),
    "auth_group": ((SUPERUSER, SUPERUSER),) * 5,
    "articles_event": LOOKED_AT,
    "articles_importitem": LOOKED_AT,
    "articles_relatedlink": LOOKED_AT,
    "articles_seedfile": LOOKED_AT,
    "articles_source": LOOKED_AT,
}  # fmt: skip
TABLE: dict[str, Row] = ROWS | {
    f"{noun}_{page}": row
    for noun, rows in NOUNS.items()
    for page, row in zip(PAGES, rows, strict=True)
}
TABLE |= {
    f"{noun}_{page}": row
    for noun in LISTS
    for page, row in (("changelist", LIST), ("change", LOOK))
}
TABLE["articles_event_changelist"] = (REVIEWER, NOBODY)  # the history, a view that is only read
ACTIONS = {
    # the buttons of an article: the first role that may press them, and the states they work in
    "publish": (EDITOR, {"draft", "held", "scheduled"}),
    "unpublish": (EDITOR, {"published"}),
    "hold": (REVIEWER, {"draft", "scheduled"}),
    "release": (REVIEWER, {"held"}),
    "recommend": (REVIEWER, {"draft", "held", "scheduled"}),
    "withdraw": (REVIEWER, set()),
    "schedule": (EDITOR, {"draft", "held", "scheduled"}),
    "unschedule": (EDITOR, {"scheduled"}),
    "set_expiry": (EDITOR, {"draft", "held", "scheduled", "published"}),
    "clear_expiry": (EDITOR, set()),
    "feature": (EDITOR, {"published"}),
    "unfeature": (EDITOR, set()),
    "assign": (REVIEWER, {*STATES}),
    "reject": (REVIEWER, {"draft", "held", "scheduled"}),
    "archive": (EDITOR, {*STATES} - {"archived"}),
    "reopen": (REOPENS, {"rejected", "archived"}),
}
ARGUMENTS: dict[str, dict[str, Any]] = {
    # of a route, other than the primary key
    "app_list": {"app_label": "articles"},
    "view_on_site": {"content_type_id": 1, "object_id": 1},
    "set_password": {"uidb64": "MQ", "token": "x"},
    "articles_article_back": {"version": 1},
    "articles_importrun_preview_file": {"item": 1},
    "articles_article_undo": {"version": 1},
    "articles_article_rows": {"kind": "related"},
}


def routes(patterns: Any = None, before: str = "") -> Iterator[tuple[str, list[str]]]:
    """Yield the admin's routes by name (or, without one, by pattern) with their arguments."""
    for pattern in site.urls[0] if patterns is None else patterns:
        text = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern.url_patterns, text)
        else:
            yield pattern.name or text, _arguments(pattern.pattern)


def _arguments(pattern: Any) -> list[str]:
    return [*(getattr(pattern, "converters", None) or pattern.regex.groupindex)]


def _is_old_form(route: str) -> bool:
    """Django's own redirect from the addresses that change pages had long ago."""
    return route.endswith("/<path:object_id>/")


ROUTES = {route: arguments for route, arguments in routes() if not _is_old_form(route)}


def noun_of(route: str) -> str:
    return "_".join(route.split("_")[:2])


def address_of(route: str, things: dict[str, Any]) -> str:
    """Return a route's address about one of the things, by the noun that its name begins with."""
    if route == "(?P<url>.*)$":
        return "/admin/nowhere/"
    given = ARGUMENTS.get(route, {})
    found = {
        name: given[name] if name in given else things[noun_of(route)].pk for name in ROUTES[route]
    }
    return reverse(f"admin:{route}", kwargs=found or None)


def states_of(route: str, row: Any, *, every: bool) -> tuple[str, ...]:
    """Return the states of the article to ask a route in; one if the row does not name states.

    With `every`, return all states for each route that has to do with an article.
    """
    if isinstance(row, dict) or (every and _concerns_an_article(route)):
        return STATES
    return STATES[:1]


def _concerns_an_article(route: str) -> bool:
    label, _, noun = noun_of(route).partition("_")
    if not ROUTES[route] or label != "articles" or noun not in apps.all_models["articles"]:
        return False
    model = apps.get_model("articles", noun)
    names = {field.name for field in model._meta.get_fields()}
    return model is Article or bool({"article", "articles"} & names)


def expected(row: Any, states: Iterable[str]) -> dict[str, str]:
    """Return the first role that is admitted, in each state."""
    return {state: row[state] if isinstance(row, dict) else row for state in states}
