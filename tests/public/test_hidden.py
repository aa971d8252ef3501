"""Readers see published articles only, and no scores or names of staff."""

import pytest

from articles.models import Status
from articles.workflow.actors import SYSTEM
from articles.workflow.transitions import archive, publish, unpublish
from tests.factories import article, in_status, link, provider, published_article, topic

LISTS = ["/", "/topics/harbours/", "/providers/tidewire.example/"]
NOT_LIVE = [Status.DRAFT, Status.REJECTED, Status.ARCHIVED]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("status", NOT_LIVE)
def test_list_shows_published_articles_only(read, path, status):
    about = {"topics": (topic(),), "provider": provider()}
    in_status(status, title="Not for readers", **about)
    published_article(title="For readers", **about)

    page = read(path)

    assert "For readers" in page
    assert "Not for readers" not in page


@pytest.mark.parametrize("columns", [{}, {"status": Status.REJECTED}, {"held": True}])
def test_article_that_is_not_live_is_not_found(client, columns):
    made = article(title="Not for readers", **columns)

    response = client.get(f"/news/{made.slug}/")

    assert response.status_code == 404
    assert "Not for readers" not in response.content.decode()


def test_archived_article_is_gone(client):
    made = article(title="Not for readers any more")
    publish(made, by=SYSTEM)
    archive(made, by=SYSTEM)

    response = client.get(f"/news/{made.slug}/")

    assert response.status_code == 410
    assert "No longer available" in response.content.decode()
    assert "Not for readers" not in response.content.decode()


def test_article_page_follows_publish_and_unpublish_at_once(client):
    made = article()
    address = f"/news/{made.slug}/"

    publish(made, by=SYSTEM)
    assert client.get(address).status_code == 200

    unpublish(made, by=SYSTEM)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("status", NOT_LIVE)
def test_related_coverage_does_not_link_to_unpublished_articles(read, status):
    hidden = in_status(status, title="Hidden", slug="hidden")
    made = published_article(title="Shown")
    link(made, title="Elsewhere", target=hidden, web_url="https://other.example/1")

    page = read(f"/news/{made.slug}/")

    assert "/news/hidden/" not in page
    assert 'href="https://other.example/1"' in page


def test_public_pages_do_not_show_scores(read):
    made = published_article(quality=987, heat=654)
    link(made, quality=321)

    for path in ("/", f"/news/{made.slug}/"):
        page = read(path)
        assert not any(score in page for score in ("987", "654", "321"))


def test_public_pages_set_no_cookie_and_name_no_user(client, admin_user):
    made = published_article()
    client.force_login(admin_user)

    for path in ("/", f"/news/{made.slug}/"):
        response = client.get(path)
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
        assert admin_user.username not in response.content.decode()


@pytest.mark.parametrize("status", NOT_LIVE)
@pytest.mark.parametrize("path", LISTS[1:])
def test_topic_or_provider_without_published_articles_is_hidden(client, read, path, status):
    in_status(status, topics=(topic(),), provider=provider())

    assert client.get(path).status_code == 404
    assert path not in read("/topics/") + read("/providers/")


def test_article_archived_as_a_draft_is_not_found(client):
    made = article()
    archive(made, by=SYSTEM)

    assert client.get(f"/news/{made.slug}/").status_code == 404
