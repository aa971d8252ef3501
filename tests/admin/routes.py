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

ANYONE, REVIEWER, EDITOR, MANAGER, SUPERUSER, NO_ONE = (
    "anyone", "Reviewer", "Editor", "Managing editor", "Superuser", "no one"
)  # fmt: skip
ROLES = (ANYONE, REVIEWER, EDITOR, MANAGER, SUPERUSER)
STATES = ("draft", "held", "scheduled", "published", "rejected", "archived")

# Readers see a change of a live article at once: that takes more than a draft.
CHANGES = {
    state: REVIEWER if state in {"draft", "held", "scheduled"} else EDITOR for state in STATES
}
# Reopening an archived article takes the right to archive.
REOPENS = dict.fromkeys(STATES, REVIEWER) | {"archived": EDITOR}
Row = tuple[Any, Any]
SHUT = (NO_ONE, NO_ONE)
LIST = (REVIEWER, REVIEWER)  # and the history, which answers whatever is sent to it alike
LOOK = (REVIEWER, NO_ONE)
ROWS: dict[str, Row] = {
    # route: (who may look, who may send)
    "index": (REVIEWER, REVIEWER),
    "index_ready": (REVIEWER, REVIEWER),
    "index_visited": (NO_ONE, REVIEWER),
    "login": (ANYONE, ANYONE),
    "login_code": (ANYONE, ANYONE),  # leads back to the login without a password
    "set_password": (ANYONE, ANYONE),
    "forgot_password": (NO_ONE, NO_ONE),  # unless mail is on
    "account": (REVIEWER, REVIEWER),
    "account_preferences": (NO_ONE, REVIEWER),
    "account_two_factor": (REVIEWER, REVIEWER),
    "logout": (NO_ONE, REVIEWER),
    "password_change": (REVIEWER, REVIEWER),
    "password_change_done": (REVIEWER, NO_ONE),
    "autocomplete": (NO_ONE, NO_ONE),  # nothing is chosen by it
    "jsi18n": (REVIEWER, NO_ONE),
    "view_on_site": (NO_ONE, NO_ONE),
    "app_list": (REVIEWER, REVIEWER),
    "(?P<url>.*)$": (NO_ONE, NO_ONE),
    "articles_article_changelist": LOOK,
    "articles_article_add": (EDITOR, EDITOR),
    "articles_article_change": (REVIEWER, CHANGES),
    "articles_article_history": LOOK,
    "articles_article_address": (CHANGES, CHANGES),
    "articles_article_back": (NO_ONE, CHANGES),
    "articles_article_resolve": (NO_ONE, EDITOR),
    "articles_article_schedule": (REVIEWER, NO_ONE),
    "articles_article_reschedule": (NO_ONE, EDITOR),
    "articles_article_undo": (NO_ONE, MANAGER),  # another user's decision
    "articles_article_presence": (NO_ONE, REVIEWER),
    "articles_article_rows": (REVIEWER, NO_ONE),
    "articles_article_picture": (REVIEWER, CHANGES),
    "articles_article_pictures": LOOK,
    "articles_article_preview": (REVIEWER, CHANGES),
    "articles_article_bulk": (NO_ONE, REVIEWER),
    "articles_article_suggest": (REVIEWER, NO_ONE),
    "articles_bulkaction_progress": LOOK,
    "articles_bulkaction_cancel": (NO_ONE, MANAGER),  # another user's bulk action
    "articles_bulkaction_undo": (NO_ONE, MANAGER),
    "articles_savedview_save": (NO_ONE, REVIEWER),
    "articles_conflict_resolve": (NO_ONE, EDITOR),
    "articles_imagefetch_changelist": LOOK,
    "articles_imagefetch_retry": (NO_ONE, EDITOR),
    "articles_importrun_upload": (EDITOR, EDITOR),
    "articles_importrun_preview": (EDITOR, EDITOR),  # of another user: back to the upload
    "articles_importrun_preview_progress": (EDITOR, EDITOR),
    "articles_importrun_preview_file": (EDITOR, EDITOR),
    "articles_importrun_preview_select": (NO_ONE, EDITOR),
    "articles_importrun_preview_confirm": (NO_ONE, EDITOR),
    "articles_importrun_preview_refresh": (NO_ONE, EDITOR),
    "articles_importrun_preview_discard": (NO_ONE, EDITOR),
    "articles_importrun_progress": LOOK,
    "articles_importrun_report": (REVIEWER, REVIEWER),
    "articles_importrun_retry": (NO_ONE, EDITOR),
    "articles_importrun_cancel": (NO_ONE, MANAGER),  # another user's run
    "articles_importrun_undo": (NO_ONE, MANAGER),
    "articles_publishrun_threshold": (EDITOR, EDITOR),
    "articles_publishrun_progress": LOOK,
    "articles_publishrun_kinds": (EDITOR, NO_ONE),
    "articles_publishingrule_changelist": (REVIEWER, NO_ONE),
    "articles_publishingrule_add": (MANAGER, MANAGER),
    "articles_publishingrule_change": (REVIEWER, MANAGER),
    "articles_publishingrule_delete": (NO_ONE, MANAGER),
    "articles_topic_rename": (MANAGER, MANAGER),
    "articles_topic_merge": (MANAGER, MANAGER),
    "articles_topic_similar": (MANAGER, NO_ONE),
    "articles_provider_merge": (MANAGER, MANAGER),
    "articles_provider_similar": (MANAGER, NO_ONE),
    "articles_publishrun_cancel": (NO_ONE, MANAGER),
    "articles_publishrun_undo": (NO_ONE, MANAGER),
    "articles_apitoken_revoke": (NO_ONE, MANAGER),
    "articles_user_link": (MANAGER, MANAGER),
    "articles_user_two_factor": (NO_ONE, MANAGER),
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
    "articles_savedview": (LIST, SHUT, LOOK, LIST, SHUT),  # what another user shares
    "articles_user": ((MANAGER, MANAGER),) * 4 + (SHUT,),
    # of another user: leads back to the dashboard
    "articles_apitoken": (
        LIST, (REVIEWER, REVIEWER), LOOK, LIST, SHUT
    ),
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
TABLE["articles_event_changelist"] = (REVIEWER, NO_ONE)  # the history, a view that is only read
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
