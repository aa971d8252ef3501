"""Every address of the admin, and who may see it. A new route without a row here fails."""

import re

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from articles.admin import site
from articles.models import (
    Event,
    Image,
    ImportItem,
    ImportRun,
    PublishingRule,
    PublishItem,
    PublishRun,
    Rendition,
    SeedFile,
    SeedKind,
)
from tests.admin.made import conflict_about
from tests.builders import NOON, draft, link, person, provider, source, topic

pytestmark = pytest.mark.django_db

ROLES = ("", "Reviewer", "Editor", "Managing editor", "Superuser")
# What a GET answers, role by role; 302 sends the first, who is nobody, to the login.
ALL = (302, 200, 200, 200, 200)
EDITORS = (302, 403, 200, 200, 200)
MANAGERS = (302, 403, 403, 200, 200)
SUPERUSERS = (302, 403, 403, 403, 200)
NOBODY = (302, 403, 403, 403, 403)
ELSEWHERE = (302, 302, 302, 302, 302)
PRESSED = (302, 405, 405, 405, 405)

SITE = {
    "index": ALL,
    "login": (200, 302, 302, 302, 302),
    "logout": PRESSED,
    "password_change": ALL,
    "password_change_done": ALL,
    "autocomplete": NOBODY,  # nothing is chosen by it
    "jsi18n": ALL,
    "view_on_site": (302, 404, 404, 404, 404),
    "app_list": ALL,
    "(?P<url>.*)$": (302, 404, 404, 404, 404),
    "articles_article_do": PRESSED,
    "articles_article_back": PRESSED,
    "articles_conflict_settle": PRESSED,
    "articles_importrun_upload": EDITORS,
    "articles_importrun_preview": (302, 403, 302, 302, 302),
    "articles_importrun_cancel": PRESSED,
    "articles_importrun_undo": PRESSED,
    "articles_publishrun_threshold": EDITORS,
    "articles_publishrun_cancel": PRESSED,
    "articles_publishrun_undo": PRESSED,
    "auth_user_password_change": MANAGERS,
}
NOUNS = {
    # changelist, add, change, history, delete
    "articles_article": (ALL, EDITORS, ALL, ALL, NOBODY),
    "articles_provider": (ALL, EDITORS, ALL, ALL, NOBODY),
    "articles_topic": (ALL, EDITORS, ALL, ALL, NOBODY),
    "articles_publishingrule": (ALL, MANAGERS, ALL, ALL, MANAGERS),
    "articles_user": (MANAGERS, MANAGERS, MANAGERS, MANAGERS, NOBODY),
    "auth_group": (SUPERUSERS,) * 5,
}
LOOKED_AT = [
    "conflict",
    "event",
    "image",
    "rendition",
    "importrun",
    "importitem",
    "publishrun",
    "publishitem",
    "relatedlink",
    "seedfile",
    "source",
]
NOUNS |= {f"articles_{noun}": (ALL, NOBODY, ALL, ELSEWHERE, NOBODY) for noun in LOOKED_AT}
PAGES = ("changelist", "add", "change", "history", "delete")
TABLE = SITE | {
    f"{noun}_{page}": who
    for noun, row in NOUNS.items()
    for page, who in zip(PAGES, row, strict=True)
}
# Who may press what, from the first role that may.
BUTTONS = {
    "articles_article_do": "Editor",
    "articles_article_back": "Reviewer",
    "articles_conflict_settle": "Editor",
    "articles_importrun_cancel": "Managing editor",
    "articles_importrun_undo": "Managing editor",
    "articles_publishrun_cancel": "Managing editor",
    "articles_publishrun_undo": "Managing editor",
}


def routes(patterns=None, before=""):
    for pattern in site.urls[0] if patterns is None else patterns:
        text = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern.url_patterns, text)
        else:
            yield pattern.name or text


def is_old_form(route):
    """Django's own redirect from the addresses that change pages had long ago."""
    return route.endswith("/<path:object_id>/")


ROUTES = sorted({route for route in routes() if not is_old_form(route)})


@pytest.fixture
def somebody_of_each():
    clients = []
    for role in ROLES:
        client = Client()
        if role:
            client.force_login(person(role))
        clients.append(client)
    return clients


@pytest.fixture
def one_of_each():
    """A row of each noun, by the name that its routes begin with."""
    article = draft(topics=(topic(),), provider=provider())
    image = Image.objects.create(article=article, url="a.jpg")
    importing = ImportRun.objects.create(source=source(), origin="/seeds")
    publishing = PublishRun.objects.create()
    seed = {"digest": b"", "content": b"", "source": source(), "kind": SeedKind.ARTICLE}
    item = {"reasons": 1, "version": 1, "article": article}
    return {
        "articles_article": article,
        "articles_provider": article.provider,
        "articles_topic": article.topics.get(),
        "articles_publishingrule": PublishingRule.objects.get(),
        "articles_user": person("Editor"),
        "auth_user": person("Editor"),
        "auth_group": Group.objects.first(),
        "articles_conflict": conflict_about(article, "title", mine=article.title),
        "articles_event": Event.objects.first(),
        "articles_image": image,
        "articles_rendition": Rendition.objects.create(
            image=image, format="webp", width=1, height=1, file="a.webp"
        ),
        "articles_importrun": importing,
        "articles_importitem": ImportItem.objects.create(
            run=importing, path="a.md", outcome="created"
        ),
        "articles_publishrun": publishing,
        "articles_publishitem": PublishItem.objects.create(run=publishing, **item),
        "articles_relatedlink": link(article, published_at=NOON),
        "articles_seedfile": SeedFile.objects.create(name="a", path="a.md", **seed),
        "articles_source": source(),
    }


def address_of(route, things):
    if route == "(?P<url>.*)$":
        return "/admin/nowhere/"
    arguments: dict[str, list[object]] = {
        "app_list": ["articles"],
        "view_on_site": [1, 1],
        "articles_article_do": [things["articles_article"].pk, "published"],
        "articles_article_back": [things["articles_article"].pk, 1],
    }
    if route in SITE and not route.startswith(("articles_", "auth_")):
        return reverse(f"admin:{route}", args=arguments.get(route, []))
    if route.endswith(("_changelist", "_add", "_upload", "_preview", "_threshold")):
        return reverse(f"admin:{route}")
    noun = "_".join(route.split("_")[:2])
    return reverse(f"admin:{route}", args=arguments.get(route, [things[noun].pk]))


def test_every_route_has_a_row_and_every_row_a_route():
    assert set(ROUTES) == set(TABLE)


def test_the_old_form_of_an_address_only_leads_on(somebody_of_each):
    codes = {client.get("/admin/articles/article/1/").status_code for client in somebody_of_each}
    assert codes == {302}


@pytest.mark.parametrize("route", ROUTES)
def test_who_may_see_it(route, somebody_of_each, one_of_each):
    address = address_of(route, one_of_each)

    answers = [client.get(address) for client in somebody_of_each]

    assert tuple(answer.status_code for answer in answers) == TABLE[route]
    assert_nothing_inline(answers[-1].content.decode())


def assert_nothing_inline(page):
    """The content security policy would not let a style or a script of the page's own work."""
    assert "<style" not in page
    assert " style=" not in page
    assert " onclick=" not in page
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page))


@pytest.mark.parametrize("route", sorted(set(ROUTES) - set(BUTTONS) - {"login", "logout"}))
def test_what_may_not_be_seen_may_not_be_sent_either(route, somebody_of_each, one_of_each):
    address = address_of(route, one_of_each)
    shut = [
        client
        for client, code in zip(somebody_of_each, TABLE[route], strict=True)
        if code == 403 or (code == 302 and client is somebody_of_each[0])
    ]

    codes = {client.post(address, {"post": "yes"}).status_code for client in shut}

    assert codes <= {302, 403, 405}
    assert {type(thing).objects.filter(pk=thing.pk).exists() for thing in one_of_each.values()} == {
        True
    }


@pytest.mark.parametrize("noun", LOOKED_AT)
def test_what_is_only_looked_at_takes_nothing(noun, somebody_of_each, one_of_each):
    address = address_of(f"articles_{noun}_change", one_of_each)

    assert [client.post(address, {}).status_code for client in somebody_of_each] == [
        302,
        *[403] * 4,
    ]


@pytest.mark.parametrize("route", BUTTONS)
def test_who_may_press_it(route, somebody_of_each, one_of_each):
    version = one_of_each["articles_article"].version
    first = ROLES.index(BUTTONS[route])
    address = address_of(route, one_of_each)

    codes = [
        client.post(address, {"version": version, "choice": "mine"}).status_code
        for client in somebody_of_each[1 : first + 1]
    ]

    assert codes == [403] * (first - 1) + [302]
