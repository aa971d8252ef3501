"""The examples of docs/feeds.md: each request gets the answer that follows it there."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from lxml import etree

from tests.factories import (
    NOON,
    link,
    provider,
    published_article,
    rendition,
    source,
    stored_image,
    topic,
)

EXAMPLE = re.compile(r"```http\nGET (\S+)\n((?:\S+: .+\n)*)```\n.*?```(\w+)\n(.*?)```", re.DOTALL)
EXAMPLES = EXAMPLE.findall(Path(settings.BASE_DIR, "docs/feeds.md").read_text())


@pytest.fixture(autouse=True)
def heron(settings):
    settings.NEWSDESK_SITE_NAME = "The Kelderhaven Review"
    settings.NEWSDESK_SITE_URL = "https://news.example"
    lead = stored_image()
    rendition(lead, "wide", file="renditions/4f/4f1c.jpg", byte_count=81_204)
    made = published_article(
        source=source(),
        name="2031-05-04-a-heron-reads-the-tide-tables",
        title="A heron reads the tide tables",
        excerpt="It was right twice.",
        web_url="https://tidewire.example/heron",
        provider=provider(name="Tidewire"),
        topics=(topic(),),
        lead_image=lead,
        updated_at=NOON,
    )
    other = provider("morning.example", name="The Morning Ebb")
    link(made, title="Herons & tides", web_url="https://morning.example/herons", provider=other)


def plain(text: str, kind: str) -> object:
    """Return a text in a form in which indentation does not count."""
    if kind == "json":
        return json.loads(text)
    root = etree.fromstring(text.strip().encode(), etree.XMLParser(remove_blank_text=True))
    return etree.tostring(root, method="c14n2", strip_text=True)


def test_the_page_has_examples():
    assert {kind for *_, kind, _ in EXAMPLES} == {"json", "xml", "http"}


@pytest.mark.parametrize(("path", "sent", "kind", "answer"), EXAMPLES)
def test_example_gets_its_answer(client, path, sent, kind, answer):
    headers = dict(line.split(": ", 1) for line in sent.splitlines())
    response = client.get(path, headers=headers)

    if kind == "http":
        status, *lines = answer.strip().splitlines()
        assert status.split()[0] == str(response.status_code)
        assert [line for line in lines if line not in _lines(response)] == []
    else:
        assert plain(response.content.decode(), kind) == plain(answer, kind)


def _lines(response) -> list[str]:
    return [f"{name}: {value}" for name, value in response.items()]
