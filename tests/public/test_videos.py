"""Videos: a link to the video's own page."""

import pytest

from articles.models import Article, Provider
from articles.public.videos import Video, video_of
from tests.factories import provider, published_article


def frame(address: str) -> str:
    return f'<iframe width="800" src="{address}" allowfullscreen></iframe>'


@pytest.mark.parametrize(
    ("player", "video"),
    [
        ("https://www.youtube.com/embed/rigZ1FvrgSY",
         Video("YouTube", "https://www.youtube.com/watch?v=rigZ1FvrgSY",
               "https://www.youtube-nocookie.com/embed/rigZ1FvrgSY?autoplay=1")),
        ("https://www.youtube-nocookie.com/embed/m8_wjf1PkAc?start=3",
         Video("YouTube", "https://www.youtube.com/watch?v=m8_wjf1PkAc",
               "https://www.youtube-nocookie.com/embed/m8_wjf1PkAc?autoplay=1")),
        ("https://player.vimeo.com/video/123", Video("Vimeo", "https://vimeo.com/123",
               "https://player.vimeo.com/video/123?dnt=1&autoplay=1")),
    ],
)  # fmt: skip
def test_video_of_a_known_player_links_to_its_page(player, video):
    assert video_of(Article(featured_content=frame(player))) == video


@pytest.mark.parametrize(
    "player",
    [
        "https://evil.example/embed/1", "//www.youtube.com/embed/x", "javascript:alert(1)",
        "https://www.youtube.com/embed/x/../../evil", "https://www.youtube.com@evil.example/embed/x",
        "https://www.youtube.com/embed/%22onload=", "data:text/html,x", "",
    ],
)  # fmt: skip
def test_video_of_an_unknown_player_without_an_address_is_none(player):
    assert video_of(Article(featured_content=frame(player))) is None


def test_video_of_an_unknown_player_links_to_the_article_s_address():
    made = Article(
        featured_content=frame("https://player.reel.example/1"),
        web_url="https://reel.example/1",
        provider=Provider(domain="reel.example", name="Lantern Reel"),
    )

    assert video_of(made) == Video("Lantern Reel", "https://reel.example/1")


def test_article_without_a_video_has_none():
    assert video_of(Article(type="article", web_url="https://tidewire.example/1")) is None


def test_article_page_links_to_a_video_without_embedding_it(read):
    made = published_article(
        featured_content=frame("https://www.youtube.com/embed/abc"), provider=provider()
    )

    page = read(f"/news/{made.slug}/")

    assert "<iframe" not in page
    assert "Watch on YouTube" in page


def test_video_at_the_article_s_address_is_linked_once(read):
    made = published_article(type="video", provider=provider(name="Lantern Reel"))

    page = read(f"/news/{made.slug}/")

    assert "Watch on Lantern Reel" in page
    assert "Read at" not in page


def test_featured_content_is_shown_sanitized(read):
    made = published_article(featured_content='<p onclick="x()">Bring <b>headphones</b></p>')

    assert "<p>Bring <b>headphones</b></p>" in read(f"/news/{made.slug}/")
