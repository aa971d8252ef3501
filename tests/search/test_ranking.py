"""Titles precede excerpts, bodies and providers; newer articles precede older ones of a rank."""

from datetime import timedelta
from typing import Any

import pytest

from articles.ingest.pipeline import import_seeds
from articles.listing.ordering import RELEVANCE
from articles.models import Article
from articles.search.backends import matching, with_rank
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.undo_event import undo_event
from tests.factories import NOON, article, provider

pytestmark = pytest.mark.django_db


def ranked(text):
    found = with_rank(matching(Article.objects.all(), text), text)
    return [each.title for each in found.order_by(*RELEVANCE.terms())]


@pytest.fixture
def shelf():
    """Each article is newer than the one before."""
    rows: list[dict[str, Any]] = [
        {"title": "The outer harbour closes"},
        {"title": "Harbour, outer"},
        {"title": "Outer islands", "excerpt": "The harbour is shut."},
        {"title": "Ferries", "excerpt": "Outer", "body": "See the *harbour*."},
        {"title": "Gulls outer", "provider": provider("h.example", name="Harbour Post")},
        {"title": "Harbours of outer islands"},
        {"title": "Nothing of it", "excerpt": "Outer", "body": "inner"},
    ]
    for hour, row in enumerate(rows):
        article(published_at=NOON + timedelta(hours=hour), **{"excerpt": "", **row})


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        (
            "outer harbour",
            [
                "The outer harbour closes",
                "Harbours of outer islands",
                "Harbour, outer",
                "Outer islands",
                "Ferries",
                "Gulls outer",
            ],
        ),
        (
            "harbour",
            [
                "Harbour, outer",
                "The outer harbour closes",
                "Harbours of outer islands",
                "Outer islands",
                "Ferries",
                "Gulls outer",
            ],
        ),
        ('harbour -"outer harbour" -ferries -post', ["Harbour, outer", "Harbours of outer islands",
                                                    "Outer islands"]),
        ("ferries -harbour", []),
        ("-outer", []),
        ("-harbour -post", ["Nothing of it", "Harbours of outer islands"]),
        ("gulls -harb", ["Gulls outer"]),
        ('"outer islands', ["Harbours of outer islands", "Outer islands"]),
    ],
)  # fmt: skip
def test_results_by_rank_then_newest(shelf, text, titles):
    assert ranked(text) == titles


def test_equal_rank_and_time_is_ordered_by_key():
    for title in ("Tide one", "Tide two", "Tide three"):
        article(title=title)

    assert ranked("tide") == ["Tide three", "Tide two", "Tide one"]


def test_entities_and_accents_of_an_import_are_folded(tmp_path):
    (tmp_path / "2031-05-04-menu.md").write_text(
        "---\ntitle: Caf&eacute; menu\nexcerpt: cr&egrave;me br&ucirc;l&eacute;e\n"
        "publishedDateTime: 2031-05-04T12:00:00.000Z\nwebUrl: https://a.example/1\n---\n"
    )
    import_seeds([tmp_path], by=SYSTEM)

    assert ranked("cafe creme") == ranked("CAFÉ brûlée") == ["Café menu"]


def test_edited_body_and_its_undo_update_the_index():
    made = article(title="Ferry", excerpt="", body="gull")
    edit(made, {"body": "heron"}, by=SYSTEM)
    assert (ranked("heron"), ranked("gull")) == (["Ferry"], [])

    undo_event(made.events.get(version=2), by=SYSTEM)

    assert (ranked("heron"), ranked("gull")) == ([], ["Ferry"])
