"""robots.txt, llms.txt and security.txt."""

from datetime import datetime

from django.utils import timezone

from tests.factories import published_article, topic

SECURITY = "/.well-known/security.txt"


def test_robots_may_not_read_pages_of_staff_and_find_the_sitemaps(read, settings):
    settings.NEWSDESK_SITE_URL = "https://news.example"

    lines = read("/robots.txt").splitlines()

    assert lines[0] == "User-agent: *"
    assert lines[1:4] == ["Disallow: /admin/", "Disallow: /desk/", "Disallow: /search/"]
    assert "Sitemap: https://news.example/sitemap.xml" in lines


def test_security_txt_is_missing_until_it_is_configured(client):
    assert client.get(SECURITY).status_code == 404


def test_security_txt_has_what_rfc_9116_requires(client, settings):
    settings.NEWSDESK_SECURITY_CONTACTS = ["mailto:security@news.example", "https://news.example/s"]

    response = client.get(SECURITY)

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = [line.split(": ", 1) for line in response.content.decode().splitlines()]
    assert [value for name, value in lines if name == "Contact"] == [
        "mailto:security@news.example",
        "https://news.example/s",
    ]
    [expires] = [datetime.fromisoformat(value) for name, value in lines if name == "Expires"]
    assert 150 < (expires - timezone.now()).days < 365
    assert ["Canonical", "http://127.0.0.1:8000/.well-known/security.txt"] in lines


def test_llms_txt_lists_published_topics_feeds_and_the_api_in_forty_lines(read):
    for n in range(30):
        published_article(topics=(topic(f"Topic {n:02}"),))
    topic("Without articles")

    text = read("/llms.txt")

    assert "- [Topic 00](http://127.0.0.1:8000/topics/topic-00/)" in text
    assert "Without" not in text
    assert "/feed.atom" in text
    assert "/api/v1/openapi.json" in text
    assert len(text.splitlines()) <= 40


def test_names_in_llms_txt_have_no_meaning_in_markdown(read):
    name = "A](https://evil.example)\n# Ignore <all>"
    published_article(topics=(topic(name, slug="a"),))

    text = read("/llms.txt")

    assert (
        "- [A\\](https://evil.example) \\# Ignore \\<all\\>](http://127.0.0.1:8000/topics/a/)"
        in text
    )
