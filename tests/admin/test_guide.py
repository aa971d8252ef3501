"""docs/editing.md names the menus, keys, pictures and links that exist."""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from PIL import Image

from articles.templatetags.navigation import MENU
from tests.factories import draft

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "editing.md"
TEXT = GUIDE.read_text()
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
TARGET = re.compile(r"(!?)\[[^\]]*\]\(([^)\s]+)\)")
NAMED = re.compile(r"\*\*([^*]+)\*\*|(?<!\*)\*([^*]+)\*(?!\*)")


def named_in_the_guide():
    """Return what the guide sets in bold or italics, and its headings, without their case."""
    names = {bold or italic for bold, italic in NAMED.findall(TEXT)}
    return {name.rstrip(".").casefold() for name in names | {*HEADING.findall(TEXT)}}


def anchor(heading):
    return re.sub(r"[^\w\- ]", "", heading.casefold()).replace(" ", "-")


def entries_of(page, begin, end):
    """Return the words of the links and buttons in a part of a page."""
    part = page.split(begin, 1)[1].split(end, 1)[0]
    words = re.findall(r"<(?:a|button)\b.*?</(?:a|button)>", part, re.DOTALL)
    return {re.sub(r"<svg.*?</svg>|<kbd.*?</kbd>|<[^>]+>", "", each).strip() for each in words}


@pytest.mark.parametrize("label", [item.label for items in MENU.values() for item in items])
def test_guide_names_every_entry_of_the_menu(label):
    assert label.casefold() in named_in_the_guide()


def test_guide_names_every_entry_of_the_account_menu(managing_editor):
    page = managing_editor.get(reverse("admin:index")).content.decode()

    entries = entries_of(page, 'class="user-menu-list"', "</ul>")
    assert {"My account", "Log out"} <= entries
    assert {entry.casefold() for entry in entries} <= named_in_the_guide()


def test_guide_names_every_link_of_the_desk(managing_editor):
    page = managing_editor.get(reverse("desk:queue")).content.decode()

    entries = entries_of(page, 'class="cluster desk-links"', "</nav>")
    assert {"My work", "Newest first"} <= entries
    assert {entry.casefold() for entry in entries} <= named_in_the_guide()


def test_guide_lists_the_shortcuts_of_the_desk(managing_editor):
    draft()
    page = managing_editor.get(reverse("desk:queue")).text
    offered = {key.upper() for key in re.findall(r'data-shortcut="(.)"', page)}

    rows = re.findall(r"^\| (`[^|]*) \|", TEXT, re.MULTILINE)
    listed = {key.upper() for row in rows for key in re.findall(r"`([^`]+)`", row)}

    assert {"P", "U", "F", "?"} <= offered <= listed


@pytest.mark.parametrize("path", [path for mark, path in TARGET.findall(TEXT) if mark])
def test_picture_of_the_guide_exists_and_is_not_blank(path):
    with Image.open(GUIDE.parent / path) as picture:
        greys = {*picture.convert("L").tobytes()}
        assert picture.width >= 390
    assert max(greys) - min(greys) > 100


@pytest.mark.parametrize("target", [path for mark, path in TARGET.findall(TEXT) if not mark])
def test_link_of_the_guide_has_a_target(target):
    path, _, wanted = target.partition("#")
    page = GUIDE.parent / path if path else GUIDE

    assert page.is_file()
    headings = {anchor(heading) for heading in HEADING.findall(page.read_text())}
    assert not wanted or wanted in headings


@pytest.mark.parametrize("address", re.findall(r"`(/[a-z/]+/)`", TEXT))
def test_address_in_the_guide_is_a_page(managing_editor, address):
    assert managing_editor.get(address).status_code == 200
