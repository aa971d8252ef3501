"""Structured data of the article page."""

import json
import re
from datetime import timedelta

import pytest

from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from tests.factories import (
    NOON,
    provider,
    published_article,
    rendition,
    stored_image,
    topic,
)

REQUIRED = {
    "NewsArticle": {"headline", "datePublished", "dateModified", "author", "publisher"},
    "VideoObject": {"name", "thumbnailUrl", "uploadDate", "description", "embedUrl"},
    "BreadcrumbList": {"itemListElement"},
}
"""What Google's documentation requires or recommends, apart from pictures."""
EMBED = '<iframe src="https://www.youtube.com/embed/abc"></iframe>'


def data_in(page):
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(found) == 1
    graph = json.loads(found[0])
    assert graph["@context"] == "https://schema.org"
    return {node["@type"]: node for node in graph["@graph"]}


@pytest.mark.parametrize(
    "text",
    [
        "Harbour opens",
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "a\u2028b “c” \\",
        "é🚢",
    ],
)
def test_article_page_has_the_required_properties_whatever_its_text(read, text):
    made = published_article(
        title=text, excerpt=text, provider=provider(name=text), topics=(topic(text, slug="x"),)
    )

    nodes = data_in(read(f"/news/{made.slug}/"))

    assert set(nodes) == {"NewsArticle", "BreadcrumbList"}
    for kind, node in nodes.items():
        assert REQUIRED[kind] <= node.keys()
    article = nodes["NewsArticle"]
    assert article["headline"] == article["description"] == article["author"]["name"] == text
    steps = nodes["BreadcrumbList"]["itemListElement"]
    assert [step["position"] for step in steps] == [1, 2, 3]
    assert [step["name"] for step in steps[1:]] == [text, text]


def test_article_of_a_video_has_a_video_with_the_three_crops(read):
    image = stored_image()
    for name in ("wide", "classic", "square"):
        rendition(image, name)
    made = published_article(featured_content=EMBED, lead_image=image)

    nodes = data_in(read(f"/news/{made.slug}/"))

    assert REQUIRED["VideoObject"] <= nodes["VideoObject"].keys()
    assert len(nodes["NewsArticle"]["image"]) == 3
    assert nodes["VideoObject"]["thumbnailUrl"] == nodes["NewsArticle"]["image"]
    assert all(each.startswith("http") for each in nodes["NewsArticle"]["image"])


def test_article_is_modified_when_its_content_changes(read):
    made = published_article(provider=None)
    edit(made, {"excerpt": "Another text."}, by=SYSTEM, now=NOON + timedelta(hours=5))

    article = data_in(read(f"/news/{made.slug}/"))["NewsArticle"]

    assert article["dateModified"] == (NOON + timedelta(hours=5)).isoformat()
    assert article["datePublished"] == made.published_at.isoformat()
    assert article["author"] == article["publisher"]
