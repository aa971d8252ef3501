"""Components that admin, desk and public pages share."""

import pytest
from django.template import Context, Template

from articles.models import Article, Status
from tests.factories import NOON


def render(source: str, **context: object) -> str:
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
def test_quality_bar_states_the_result_in_words(quality, threshold, words):
    assert words in render("{% quality_bar q t %}", q=quality, t=threshold)


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ("35 70", 'class="bar-fill" y="3" width="25"'),
        ("35 70", 'class="bar-mark" x="50"'),
        ("240 70", 'class="bar-fill" y="3" width="100"'),
        ("35 300", 'class="bar-mark" x="100"'),
    ],
)
def test_quality_bar_draws_score_and_threshold_within_its_width(arguments, part):
    assert part in render(f"{{% quality_bar {arguments} %}}")


def test_quality_bar_of_a_published_article_shows_no_shortfall():
    assert "short of" not in render("{% quality_bar 35 70 'published' %}")
    assert "meets 70" in render("{% quality_bar 80 70 'published' %}")


def test_quality_bar_without_a_threshold_has_no_mark():
    assert "bar-mark" not in render("{% quality_bar 35 %}")


def test_status_badge_shows_status_hold_and_schedule():
    held = Article(status=Status.DRAFT, held=True, scheduled_for=NOON)

    badge = render("{% status_badge article %}", article=held)

    assert all(part in badge for part in ("Draft", "Held", "4 May 2031, 12:00"))


def test_error_alert_has_the_role_alert():
    source = '{% include "components/alert.html" with kind="error" message="It failed." %}'

    assert 'role="alert"' in render(source)


def test_templates_have_no_inline_styles_or_scripts(settings):
    for path in settings.BASE_DIR.glob("templates/**/*.html"):
        text = path.read_text()
        assert not any(part in text for part in (" style=", "<style", "<script>")), path
