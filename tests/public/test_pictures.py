"""Pictures: only stored ones, in the right sizes, and what stands in for them."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext

from articles.images.page_pictures import load_pictures
from articles.models import Article, Provider, StoredImage
from articles.templatetags.pictures import tint
from tests.factories import NOON, provider, published_article, rendition, stored_image

CSS = Path(settings.BASE_DIR, "articles/static/newsdesk/css/components.css")


def render(source: str, **context: object) -> str:
    return Template("{% load pictures %}" + source).render(Context(context))


def picture(image: StoredImage, arguments: str = '"card" "40vw"') -> str:
    return render(f"{{% picture image {arguments} %}}", image=image)


@pytest.fixture
def cut() -> StoredImage:
    """Return a picture with renditions of two ratios."""
    image = stored_image(sketch="aa0000" * 6 + "0000bb" * 6)
    for format_ in ("avif", "jpeg"):
        rendition(image, "list", format_, width=320, height=180)
        rendition(image, "card", format_, width=640, height=360)
        rendition(image, "hero", format_, width=1280, height=853)
    return image


def test_picture_has_its_size_and_the_widths_of_its_ratio(cut):
    html = picture(cut)

    assert 'width="640" height="360" alt="" decoding="async" loading="lazy"' in html
    small, large = f"/media/renditions/{cut.pk}-list", f"/media/renditions/{cut.pk}-card"
    assert f'src="{large}.jpg" srcset="{small}.jpg 320w, {large}.jpg 640w" sizes="40vw"' in html
    assert f'type="image/avif" srcset="{small}.avif 320w, {large}.avif 640w" sizes="40vw"' in html
    assert "hero" not in html


def test_picture_lies_on_a_sketch_of_four_by_three_colours(cut):
    html = picture(cut)

    assert html.count('<path fill="#aa0000"') == html.count('<path fill="#0000bb"') == 6
    assert '<path fill="#0000bb" d="M0 2h1v1h-1z"/>' in html
    assert "style=" not in html
    assert "data:" not in html


@pytest.mark.parametrize(
    ("priority", "part", "absent"),
    [
        ("lead", 'fetchpriority="high"', "loading="),
        ("ahead", 'fetchpriority="low"', "loading="),
        ("", 'loading="lazy"', "fetchpriority"),
    ],
)
def test_picture_is_loaded_by_its_priority(cut, priority, part, absent):
    html = picture(cut, f'"card" priority="{priority}"')

    assert part in html
    assert absent not in html


def test_alternative_text_is_escaped(cut):
    assert 'alt="A &quot;crane&quot;"' in render(
        "{% picture image 'card' alt=alt %}", image=cut, alt='A "crane"'
    )


def test_picture_without_renditions_is_only_sketched():
    image = stored_image()
    rendition(image, file="", width=None, height=None, reason="It is broken.")

    html = picture(image, '"card" alt="A crane"')

    assert "<img" not in html
    assert str(image.file) not in html
    assert 'viewBox="0 0 1280 720"' in html
    assert 'role="img" aria-label="A crane"' in html


def test_icon_is_a_rendition():
    icon = stored_image()
    rendition(icon, "icon", "avif"), rendition(icon, "icon", "jpeg")

    html = render("{% provider_icon provider 28 %}", provider=provider(icon=icon))

    assert f'{icon.pk}-icon.avif"><img' in html
    assert f'{icon.pk}-icon.jpg" alt="" width="28" height="28"' in html


@pytest.mark.parametrize("has_icon", [False, True])
def test_provider_without_an_icon_to_show_has_a_monogram(has_icon):
    made = provider(name="«élan» Daily", icon=stored_image() if has_icon else None)

    html = render("{% provider_icon provider %}", provider=made)

    assert ">É</text>" in html
    assert f"tint-{tint(made)}" in html


def test_monogram_colour_depends_on_the_domain_only():
    numbers = {tint(Provider(domain=f"p{n}.example", name="x")) for n in range(50)}

    assert numbers == set(range(6))
    assert tint(Provider(domain="a.example", pk=1)) == tint(Provider(domain="a.example", pk=2))


def test_monogram_colours_have_the_contrast_of_wcag_aa():
    colour = r"light-dark\(#(\w+), #(\w+)\)"
    found = re.findall(rf"\.tint-\d {{ --tint: {colour}; --tint-ink: {colour}; }}", CSS.read_text())
    pairs = [
        pair for tint, dark, ink, dark_ink in found for pair in ((tint, ink), (dark, dark_ink))
    ]

    assert len(pairs) == 12  # six in light and six in dark
    assert [pair for pair in pairs if contrast(*pair) < 4.5] == []


def contrast(one: str, other: str) -> float:
    low, high = sorted(map(luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_renditions_of_leads_and_icons_take_one_query():
    for n in range(3):
        icon, lead = stored_image(), stored_image()
        rendition(icon, "icon")
        rendition(lead, "card")
        published_article(lead_image=lead, provider=provider(f"p{n}.example", icon=icon))
    articles = list(Article.objects.select_related("lead_image", "provider__icon"))

    with CaptureQueriesContext(connection) as captured:
        load_pictures(articles, [article.provider for article in articles])
        for article in articles:
            render("{% picture a.lead_image 'card' %}{% provider_icon a.provider %}", a=article)

    assert len(captured) == 1


def test_first_item_of_a_list_has_the_eager_picture(read, cut):
    rendition(cut, "wide")
    published_article(lead_image=cut)
    later = stored_image()
    rendition(later, "list")
    published_article(lead_image=later, published_at=NOON - timedelta(hours=1))

    page = read("/")

    assert page.count('fetchpriority="high"') == 1
    assert page.index('fetchpriority="high"') < page.index('loading="lazy"')


def test_article_page_shows_its_picture_with_text_and_credit(read, cut):
    cut.alt_text, cut.credit = "A crane", "Photo: Ines"
    cut.save()
    made = published_article(lead_image=cut)

    page = read(f"/news/{made.slug}/")

    assert 'width="1280" height="853" alt="A crane" decoding="async" fetchpriority="high"' in page
    assert "<figcaption>Photo: Ines</figcaption>" in page


def test_other_sites_get_the_alternative_text(read, cut):
    cut.alt_text = "A crane"
    cut.save()
    rendition(cut, "social", width=1200, height=630)
    made = published_article(lead_image=cut)

    assert '<meta property="og:image:alt" content="A crane">' in read(f"/news/{made.slug}/")


def test_other_sites_get_the_social_picture_with_its_size(read, cut, settings):
    settings.NEWSDESK_SITE_URL = "https://news.example"
    made = published_article(title="Harbour opens", lead_image=cut)
    assert "og:image" not in read(f"/news/{made.slug}/")
    rendition(cut, "social", width=1200, height=630)

    page = read(f"/news/{made.slug}/")

    address = f"https://news.example/media/renditions/{cut.pk}-social.jpg"
    assert f'<meta property="og:image" content="{address}">' in page
    assert '<meta property="og:image:width" content="1200">' in page
    assert '<meta property="og:image:height" content="630">' in page
    assert '<meta property="og:image:alt" content="Harbour opens">' in page


def test_page_without_a_stored_picture_has_none(read):
    made = published_article(provider=provider(name="Tidewire"))

    assert "<span>Tidewire</span></div>" in read("/")
    for path in ("/", f"/news/{made.slug}/"):
        page = read(path)
        assert "<img" not in page
        assert "og:image" not in page


def test_provider_page_shows_the_icon_large(read):
    icon = stored_image()
    rendition(icon, "icon", "avif"), rendition(icon, "icon", "jpeg")
    published_article(provider=provider(icon=icon))

    assert 'width="64" height="64"' in read("/providers/tidewire.example/")
    assert 'width="18" height="18"' in read("/providers/")
