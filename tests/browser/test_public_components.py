"""All shared components on one page."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template import Context, Template

from articles.models import Article, Status
from tests.factories import NOON


@pytest.fixture
def components() -> str:
    """Return a page with every component in every state."""
    articles = [Article(status=status) for status in Status]
    articles.append(Article(status=Status.DRAFT, held=True, scheduled_for=NOON))
    context = {
        "articles": articles,
        "qualities": [84, 70, 39, 0, 240, None],
        "page": {"newer": "x", "older": "y"},
    }
    source = Path(__file__).with_name("components.html").read_text(encoding="utf-8")
    return Template(source).render(Context(context))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_components_are_accessible(transactional_db, page, components, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto("/")
    page.set_content(components, wait_until="networkidle")

    results = Axe().run(page)

    assert (
        page.locator(".button-primary").evaluate("e => getComputedStyle(e).borderRadius") == "4px"
    )
    assert results.violations_count == 0, results.generate_report()
