"""Who outranks whom: quality descending, then file name ascending; what was put away, nobody."""

import pytest

from articles.models import Article
from articles.stories.ranking import (
    outranking_links,
    refresh_neighbours,
    refresh_top_related,
    strongest,
)
from articles.workflow.actors import SYSTEM
from articles.workflow.transitions import archive, reject, reopen
from tests.factories import draft, in_status, link


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ([], (None, "")),
        ([(None, "a")], (None, "")),
        ([(10, "a"), (20, "b")], (20, "b")),
        ([(20, "b"), (20, "a")], (20, "a")),
        ([(20, "b"), (20, "")], (20, "")),
        ([(None, "a"), (0, "b")], (0, "b")),
    ],
)
def test_the_strongest(links, expected):
    assert strongest(links) == expected


ORDER = [
    (50, "m", 51, "z", True),
    (50, "m", 49, "a", False),
    (50, "m", 50, "a", True),
    (50, "m", 50, "z", False),
    (50, "m", 50, "m", False),
    (50, "m", 50, "", True),
    (None, "m", 99, "a", False),
    (50, "m", None, "a", False),
    (0, "m", 0, "l", True),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("quality", "name", "rival", "top_related_name", "outranked"), ORDER)
def test_the_order_of_a_story_is_one_everywhere(quality, name, rival, top_related_name, outranked):
    article = draft(quality=quality, name=name)
    made = link(article, quality=rival, name=top_related_name)

    assert article.is_outranked == outranked
    assert Article.objects.outranked().exists() == outranked
    assert made.outranks(article) == outranked
    assert outranking_links(article) == ([made] if outranked else [])


@pytest.mark.django_db
def test_those_that_outrank_come_strongest_first():
    article = draft(quality=50, name="m")
    for quality, name in ((60, "b"), (90, "c"), (60, "a"), (10, "a"), (None, "a")):
        link(article, quality=quality, name=name)

    assert [(found.quality, found.name) for found in outranking_links(article)] == [
        (90, "c"),
        (60, "a"),
        (60, "b"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "outranked"),
    [("draft", True), ("published", True), ("rejected", False), ("archived", False)],
)
def test_an_article_that_was_put_away_outranks_nothing(status, outranked):
    article = draft(quality=50)
    link(article, quality=90, target=in_status(status))

    assert article.is_outranked == outranked
    assert bool(outranking_links(article)) == outranked


@pytest.mark.django_db
@pytest.mark.parametrize("put_away", [reject, archive])
def test_the_next_strongest_takes_the_place_of_what_is_put_away_until_it_is_reopened(put_away):
    best, article = draft(), draft(quality=50)
    link(article, quality=90, name="best", target=best)
    link(article, quality=60, name="next")

    put_away(best, by=SYSTEM)
    article.refresh_from_db()
    assert (article.top_related_quality, article.top_related_name) == (60, "next")

    reopen(best, by=SYSTEM)
    article.refresh_from_db()
    assert (article.top_related_quality, article.top_related_name) == (90, "best")


@pytest.mark.django_db
def test_what_is_put_away_twice_over_comes_back_once():
    best, article = draft(), draft(quality=50)
    link(article, quality=90, name="best", target=best)
    reject(best, by=SYSTEM)
    archive(best, by=SYSTEM)
    article.refresh_from_db()
    assert article.top_related_quality is None

    reopen(best, by=SYSTEM)
    article.refresh_from_db()
    assert article.top_related_quality == 90


@pytest.mark.django_db
def test_coverage_is_counted_whoever_put_it_away():
    article = draft()
    link(article, target=in_status("rejected"))
    link(article)

    assert article.related_count == 2


@pytest.mark.django_db
def test_refreshing_counts_and_finds_for_each_article_by_itself():
    first, second, alone = draft(), draft(), draft()
    link(first, quality=60, name="a")
    link(second, quality=70, name="b")
    Article.objects.update(related_count=9, top_related_quality=9, top_related_name="wrong")

    refresh_top_related(Article.objects.all())

    found = Article.objects.values_list("related_count", "top_related_quality", "top_related_name")
    assert [found.get(pk=article.pk) for article in (first, second, alone)] == [
        (1, 60, "a"),
        (1, 70, "b"),
        (0, None, ""),
    ]


@pytest.mark.django_db
def test_only_those_that_link_there_are_judged_again():
    put_away, linking, other = in_status("rejected"), draft(), draft()
    link(linking, target=put_away, quality=90)
    Article.objects.update(top_related_quality=9)

    refresh_neighbours([put_away.pk])

    linking.refresh_from_db()
    other.refresh_from_db()
    assert (linking.top_related_quality, other.top_related_quality) == (None, 9)


@pytest.mark.django_db
def test_putting_away_what_nobody_links_to_changes_no_version_but_its_own():
    neighbour, best = draft(), draft()
    link(neighbour, target=best, quality=90)

    reject(best, by=SYSTEM)

    assert Article.objects.get(pk=neighbour.pk).version == 1
