"""Addresses and markup at which Python's own parsers stumble: no page may."""

import pytest
from django.urls import reverse

from articles.models import Article, Image
from articles.seeds.cleaning import is_image_address, is_web_address
from tests.factories import published_article

pytestmark = pytest.mark.django_db
BROKEN = ["http://[1]/x.png", "http://[::::]/x.png", "https://[abc/x.png"]
MARKUP = [
    "<![x <iframe src='https://player.vimeo.com/video/1'>",
    "<iframe src='https://[abc/embed/x'>",
]


@pytest.mark.parametrize("address", BROKEN)
def test_such_an_address_is_none(address):
    assert not is_web_address(address)
    assert not is_image_address(address)


def test_an_ipv6_host_is_one():
    assert is_web_address("http://[2001:db8::1]:8080/x.png")


@pytest.mark.parametrize("address", BROKEN)
def test_one_that_was_stored_before_takes_no_page_down(client, settings, address):
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {"img-src": ["https:"]}}
    shown = published_article(web_url=address, original_url=address, type="video")
    Image.objects.create(article=shown, url=address)

    assert statuses(client, shown) == {200}


@pytest.mark.parametrize("markup", MARKUP)
def test_broken_markup_takes_no_page_down(client, markup):
    assert statuses(client, published_article(featured_content=markup)) == {200}


@pytest.mark.parametrize("path", ["/news/%00/", "/topics/a%00b/", "/providers/x%00/"])
def test_address_with_a_control_character_is_not_found(client, path):
    """PostgreSQL refuses NUL in a parameter."""
    assert client.get(path).status_code == 404


def statuses(client, article: Article) -> set[int]:
    pages = [reverse("public:home"), reverse("public:article", args=[article.slug])]
    return {client.get(page).status_code for page in pages}
