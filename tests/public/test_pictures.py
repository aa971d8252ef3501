"""Pictures: those that a reader's browser will really show."""

import pytest

from articles.models import Article, Image, Provider
from articles.public.pictures import is_shown
from tests.factories import provider, published_article


def picture(owner: Article | Provider, **changes: object) -> Image:
    name = "article" if isinstance(owner, Article) else "provider"
    columns = {name: owner, "url": "https://img.example/a.jpg"} | changes
    return Image.objects.create(**columns)


def test_a_picture_that_we_hold_is_shown_with_its_real_size(read):
    made = published_article()
    picture(made, file="images/a.jpg", width=9, height=9, real_width=1200, real_height=630)

    for path in ("/", f"/news/{made.slug}/"):
        page = read(path)
        assert 'src="/media/images/a.jpg"' in page
        assert 'width="1200" height="630"' in page


def test_a_picture_from_elsewhere_is_not_asked_for(read):
    made = published_article(provider=provider())
    picture(made)

    for path in ("/", f"/news/{made.slug}/"):
        assert "<img" not in read(path)


def test_on_the_front_the_provider_s_name_stands_in_for_a_picture(read):
    published_article(provider=provider(name="Tidewire"))

    page = read("/")

    assert "placeholder" in page
    assert "<span>Tidewire</span></div>" in page


def test_of_several_the_first_that_can_be_shown_is_taken(read):
    made = published_article()
    picture(made, position=0)
    picture(made, position=1, file="images/b.jpg")
    picture(made, position=2, file="images/c.jpg")

    page = read(f"/news/{made.slug}/")

    assert "images/b.jpg" in page
    assert "images/c.jpg" not in page


def test_a_picture_is_offered_to_other_sites_by_its_full_address(read, settings):
    settings.NEWSDESK_SITE_URL = "https://news.example"
    made = published_article()
    picture(made, file="images/a.jpg")

    assert 'content="https://news.example/media/images/a.jpg"' in read(f"/news/{made.slug}/")


def test_a_description_that_only_repeats_the_title_is_left_out(read):
    made = published_article(title="Harbour opens")
    picture(made, file="images/a.jpg", title="Harbour opens")

    assert 'alt=""' in read(f"/news/{made.slug}/")


def test_a_provider_has_its_small_logo_beside_items_and_the_large_one_on_its_page(read):
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
def test_a_picture_from_elsewhere_is_shown_where_the_policy_lets_it_in(source, shown):
    assert is_shown(Image(url="https://img.example/a.jpg"), ["'self'", source]) is shown


@pytest.mark.parametrize("url", ["../pictures/a.jpg", "/a.jpg", "javascript:alert(1)", "data:,"])
def test_what_is_no_address_is_never_shown(url):
    assert is_shown(Image(url=url), ["*"]) is False
