"""Whatever a seed or a person writes, a page stays the page that we made."""

from html.parser import HTMLParser

import pytest

from articles.models import Image
from articles.templatetags import text as text_filters
from articles.templatetags.text import clean_html, markdown, web_address
from tests.factories import link, provider, published_article, topic

EVIL = "</title></p><script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg onload=alert(3)>"
ALLOWED_SCHEMES = ("/", "#", "?", "http://", "https://")


class Page(HTMLParser):
    """Collects what a page would do: its scripts, handlers, styles, frames and addresses."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.dangers: list[str] = []
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
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
        slug="evil",
        provider=evil,
        topics=(topic(EVIL, slug="evil"),),
    )
    link(made, title=EVIL, web_url="javascript:alert(6)", type=EVIL[:50], provider=evil)
    link(made, title="Data", web_url="data:text/html,<script>alert(7)</script>")
    Image.objects.create(article=made, url="javascript:alert(8)", title=EVIL, file=f"{EVIL}.png")
    return made


@pytest.mark.parametrize(
    "path",
    ["/", "/news/evil/", "/topics/evil/", "/providers/evil.example/", "/topics/", "/providers/"],
)
def test_no_page_runs_what_others_wrote(hostile, read, path):
    page = Page(read(path))

    assert page.dangers == []
    assert [a for a in page.addresses if not a.startswith(ALLOWED_SCHEMES)] == []


def test_a_title_is_shown_as_the_characters_that_it_has(read):
    published_article(title="Fish & <b>chips</b> — “5 > 4”")

    assert "Fish &amp; &lt;b&gt;chips&lt;/b&gt; — “5 &gt; 4”" in read("/")


def test_an_entity_in_a_stored_title_is_text(read):
    """Ingest has unescaped once; what still looks like an entity is what somebody wrote."""
    published_article(title="How to write &amp; in HTML")

    assert "How to write &amp;amp; in HTML" in read("/")


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("# Title", "<h2>Title</h2>"),
        ("###### Deep", "<h6>Deep</h6>"),
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>"),
        ("[a](https://b.example)",
         '<p><a href="https://b.example" rel="noopener noreferrer">a</a></p>'),
        ("[a](javascript:x)", "<p>[a](javascript:x)</p>"),
        ("![A boat](https://b.example/c.jpg)", "<p>A boat</p>"),
        ("![<b>](x)", "<p>&lt;b&gt;</p>"),
        ("a\n\n- b", "<p>a</p>\n<ul>\n<li>b</li>\n</ul>"),
        ("| a |\n|---|\n| b |",
         ("<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n"
          "<tbody>\n<tr>\n<td>b</td>\n</tr>\n</tbody>\n</table>")),
    ],
)  # fmt: skip
def test_markdown_becomes_plain_harmless_html(source, html):
    assert markdown(source).strip() == html


def test_deeply_nested_markdown_does_not_kill_the_page():
    assert markdown(">" * 5_000 + " x")
    assert markdown("[" * 5_000)
    assert markdown("*" * 5_000 + "a")


def test_embedded_html_keeps_its_words_and_loses_its_powers():
    html = '<p style="x" class="y" id="main">a<script>b</script><img src="c"><a href="/d">e</a></p>'

    assert clean_html(html) == '<p>a<a href="/d" rel="noopener noreferrer">e</a></p>'


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example", "http://a.example/", "HTTPS://A.example:8080/b?c=d#e",
        "https://a.example/b@c", "https://ä.example/ö",
    ],
)  # fmt: skip
def test_a_web_address_stays_as_it_is(address):
    assert web_address(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "", "javascript:alert(1)", " https://a.example", "java\nscript:x", "data:,", "file:///etc",
        "https://", "https://user@a.example/", "https://a.example\\@b.example", "//a.example",
        "/path", "https://a.example/ b", "https://a.example/\"onclick", "mailto:a@b.example",
    ],
)  # fmt: skip
def test_anything_else_is_no_web_address(address):
    assert web_address(address) == ""


def test_markdown_with_very_many_brackets_is_shown_as_plain_text():
    text = "<b>" + "[" * 20_000

    assert markdown(text) == f"<p>&lt;b&gt;{'[' * 20_000}</p>"


def test_markdown_rendered_twice_is_taken_from_the_cache(rendered_texts):
    first = markdown("A *bright* light.")

    assert markdown("A *bright* light.") == first
    assert rendered_texts == ["A *bright* light."]


@pytest.fixture
def rendered_texts(monkeypatch):
    rendered = []
    render = text_filters._render

    def record(text):
        rendered.append(text)
        return render(text)

    monkeypatch.setattr(text_filters, "_render", record)
    return rendered
