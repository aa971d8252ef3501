"""Stories on the home page and on their own page: one lead, its published coverage below it."""

import re
from datetime import timedelta

import pytest

from articles.models import Status
from articles.public.folding import Story, fold
from articles.workflow.transitions import perform
from tests.factories import NOON, draft, in_status, link, person, provider, published_article, topic
from tests.public.crowd import titles

HOUR = timedelta(hours=1)


class Row:
    """What `fold` looks at."""

    def __init__(self, pk, quality):
        self.pk, self.quality, self.name = pk, quality, f"name-{pk}"


@pytest.mark.parametrize(
    ("qualities", "pairs", "featured", "expected"),
    [
        ([70, 90, 80], [(1, 2), (3, 1)], [], [Story(2, [1]), Story(3)]),
        ([70, 90, 80], [(1, 2), (2, 3)], [], [Story(2, [3, 1])]),
        ([90, 80, 70], [(1, 2), (2, 3)], [], [Story(1, [2]), Story(3)]),
        ([None, 80], [(1, 2)], [], [Story(2, [1])]),
        ([70, 70], [(2, 1)], [], [Story(1, [2])]),
        ([90, 80], [(1, 2)], [2], [Story(2, [1])]),
        ([90, 80, 70], [(1, 2), (1, 3)], [3, 2], [Story(3, [1]), Story(2)]),
        ([], [], [], []),
    ],
)
def test_best_article_leads_and_each_article_is_in_one_story(qualities, pairs, featured, expected):
    rows = [Row(pk, quality) for pk, quality in enumerate(qualities, start=1)]

    assert fold(rows, pairs, featured) == expected


@pytest.fixture
def storm():
    """A story of four: the best is not the newest; one is a draft."""
    of = [provider(f"p{n}.example", name=f"Paper {n}") for n in range(3)]
    best = published_article(title="Best", quality=90, published_at=NOON - 3 * HOUR, provider=of[0])
    newest = published_article(title="Newest", quality=75, published_at=NOON, provider=of[1])
    third = published_article(title="Third", published_at=NOON - HOUR, quality=71, provider=of[2])
    hidden = draft(title="Hidden", quality=99)
    for other in (newest, third):
        link(other, target=best, title="Best")
        link(other, target=hidden, title="Elsewhere", position=1, web_url="")
    return best, newest, third


def test_home_lists_coverage_with_its_best_article_and_nowhere_else(read, storm):
    published_article(title="Alone", quality=80, published_at=NOON - 2 * HOUR)

    page = read("/")

    assert titles(page) == ["Best", "Alone"]
    assert re.findall(r'<li><a href="[^"]+">([^<]+)</a> <span>([^<]+)</span>', page) == [
        ("Newest", "Paper 1"),
        ("Third", "Paper 2"),
    ]
    assert "Hidden" not in page


def test_topic_page_lists_each_article_of_a_story(read):
    storms = topic("Storms")
    best = published_article(title="Best", quality=90, topics=(storms,))
    other = published_article(title="Other", topics=(storms,), published_at=NOON + HOUR)
    link(other, target=best)

    assert titles(read("/topics/storms/")) == ["Other", "Best"]


def test_best_published_article_leads_where_a_draft_outranks_it(read):
    lead = draft(title="Better draft", quality=99)
    article = published_article(title="Live")
    link(article, target=lead, quality=99)

    assert titles(read("/")) == ["Live"]


def test_featured_article_leads_its_story_whatever_its_quality(read, storm):
    _best, newest, _third = storm
    until = NOON + timedelta(days=3)
    perform("feature", newest, by=person("Editor"), at=until, now=NOON + timedelta(days=1))

    assert titles(read("/")) == ["Newest", "Third"]


def test_story_of_yesterday_does_not_lead_before_one_of_today(read):
    published_article(title="Yesterday", quality=99, published_at=NOON - 30 * HOUR)
    published_article(title="Today", quality=70)

    assert titles(read("/")) == ["Today", "Yesterday"]


def test_home_pages_show_each_article_once(read):
    articles = [
        published_article(title=f"Report {n:03}", quality=n, published_at=NOON - n * HOUR)
        for n in range(70)
    ]
    for one, other in zip(articles[::2], articles[1::2], strict=True):
        link(one, target=other)

    first = read("/")
    second = read("/" + re.findall(r'rel="next" href="([^"]+)"', first)[0])

    shown = [re.findall(r">(Report \d+)</", page) for page in (first, second)]
    assert sorted(shown[0] + shown[1]) == [article.title for article in articles]


def test_story_page_shows_the_best_article_first_then_others_and_other_reports(read, storm):
    _best, newest, _third = storm
    link(newest, title="Foreign report", position=2, provider=provider("far.example"))

    page = read(f"/stories/{newest.slug}/")

    assert titles(page)[:2] == ["Best", "Newest"]
    assert "Foreign report" in page
    assert "Hidden" not in page


def test_story_page_of_a_single_article_leads_to_the_article(client):
    published_article(slug="alone")

    assert client.get("/stories/alone/").headers["Location"] == "/news/alone/"


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REJECTED, Status.ARCHIVED])
def test_story_page_of_a_hidden_article_is_not_found(client, status):
    hidden = in_status(status, slug="hidden")
    link(hidden, target=published_article())

    assert client.get("/stories/hidden/").status_code == 404


def test_home_and_story_change_their_etag_when_an_article_becomes_related(client, storm):
    best, _newest, _third = storm
    alone = published_article(title="Alone", quality=80)
    before = {path: client.get(path)["ETag"] for path in ("/", f"/stories/{best.slug}/")}

    link(alone, target=best)

    for path, etag in before.items():
        response = client.get(path, headers={"if-none-match": etag})
        assert response.status_code == 200, path


def test_article_dated_ahead_does_not_end_the_day_of_the_others(read, settled):
    settled.move_to(NOON + HOUR)
    for n in range(8):
        published_article(title=f"Report {n}", quality=50 + n, published_at=NOON - n * HOUR)
    published_article(title="Ahead", quality=1, published_at=NOON + 24 * HOUR)

    assert titles(read("/"))[:3] == ["Report 7", "Report 6", "Report 5"]
