"""ETags of public pages: one changes if and only if something that the page shows has changed."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from articles.bulk_actions.merging import rename_topic
from articles.models import Article, ImportRun, Provider, StoredImage, Topic
from articles.public.views import directory
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.transitions import archive, hold, perform, publish, reject, unpublish
from tests.factories import (
    NOON,
    article,
    link,
    provider,
    published_article,
    rendition,
    source,
    stored_image,
    topic,
)

PAGES = {
    "home": "/",
    "article": "/news/shown/",
    "story": "/stories/shown/",
    "feed": "/topics/harbours/feed.atom",
    "linked": "/news/linked/",
    "topic": "/topics/harbours/",
    "other topic": "/topics/trams/",
    "provider": "/providers/tidewire.example/",
    "topics": "/topics/",
    "providers": "/providers/",
}
LISTS = {"home", "topic", "provider", "story", "feed"}
DIRECTORIES = {"topics", "providers"}


@pytest.fixture
def world():
    """Store what the pages show: two published articles, one linking to the other, and a draft."""
    tidewire, harbours = provider(icon=stored_image()), topic(parent=topic("Coast"))
    lead = stored_image(changed_at=NOON)
    about = {"provider": tidewire, "topics": (harbours,), "lead_image": lead}
    shown = published_article(slug="shown", title="Shown", **about)
    lumen = provider("lumen.example")
    linked = published_article(slug="linked", provider=lumen, topics=(topic("Trams"),))
    draft = article(slug="draft", provider=tidewire, topics=(harbours,))
    link(shown, target=linked, provider=provider("related.example"), web_url="https://x.example")
    link(shown, target=draft)
    ahead = published_article(slug="ahead", published_at=NOON + timedelta(days=9))
    link(shown, target=ahead)
    return {"shown": shown, "linked": linked, "draft": draft, "ahead": ahead}


def get(client) -> dict[str, tuple[int, str, bytes]]:
    """Return the status, ETag and body of each page."""
    responses = {name: client.get(path) for name, path in PAGES.items()}
    return {
        name: (response.status_code, response.get("ETag", ""), response.content)
        for name, response in responses.items()
    }


def rename(row, **columns) -> None:
    type(row).objects.filter(pk=row.pk).update(**columns)


def feature(made: Article) -> None:
    perform("feature", made, by=SYSTEM, at=NOON + timedelta(days=2))


CHANGES: dict[str, tuple[Callable[[dict[str, Article]], object], set[str]]] = {
    "article edited": (
        lambda w: edit(w["shown"], {"title": "Other"}, by=SYSTEM),
        {*LISTS, "article"},
    ),
    "article featured": (lambda w: feature(w["shown"]), {*LISTS, "article"}),
    "article archived": (
        lambda w: archive(w["shown"], by=SYSTEM),
        {*LISTS, *DIRECTORIES, "article"},
    ),
    "draft published": (lambda w: publish(w["draft"], by=SYSTEM), {*LISTS, "article"}),
    "draft edited": (lambda w: edit(w["draft"], {"title": "Other"}, by=SYSTEM), set()),
    "draft held": (lambda w: hold(w["draft"], by=SYSTEM), set()),
    "draft rejected": (lambda w: reject(w["draft"], by=SYSTEM), set()),
    "import": (
        lambda w: ImportRun.objects.create(source=source(), label="x", heartbeat=NOON),
        set(),
    ),
    "linked article edited": (
        lambda w: edit(w["linked"], {"title": "Other"}, by=SYSTEM),
        {"home", "article", "story", "linked", "other topic"},
    ),
    "linked article unpublished": (
        lambda w: unpublish(w["linked"], by=SYSTEM),
        {"home", "article", "story", "linked", "other topic", *DIRECTORIES},
    ),
    "linked article deleted": (
        lambda w: w["linked"].delete(),
        {"home", "article", "story", "linked", "other topic", *DIRECTORIES},
    ),
    "topic renamed": (
        lambda w: rename_topic(Topic.objects.get(name="Harbours"), "Ports", by=SYSTEM),
        {*LISTS, "article", "topics"},
    ),
    "parent of the topic": (
        lambda w: rename(Topic.objects.get(name="Harbours"), parent=topic("Sea")),
        {"topic", "topics"},
    ),
    "provider renamed": (
        lambda w: rename(w["shown"].provider, name="Other"),
        {*LISTS, "article", "providers"},
    ),
    "provider described": (lambda w: rename(w["shown"].provider, description="It."), {"provider"}),
    "provider without icon": (
        lambda w: rename(w["shown"].provider, icon=None),
        {*LISTS, "article", "providers"},
    ),
    "icon finished": (
        lambda w: rename(StoredImage.objects.get(icon_of__isnull=False), changed_at=NOON),
        {*LISTS, "article", "providers"},
    ),
    "picture finished": (
        lambda w: rename(w["shown"].lead_image, changed_at=NOON + timedelta(seconds=1)),
        {*LISTS, "article"},
    ),
    "picture stored": (
        lambda w: rename(w["linked"], lead_image=stored_image()),
        {"home", "linked", "story", "other topic"},
    ),
    "picture deleted": (
        lambda w: StoredImage.objects.filter(leads=w["shown"]).delete(),
        {*LISTS, "article"},
    ),
    "provider of a related link renamed": (
        lambda w: rename(Provider.objects.get(domain="related.example"), name="Other"),
        {"article", "feed"},
    ),
    "linked article of a later date unpublished": (
        lambda w: unpublish(w["ahead"], by=SYSTEM),
        {"article", "story"},
    ),
    "link points elsewhere": (
        lambda w: w["shown"].links.filter(position=0).update(target=w["shown"]),
        {"home", "article", "story"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_pages_that_show_a_change_have_a_new_etag(client, world, name):
    change, expected = CHANGES[name]
    before = get(client)

    change(world)

    after = get(client)
    assert {page for page in PAGES if before[page][2] != after[page][2]} <= expected
    assert {page for page in PAGES if before[page][1] != after[page][1]} == expected


def test_article_that_ceases_to_lead_changes_the_home_page(client, world, settled):
    feature(world["shown"])
    before = get(client)
    settled.shift(timedelta(days=3))

    after = get(client)

    assert {page for page in PAGES if before[page] != after[page]} == {"home"}


def test_article_dated_ahead_changes_lists_when_they_show_it(client, world, settled):
    published_article(published_at=NOON + timedelta(days=5), provider=world["shown"].provider)
    before = get(client)
    settled.shift(timedelta(days=4))

    after = get(client)

    assert {page for page in PAGES if before[page] != after[page]} == {"home", "provider"}


def test_number_of_pages_changes_a_directory(client, world, monkeypatch):
    monkeypatch.setattr(directory, "PAGE_SIZE", 2)
    before = get(client)
    published_article(provider=provider("zebra.example"))

    assert get(client)["providers"][1] != before["providers"][1]


def test_page_is_the_same_for_every_reader(client, admin_client, world):
    rendition(world["shown"].lead_image, "list")
    pages = get(client)
    headers = {"accept-language": "nl", "accept": "text/plain", "hx-request": "true"}

    assert get(admin_client) == pages
    for name, path in PAGES.items():
        response = client.get(path, headers=headers)
        assert (response["ETag"], response.content) == pages[name][1:]
        assert client.head(path)["ETag"] == response["ETag"]
        assert not response.cookies
        assert "Vary" not in response


@pytest.mark.parametrize("path", ["/news/none/", "/?before=nonsense", "/topics/none/"])
def test_not_found_response_is_not_cached(client, path):
    response = client.get(path)

    assert response.status_code == 404
    assert "ETag" not in response
    assert "Cache-Control" not in response


def test_page_that_is_kept_shows_nothing_that_was_withdrawn(client, world, keep_pages):
    assert b"Shown" in client.get("/").content

    unpublish(world["shown"], by=SYSTEM)

    assert b"Shown" not in client.get("/").content
