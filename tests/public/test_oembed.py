"""The oEmbed provider."""

import re
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest

from tests.factories import article, provider, published_article

SITE = "https://news.example"
EMBED = '<iframe src="https://player.vimeo.com/video/12"></iframe>'


@pytest.fixture(autouse=True)
def _site(settings):
    settings.NEWSDESK_SITE_URL = SITE


@pytest.fixture
def ask(client):
    return lambda url, more="": client.get(f"/oembed?url={quote(url, safe='')}{more}")


def test_article_is_a_link_with_its_author(ask):
    published_article(slug="harbour", title="Harbour & <b>tram", provider=provider())

    values = ask(f"{SITE}/news/harbour/").json()

    assert values["version"] == "1.0"
    assert values["type"] == "link"
    assert values["title"] == "Harbour & <b>tram"
    assert values["author_url"] == f"{SITE}/providers/tidewire.example/"
    assert "html" not in values


def test_video_is_a_player_within_the_limits(ask):
    published_article(slug="reel", featured_content=EMBED)

    values = ask(f"{SITE}/news/reel/", "&maxwidth=640&maxheight=900").json()

    assert (values["type"], values["width"], values["height"]) == ("video", 640, 360)
    assert 'src="https://player.vimeo.com/video/12?' in values["html"]


def test_answer_can_be_xml(ask):
    published_article(slug="harbour", title="Harbour & <b>tram")

    response = ask(f"{SITE}/news/harbour/", "&format=xml")

    assert response["Content-Type"] == "text/xml; charset=utf-8"
    assert ET.fromstring(response.content).findtext("title") == "Harbour & <b>tram"


@pytest.mark.parametrize(
    ("url", "more", "status"),
    [
        (f"{SITE}/news/draft/", "", 404),
        (f"{SITE}/news/missing/", "", 404),
        (f"{SITE}/topics/", "", 404),
        (f"{SITE}/no/such/page", "", 404),
        ("https://other.example/news/harbour/", "", 404),
        ("//[", "", 404),
        ("", "", 404),
        (f"{SITE}/news/harbour/", "&format=yaml", 501),
        (f"{SITE}/news/harbour/", "&maxwidth=x", 200),
    ],
)
def test_other_addresses_are_not_found(ask, url, more, status):
    published_article(slug="harbour")
    article(slug="draft")

    assert ask(url, more).status_code == status


def test_article_page_names_both_formats(read, client):
    published_article(slug="harbour")

    page = read("/news/harbour/")
    links = re.findall(r'type="([a-z/]+\+oembed)"[^>]*href="https://news.example([^"]+)"', page)

    assert [kind for kind, _ in links] == ["application/json+oembed", "text/xml+oembed"]
    for _, address in links:
        assert client.get(address.replace("&amp;", "&")).status_code == 200


def test_xml_of_a_title_with_control_characters_is_well_formed(ask):
    published_article(slug="plain", title="x\x0b\x01y")

    answer = ask(f"{SITE}/news/plain/", "&format=xml")

    assert ET.fromstring(answer.content).findtext("title") == "xy"


def test_encoded_address_is_understood(ask):
    published_article(slug="a café", title="Café")

    assert ask(f"{SITE}/news/a%20caf%C3%A9/").json()["title"] == "Café"


def test_no_room_for_a_player_is_a_link(ask):
    published_article(slug="reel", featured_content=EMBED)

    assert ask(f"{SITE}/news/reel/", "&maxheight=1").json()["type"] == "link"
