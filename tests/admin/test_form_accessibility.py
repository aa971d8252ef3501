"""Labels, help texts and errors of form fields: what they point to is on the page."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from tests.admin.made import one_of_each
from tests.admin.routes import NO_ONE, ROUTES, TABLE, address_of
from tests.factories import draft

pytestmark = pytest.mark.django_db
REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls", "list", "for")


class Page(HTMLParser):
    """The ids of a page, and the ids that its elements refer to."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.references = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name == "id":
                self.ids.append(value)
            elif name in REFERENCES and value and not value.startswith("admin:"):
                self.references |= {(name, each) for each in value.split()}

    def dangling(self):
        return {(name, target) for name, target in self.references if target not in self.ids}

    def doubled(self):
        return {each for each in self.ids if self.ids.count(each) > 1}


def page_of(response):
    # A template holds rows that a script will number.
    return Page(re.sub(r"<template.*?</template>", "", response.content.decode(), flags=re.DOTALL))


@pytest.fixture
def superuser(at_desk):
    return at_desk("Superuser")


def test_pages_refer_only_to_ids_that_they_have(superuser):
    objects = one_of_each()
    readable = [route for route in ROUTES if TABLE[route][0] != NO_ONE and route != "logout"]
    addresses = [address_of(route, objects) for route in readable]
    pk = draft(title="Fog").pk
    addresses += [reverse(f"desk:{name}") for name in ("queue", "filter", "bulk", "my_work")]
    addresses += [reverse(f"desk:{name}", args=[pk]) for name in ("edit", "schedule", "assign")]

    wrong = {}
    for address in addresses:
        response = superuser.get(address)
        if response.streaming or not response.content.lstrip().startswith(b"<!doctype html"):
            continue
        page = page_of(response)
        if page.dangling() or page.doubled():
            wrong[address] = page.dangling() | page.doubled()
    assert wrong == {}


@pytest.mark.parametrize(
    ("route", "sent"),
    [
        ("admin:articles_publishrun_threshold", {"threshold": "x", "corroborated": "-1"}),
        ("admin:articles_publishingrule_add", {"threshold": "-1"}),
        ("admin:articles_importrun_upload", {"source": ""}),
        ("admin:articles_article_add", {"title": "", "quality": "much"}),
        ("admin:password_change", {"old_password": "x"}),
        ("admin:articles_article_bulk", {"queue": "", "act": "schedule", "start": "1"}),
        ("desk:edit", {"title": "", "version": "1"}),
        ("desk:schedule", {"typed": "never", "version": "1"}),
    ],
)
def test_errors_are_described_by_ids_of_the_page(superuser, route, sent):
    pk = draft(title="Fog").pk
    one = route in {"desk:edit", "desk:schedule"}

    page = page_of(superuser.post(reverse(route, args=[pk] if one else []), sent))

    assert [target for _, target in page.references if target.endswith("_error")]
    assert (page.dangling(), page.doubled()) == (set(), set())


def test_cells_of_stacked_tables_carry_their_label():
    """On a phone the header row is hidden, so each cell says what it is."""
    for path in Path(settings.BASE_DIR, "templates").rglob("*.html"):
        text = path.read_text()
        for table in re.findall(r'<table class="[^"]*stacked.*?</table>', text, re.DOTALL):
            body = table.split("<tbody>")[1]
            cells = re.findall(r"<t[dh](?: [^>]*)?>", body)
            bare = [cell for cell in cells if "data-label" not in cell and "tick" not in cell]
            assert bare == [], path.name


def test_threshold_preview_announces_one_line(superuser):
    draft(title="Fog", quality=80)

    answer = superuser.get(
        reverse("admin:articles_publishrun_threshold"),
        {"threshold": "70"},
        headers={"HX-Request": "true"},
    ).content.decode()

    assert "1 of 1 draft would be published." in answer
    assert 'hx-swap-oob="innerHTML:#threshold-status"' in answer
    page = superuser.get(
        reverse("admin:articles_publishrun_threshold"), {"threshold": 70}
    ).content.decode()
    assert "aria-live" not in page
    assert page.count('id="threshold-status"') == 1
