"""Text of seeds and editors cannot change or break a page."""

from html.parser import HTMLParser

import pytest
from django.templatetags.static import static
from django.urls import reverse

from articles.seeds.cleaning import is_image_address, is_web_address
from articles.templatetags import text as text_filters
from articles.templatetags.text import clean_html, markdown, web_address
from tests.factories import declared_image, link, provider, published_article, stored_image, topic

EVIL = "</title></p><script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg onload=alert(3)>"
BROKEN_ADDRESSES = ["http://[1]/x.png", "http://[::::]/x.png", "https://[abc/x.png"]
ALLOWED_SCHEMES = ("/", "#", "?", "http://", "https://", "mailto:?subject=")


class Page(HTMLParser):
    """Collects a page's active elements and attributes, and its addresses."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.dangers: list[str] = []
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        is_own = (values.get("src") or "").startswith(static("newsdesk/js/"))
        if tag == "form" and values.get("action") == reverse("public:search"):
            return
        if tag == "script" and (is_own or values.get("type") == "application/ld+json"):
            return
        if tag in {"script", "iframe", "object", "embed", "style", "base", "form"}:
            self.dangers.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name == "style":
                self.dangers.append(name)
            if name in {"href", "src", "action"}:
                self.addresses.append(value or "")


@pytest.fixture
def hostile():
    evil = provider("evil.example", name=EVIL[:200], description=EVIL)
    made = published_article(
        title=EVIL,
        excerpt=EVIL,
        body=f"{EVIL}\n\n[click](javascript:alert(1)) ![x](javascript:alert(2)) <b onclick=x>b</b>",
        featured_content=f'{EVIL}<iframe src="javascript:alert(4)"></iframe><style>*{{}}</style>',
        type=EVIL[:50],
        web_url="javascript:alert(5)",
        images=[declared_image("javascript:alert(8)", title=EVIL)],
        lead_image=stored_image(file=f"{EVIL}.png", alt_text=EVIL),
        slug="evil",
        provider=evil,
        topics=(topic(EVIL, slug="evil"),),
    )
    link(made, title=EVIL, web_url="javascript:alert(6)", type=EVIL[:50], provider=evil)
    link(made, title="Data", web_url="data:text/html,<script>alert(7)</script>")
    return made


@pytest.mark.parametrize(
    "path",
    ["/", "/news/evil/", "/topics/evil/", "/providers/evil.example/", "/topics/", "/providers/"],
)
def test_page_with_hostile_text_contains_no_active_content(hostile, read, path):
    page = Page(read(path))

    assert page.dangers == []
    assert [a for a in page.addresses if not a.startswith(ALLOWED_SCHEMES)] == []


@pytest.mark.parametrize(
    ("title", "html"),
    [
        (
            "Fish & <b>chips</b> — “5 > 4”",
            "Fish &amp; &lt;b&gt;chips&lt;/b&gt; — “5 &gt; 4”",
        ),
        ("How to write &amp; in HTML", "How to write &amp;amp; in HTML"),  # imports unescape once
    ],
)
def test_title_with_markup_is_escaped(read, title, html):
    published_article(title=title)

    assert html in read("/")


@pytest.mark.parametrize("address", BROKEN_ADDRESSES)
def test_pages_with_a_stored_broken_address_are_shown(read, settings, address):
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {"img-src": ["https:"]}}
    images = [declared_image(address)]
    published_article(web_url=address, original_url=address, type="video", slug="x", images=images)

    assert "<h1" in read("/")
    assert "<h1>" in read("/news/x/")


@pytest.mark.parametrize(
    "markup",
    [
        "<![x <iframe src='https://player.vimeo.com/video/1'>",
        "<iframe src='https://[abc/embed/x'>",
    ],
)
def test_article_page_with_broken_markup_is_shown(read, markup):
    published_article(featured_content=markup, slug="x")

    assert "<h1>" in read("/news/x/")


@pytest.mark.parametrize("path", ["/news/%00/", "/topics/a%00b/", "/providers/x%00/"])
def test_address_with_a_control_character_is_not_found(client, path):
    """PostgreSQL refuses NUL in a parameter."""
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("address", BROKEN_ADDRESSES)
def test_address_with_a_broken_host_is_no_web_address(address):
    assert not is_web_address(address)
    assert not is_image_address(address)


def test_address_with_an_ipv6_host_is_a_web_address():
    assert is_web_address("http://[2001:db8::1]:8080/x.png")


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("# Title", "<h2>Title</h2>"),
        ("###### Deep", "<h6>Deep</h6>"),
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>"),
        ("[a](https://b.example)",
         '<p><a href="https://b.example" rel="nofollow ugc noopener noreferrer">a</a></p>'),
        ("[a](javascript:x)", "<p>[a](javascript:x)</p>"),
        ("![A boat](https://b.example/c.jpg)", "<p>A boat</p>"),
        ("![<b>](x)", "<p>&lt;b&gt;</p>"),
        ("a\n\n- b", "<p>a</p>\n<ul>\n<li>b</li>\n</ul>"),
        ("| a |\n|---|\n| b |",
         ("<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n"
          "<tbody>\n<tr>\n<td>b</td>\n</tr>\n</tbody>\n</table>")),
    ],
)  # fmt: skip
def test_markdown_renders_safe_html(source, html):
    assert markdown(source).strip() == html


@pytest.mark.parametrize("text", [">" * 5_000 + " x", "*" * 5_000 + "a"])
def test_markdown_with_deep_nesting_is_rendered(text):
    assert markdown(text)


def test_markdown_with_very_many_brackets_is_shown_as_plain_text():
    text = "<b>" + "[" * 20_000

    assert markdown(text) == f"<p>&lt;b&gt;{'[' * 20_000}</p>"


def test_clean_html_keeps_text_and_removes_attributes_and_scripts():
    html = '<p style="x" class="y" id="main">a<script>b</script><img src="c"><a href="/d">e</a></p>'

    assert clean_html(html) == '<p>a<a href="/d" rel="nofollow ugc noopener noreferrer">e</a></p>'


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example", "http://a.example/", "HTTPS://A.example:8080/b?c=d#e",
        "https://a.example/b@c", "https://ä.example/ö",
    ],
)  # fmt: skip
def test_web_address_returns_an_http_address_unchanged(address):
    assert web_address(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "", "javascript:alert(1)", " https://a.example", "java\nscript:x", "data:,", "file:///etc",
        "https://", "https://user@a.example/", "https://a.example\\@b.example", "//a.example",
        "/path", "https://a.example/ b", "https://a.example/\"onclick", "mailto:a@b.example",
    ],
)  # fmt: skip
def test_web_address_of_anything_else_is_empty(address):
    assert web_address(address) == ""


def test_markdown_rendered_twice_is_taken_from_the_cache(monkeypatch):
    first = markdown("A *bright* light.")
    monkeypatch.setattr(text_filters, "_render", lambda _: pytest.fail("rendered again"))

    assert markdown("A *bright* light.") == first
