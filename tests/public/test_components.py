"""The parts that admin, desk and public pages share."""

import pytest
from django.template import Context, Template

from articles.models import Article, Status
from tests.factories import NOON


def show(source: str, **context: object) -> str:
    return " ".join(Template("{% load look %}" + source).render(Context(context)).split())


@pytest.mark.parametrize(
    ("quality", "threshold", "words"),
    [
        (84, 70, "meets 70"),
        (70, 70, "meets 70"),
        (39, 70, "31 short of 70"),
        (0, 70, "70 short of 70"),
        (None, 70, "Not scored"),
    ],
)
def test_a_quality_is_told_in_words(quality, threshold, words):
    assert words in show("{% quality_bar q t %}", q=quality, t=threshold)


def test_a_bar_marks_the_threshold_in_its_middle():
    bar = show("{% quality_bar 35 70 %}")

    assert 'class="bar-fill" y="3" width="25"' in bar
    assert 'class="bar-mark" x="50"' in bar


def test_a_quality_beyond_the_bar_fills_it():
    assert 'class="bar-fill" y="3" width="100"' in show("{% quality_bar 240 70 %}")


def test_a_bar_without_a_threshold_has_no_mark():
    assert "bar-mark" not in show("{% quality_bar 35 %}")


def test_a_bar_holds_a_threshold_beyond_the_usual():
    assert 'class="bar-mark" x="100"' in show("{% quality_bar 35 300 %}")


def test_a_badge_says_where_an_article_stands():
    held = Article(status=Status.DRAFT, held=True, scheduled_for=NOON)

    badge = show("{% status_badge article %}", article=held)

    assert "Draft" in badge
    assert "Held" in badge
    assert "4 May, 12:00" in badge


def test_a_notice_of_trouble_is_announced():
    source = '{% include "components/alert.html" with kind="error" message="It failed." %}'

    assert 'role="alert"' in show(source)


def test_no_template_breaks_the_content_security_policy(settings):
    for path in settings.BASE_DIR.glob("templates/**/*.html"):
        text = path.read_text()
        assert " style=" not in text, path
        assert "<style" not in text, path
        assert "<script>" not in text, path
