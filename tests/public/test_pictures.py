"""Pictures: only those that a reader's browser will show."""

import pytest

from articles.models import Article, Image, Provider
from articles.public.pictures import is_shown
from tests.factories import provider, published_article


def picture(owner: Article | Provider, **changes: object) -> Image:
    name = "article" if isinstance(owner, Article) else "provider"
    columns = {name: owner, "url": "https://img.example/a.jpg"} | changes
    return Image.objects.create(**columns)


def test_stored_picture_is_shown_with_its_measured_size(read, settings):
    settings.NEWSDESK_SITE_URL = "https://news.example"
    made = published_article()
    picture(made, file="images/a.jpg", width=9, height=9, real_width=1200, real_height=630)

    for path in ("/", f"/news/{made.slug}/"):
        page = read(path)
        assert 'src="/media/images/a.jpg"' in page
        assert 'width="1200" height="630"' in page
    assert 'content="https://news.example/media/images/a.jpg"' in page


def test_remote_picture_is_replaced_by_the_provider_s_name(read):
    made = published_article(provider=provider(name="Tidewire"))
    picture(made)

    assert "<span>Tidewire</span></div>" in read("/")
    for path in ("/", f"/news/{made.slug}/"):
        assert "<img" not in read(path)


def test_article_page_shows_the_first_stored_picture(read):
    made = published_article()
    picture(made, position=0)
    picture(made, position=1, file="images/b.jpg")
    picture(made, position=2, file="images/c.jpg")

    page = read(f"/news/{made.slug}/")

    assert "images/b.jpg" in page
    assert "images/c.jpg" not in page


def test_picture_title_equal_to_the_article_s_is_no_alt_text(read):
    made = published_article(title="Harbour opens")
    picture(made, file="images/a.jpg", title="Harbour opens")

    assert 'alt=""' in read(f"/news/{made.slug}/")


def test_provider_logo_is_small_in_lists_and_large_on_its_page(read):
    tidewire = provider()
    picture(tidewire, position=0, file="images/400.png", width=400, height=400)
    picture(tidewire, position=1, file="images/50.png", width=50, height=50)
    published_article(provider=tidewire)

    assert "images/50.png" in read("/")
    assert "images/400.png" in read("/providers/tidewire.example/")


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("'self'", False),
        ("*", True),
        ("https:", True),
        ("http:", False),
        ("https://img.example", True),
        ("https://img.example/", True),
        ("img.example", True),
        ("http://img.example", False),
        ("https://*.example", True),
        ("*.img.example", False),
        ("https://other.example", False),
    ],
)
def test_remote_picture_is_shown_if_the_policy_allows_its_origin(source, shown):
    assert is_shown(Image(url="https://img.example/a.jpg"), ["'self'", source]) is shown


@pytest.mark.parametrize("url", ["../pictures/a.jpg", "/a.jpg", "javascript:alert(1)", "data:,"])
def test_picture_without_a_web_address_is_not_shown(url):
    assert is_shown(Image(url=url), ["*"]) is False
