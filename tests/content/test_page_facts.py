"""What is read from a web page, and that pages which are none are refused."""

import pytest

from articles.content.page_facts import PageFacts, PageNotRead, page_facts

PAGE = "https://www.tide.example/gulls"


def facts(head, address=PAGE, encoding="utf-8"):
    return page_facts(f"<!doctype html><html><head>{head}</head>".encode(encoding), address)


def test_facts_come_from_open_graph_before_plain_elements():
    found = facts(
        '<title>Tide: gulls</title><meta name="description" content="Plain.">'
        '<meta property="og:title" content="Gulls hold\n a &amp; vote">'
        '<meta property="og:description" content="They did.">'
        '<meta property="og:image" content="/img/gulls.jpg">'
        '<meta property="article:published_time" content="2031-05-04T12:00:00+02:00">'
    )

    assert found == PageFacts(
        title="Gulls hold a & vote",
        excerpt="They did.",
        image="https://www.tide.example/img/gulls.jpg",
        published_at="2031-05-04T10:00:00Z",
        provider="tide.example",
    )


@pytest.mark.parametrize(
    ("head", "name", "value"),
    [
        ("<title>Gulls</title>", "title", "Gulls"),
        ("<title>Gulls</title><svg><title>Icon</title></svg>", "title", "Gulls"),
        ('<meta name="description" content="Plain.">', "excerpt", "Plain."),
        (f"<title>{'a' * 400}</title>", "title", "a" * 300),
        ('<meta property="og:image" content="javascript:alert(1)">', "image", ""),
        ('<meta property="og:image" content="http://[">', "image", ""),
        ('<meta name="date" content="yesterday">', "published_at", ""),
        ('<meta name="date" content="2031-05-04">', "published_at", ""),
        ('<meta name="date" content="2031-13-99T00:00Z">', "published_at", ""),
    ],
)
def test_single_fact(head, name, value):
    assert getattr(facts(head), name) == value


@pytest.mark.parametrize(
    ("encoding", "charset"),
    [("latin-1", "iso-8859-1"), ("utf-8", "utf-8"), ("utf-8", "no-such")]
    + [("utf-8", codec) for codec in ("undefined", "idna", "hex")],
)
def test_text_is_read_in_the_encoding_of_the_page(encoding, charset):
    head = f'<meta charset="{charset}"><title>Möwen</title>'

    assert facts(head, encoding=encoding).title == "Möwen"


@pytest.mark.parametrize("data", [b"\x89PNG\r\n", b"{}", b"plain text", b"<svg></svg>"])
def test_what_is_no_page_is_refused(data):
    with pytest.raises(PageNotRead, match="There is no web page at this address"):
        page_facts(data, PAGE)


def test_marked_section_that_no_browser_knows_ends_what_is_read():
    assert facts("<title>Gulls</title><![tide heron[<title>Tide</title>").title == "Gulls"
