"""Which picture leads an article, and which one stands for a provider."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.images.declared import connect_images
from articles.images.lead import Candidate, best_image, refresh_after_fetches, refresh_leads
from articles.images.uses import store_uses
from articles.models import Article, ImageFetch, ImageUse
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.database]
HERON, TIDE, QUAY = (f"https://tidewire.example/{name}.jpg" for name in ("heron", "tide", "quay"))


def candidate(pk, width=1200, height=675, entropy=6.0, *, is_stand_in=False):
    return Candidate(pk, width, height, entropy, is_stand_in)


@pytest.mark.parametrize(
    ("candidates", "best"),
    [
        ([], None),
        ([candidate(1)], 1),
        ([candidate(1, 600, 400), candidate(2, 1200, 800)], 2),
        ([candidate(1), candidate(2)], 1),
        ([candidate(1, 600, 400), candidate(2, 2000, 2000)], 1),
        ([candidate(1, 600, 600), candidate(2, 300, 3000)], 2),
        ([candidate(1, 600, 500), candidate(2, 3000, 1240)], 1),
        ([candidate(1, is_stand_in=True), candidate(2, 60, 60)], 2),
        ([candidate(1, is_stand_in=True)], None),
        ([candidate(1, entropy=1.99)], None),
        ([candidate(1, 9000, 5000, entropy=0.0), candidate(2, 100, 60, entropy=2.0)], 2),
    ],
)
def test_largest_sensible_picture_is_best(candidates, best):
    found = best_image(candidates)
    assert (found and found.pk) == best


def test_stored_picture_leads():
    article = factories.draft()
    image = factories.stored_image()
    factories.declare(article, {HERON: None, TIDE: image})
    refresh_leads([article.pk])
    article.refresh_from_db()
    assert (article.lead_image, article.version) == (image, 1)


def test_choice_of_an_editor_leads():
    chosen, larger = factories.stored_image(width=300), factories.stored_image()
    article = factories.draft(chosen_image=chosen)
    factories.declare(article, {HERON: larger})
    refresh_leads([article.pk])
    article.refresh_from_db()
    assert article.lead_image == chosen


def test_lead_ends_with_its_picture():
    article = factories.draft()
    factories.declare(article, {HERON: factories.stored_image()})
    refresh_leads([article.pk])
    store_uses("article", {article.pk: []})
    refresh_leads([article.pk])
    article.refresh_from_db()
    assert article.lead_image is None


def test_queries_do_not_grow_with_articles():
    articles = [factories.draft() for _ in range(12)]
    for article in articles:
        factories.declare(article, {f"{HERON}?{article.pk}": factories.stored_image()})
    counts = []
    for pks in ([articles[0].pk], [article.pk for article in articles]):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            refresh_leads(pks)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert not Article.objects.filter(lead_image=None).exists()


def test_icon_is_about_square():
    provider = factories.provider()
    square, wide = factories.stored_image(width=64, height=64), factories.stored_image()
    store_uses("provider", {provider.pk: [HERON, TIDE]})
    ImageFetch.objects.filter(url=HERON).update(image=wide)
    ImageFetch.objects.filter(url=TIDE).update(image=square)
    refresh_after_fetches(ImageFetch.objects.values_list("pk", flat=True))
    provider.refresh_from_db()
    assert provider.icon == square


def items_of(provider, count, look=0x1234_5678_9ABC_DEF0, step=0):
    """Return articles of a provider, each with its own picture, of looks that differ in bits."""
    articles = [factories.draft(provider=provider) for _ in range(count)]
    for number, article in enumerate(articles):
        image = factories.stored_image(dhash=look ^ (step << number))
        factories.declare(article, {f"https://tidewire.example/{article.pk}.jpg": image})
    return articles


def fetched(articles):
    uses = ImageUse.objects.filter(article__in=articles)
    return list(uses.values_list("fetch", flat=True))


@pytest.mark.parametrize(("count", "leads"), [(9, 9), (10, 0)])
def test_picture_of_ten_items_is_a_stand_in(count, leads):
    articles = items_of(factories.provider(), count)
    for article in articles:  # however they arrive
        refresh_after_fetches(fetched([article]))
    assert Article.objects.exclude(lead_image=None).count() == leads


def test_same_file_of_ten_items_is_a_stand_in():
    image, provider = factories.stored_image(), factories.provider()
    for _ in range(10):
        factories.declare(factories.draft(provider=provider), {HERON: image})
    refresh_after_fetches([ImageFetch.objects.get().pk])
    image.refresh_from_db()
    assert image.is_stand_in


def test_items_of_different_providers_do_not_add_up():
    for number in range(12):
        articles = items_of(factories.provider(f"{number}.example"), 1)
        refresh_after_fetches(fetched(articles))
    assert Article.objects.exclude(lead_image=None).count() == 12


def test_pictures_that_look_different_are_no_stand_ins():
    articles = items_of(factories.provider(), 12, step=0b1111)
    refresh_after_fetches(fetched(articles))
    assert Article.objects.exclude(lead_image=None).count() == 12


def test_hashes_are_compared_bit_by_bit_whatever_their_sign():
    provider = factories.provider()
    for number in range(10):
        article = factories.draft(provider=provider)
        look = 0x1234 if number % 2 else -0x10000 | 0x1234  # 48 bits differ
        image = factories.stored_image(dhash=look)
        factories.declare(article, {f"https://tidewire.example/{number}.jpg": image})
        refresh_after_fetches(fetched([article]))
    assert Article.objects.exclude(lead_image=None).count() == 10


def test_picture_like_a_stand_in_is_one():
    provider = factories.provider()
    refresh_after_fetches(fetched(items_of(provider, 10)))
    late = items_of(provider, 1, look=0x1234_5678_9ABC_DEF0 ^ 0b10011)
    refresh_after_fetches(fetched(late))
    late[0].refresh_from_db()
    assert late[0].lead_image is None


def test_picture_that_was_fetched_before_its_other_items_came_becomes_a_stand_in():
    image, provider = factories.stored_image(), factories.provider()
    first = factories.draft(provider=provider)
    factories.declare(first, {HERON: image})
    refresh_after_fetches([ImageFetch.objects.get().pk])
    declared = [factories.declared_image(HERON)]
    later = [factories.draft(provider=provider, images=declared) for _ in range(9)]

    connect_images([article.pk for article in later])

    assert not Article.objects.exclude(lead_image=None).exists()
