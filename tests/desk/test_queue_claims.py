"""The queue is shared out: no draft is shown to two reviewers, none is lost or decided twice."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.desk import claims
from articles.desk.claims import claim, claimed_by_others, release_soon
from articles.models import CLAIM_LASTS, Article, Claim, Event
from tests.desk.desk import QUEUE, log_in, press, shown
from tests.factories import NOON, draft, person, provider

pytestmark = [pytest.mark.django_db, pytest.mark.database]
AHEAD = reverse("desk:ahead")
LATER = NOON + CLAIM_LASTS


@pytest.fixture
def drafts():
    """Six drafts in the order of the queue."""
    return [draft(title=f"Report {n}", quality=70 + n) for n in range(6)]


@pytest.fixture
def ed():
    return person("Editor", "ed")


@pytest.fixture
def rosa():
    return person("Reviewer", "rosa")


@pytest.fixture
def other(client):
    """The browser of a second reviewer, Rosa."""
    browser = Client()
    browser.force_login(person("Reviewer", "rosa"))
    return browser


def keys(*articles):
    return [article.pk for article in articles]


def test_claim_of_a_claimed_draft_is_lost_until_it_expires(drafts, ed, rosa):
    one, two, three = drafts[:3]

    assert claim(keys(one, two), ed, NOON) == set()
    assert claim(keys(two, three), rosa, NOON) == {two.pk}
    assert claimed_by_others(rosa, NOON) == {one.pk: "ed", two.pk: "ed"}
    assert claim(keys(two), rosa, LATER) == set()
    assert claim(keys(one, two), ed, LATER) == {two.pk}


def test_claim_that_is_renewed_does_not_expire(drafts, ed, rosa):
    claim(keys(*drafts), ed, NOON)
    claim(keys(*drafts[1:]), ed, NOON + timedelta(minutes=1))

    assert claim(keys(*drafts), rosa, LATER) == {each.pk for each in drafts[1:]}


def test_claim_deletes_own_expired_ones(drafts, ed):
    claim(keys(*drafts), ed, NOON)
    claim(keys(drafts[0]), ed, LATER)

    assert Claim.objects.get().article == drafts[0]


def test_claim_without_permission_to_review_claims_nothing(drafts):
    assert claim(keys(*drafts), person(""), NOON) == set()
    assert not Claim.objects.exists()


def test_release_soon_ends_claims_unless_they_are_renewed(drafts, ed, rosa):
    one, two = drafts[:2]
    claim(keys(one, two), ed, NOON)

    release_soon(ed, NOON)
    claim(keys(two), ed, NOON)

    assert claim(keys(one, two), rosa, NOON) == {one.pk, two.pk}
    assert claim(keys(one, two), rosa, NOON + claims.GRACE) == {two.pk}


def test_second_reviewer_gets_the_drafts_after_those_of_the_first(client, other, drafts):
    log_in(client)

    assert shown(client.get(QUEUE)) == "Report 0"
    page = other.get(QUEUE)

    assert shown(page) == "Report 4"
    assert "6 to review, 4 with other reviewers" in page.text
    assert shown(client.get(QUEUE)) == "Report 0"
    assert shown(press(other, drafts[4], "reject")) == "Report 5"


def test_claimed_draft_is_opened_by_link_search_and_filter(client, other, drafts):
    provider_name = provider("tidewire.example", name="Tidewire")
    Article.objects.update(provider=provider_name)
    who = log_in(client)
    client.get(QUEUE)

    for query in (f"at={drafts[2].pk}", "q=%22report+2%22"):
        page = other.get(f"{QUEUE}?{query}")
        assert shown(page) == "Report 2"
        assert f"{who} is reviewing this draft." in page.text
    assert shown(other.get(f"{QUEUE}?claimed=yes")) == "Report 0"
    assert shown(other.get(f"{QUEUE}?provider=tidewire.example")) == "Report 4"
    assert shown(other.get(f"{QUEUE}?claimed=no")) == "Report 4"
    assert shown(client.get(f"{QUEUE}?at={drafts[2].pk}")) == "Report 2"


def test_queue_whose_rest_is_claimed_says_so(client, other, drafts):
    who = log_in(client)
    client.get(QUEUE)
    for article in drafts[4:]:
        page = press(other, article, "reject")

    assert "Other reviewers have the rest" in page.text
    assert f"4 drafts with {who}." in page.text
    assert "All drafts are reviewed" not in page.text
    assert "4 to review, 4 with other reviewers" in page.text
    Claim.objects.update(renewed_at=timezone.now() - CLAIM_LASTS)
    assert shown(other.get(QUEUE)) == "Report 0"


def test_end_of_the_queue_offers_no_skipped_drafts_that_others_have(client, other, drafts):
    log_in(client)
    client.get(QUEUE)

    page = other.get(f"{QUEUE}?after={drafts[5].pk}", follow=True)

    assert shown(page) == "Report 4"
    Claim.objects.update(user=client.get(QUEUE).wsgi_request.user)
    client.get(f"{QUEUE}?at={drafts[4].pk}")
    page = other.get(f"{QUEUE}?after={drafts[5].pk}", follow=True)
    assert "drafts you skipped" not in page.text
    assert "Other reviewers have the rest" in page.text


def test_claim_lost_to_a_faster_reviewer_is_read_again(client, other, drafts, monkeypatch):
    """The other reviewer claims the same drafts between reading the queue and claiming."""
    rival = person("Editor", "rival")
    rival.get_all_permissions()  # read outside the request, as the rival's own request does
    log_in(client)
    real = claims.claim

    def slow(pks, user, now=None):
        monkeypatch.setattr("articles.desk.queue.claim", real)
        real(keys(*drafts[:2]), rival)
        return real(pks, user, now)

    monkeypatch.setattr("articles.desk.queue.claim", slow)

    assert shown(client.get(QUEUE)) == "Report 2"


@pytest.mark.parametrize("is_active", [True, False])
def test_poll_renews_the_claims_of_an_active_reviewer_only(client, drafts, is_active):
    who = log_in(client)
    client.get(QUEUE)
    old = timezone.now() - CLAIM_LASTS + timedelta(minutes=1)
    Claim.objects.update(renewed_at=old)
    body = {
        "seen": [f"{each.pk}:1" for each in drafts],
        "at": drafts[0].pk,
        "have": keys(*drafts[1:3]),
    }

    client.post(reverse("desk:poll"), body | ({"active": "yes"} if is_active else {}))

    renewed = Claim.objects.filter(user=who, renewed_at__gt=old)
    assert set(renewed.values_list("article", flat=True)) == (
        set(keys(*drafts[:3])) if is_active else set()
    )


def test_poll_names_the_reviewers_of_drafts_on_the_page(client, drafts, rosa):
    log_in(client)
    claim(keys(drafts[1]), rosa)

    answer = client.post(reverse("desk:poll"), {"seen": [f"{each.pk}:1" for each in drafts]})

    assert answer.json()["claimed"] == {str(drafts[1].pk): "rosa"}


def test_leaving_the_desk_lets_claims_end(client, other, drafts):
    log_in(client)
    client.get(QUEUE)

    client.post(reverse("desk:leave"), {"at": drafts[0].pk})

    Claim.objects.update(renewed_at=F("renewed_at") - claims.GRACE)
    assert shown(other.get(QUEUE)) == "Report 0"


class Reviewer:
    """What the script does: it decides the draft on the screen and loads the next ones ahead."""

    def __init__(self, user, key):
        self.client = Client(headers={"HX-Request": "true"})
        self.client.force_login(user)
        self.key = key
        self.shown: list[int] = []
        self.loaded: list[int] = []
        self.take(self.client.get(AHEAD))

    def take(self, response):
        assert response.status_code == 200, response.text
        # Not from the context, which Django's test client collects from all threads.
        new = [int(pk) for pk in re.findall(r'id="draft-(\d+)"', response.text)]
        self.shown += new
        self.loaded += new

    def decide(self):
        """Decide the first loaded draft; return whether there was one."""
        if not self.loaded:
            self.take(self.client.get(AHEAD))
        if not self.loaded:
            return False
        pk = self.loaded.pop(0)
        at = self.loaded[0] if self.loaded else ""
        body = {"version": 1, "queue": "", "at": at, "have": self.loaded}
        path = reverse("desk:decide", args=[pk, self.key])
        self.take(self.client.post(path, body))
        return True


def clear_queue(reviewer):
    try:
        while reviewer.decide():
            pass
    finally:
        connection.close()


def check_all_decided_once(reviewers, number):
    shown = [pk for reviewer in reviewers for pk in reviewer.shown]
    assert len(shown) == len(set(shown)) == number
    assert not Article.objects.drafts().exists()
    decided = Event.objects.filter(version=2).values_list("article", flat=True)
    assert sorted(decided) == sorted(shown)


def crowd(number):
    for n in range(number):
        draft(title=f"Report {n}", quality=n % 90)


@pytest.mark.slow
def test_two_reviewers_in_turn_clear_200_drafts(ed, rosa):
    crowd(200)
    reviewers = [Reviewer(ed, "publish"), Reviewer(rosa, "reject")]

    while sum(reviewer.decide() for reviewer in reviewers):
        pass

    check_all_decided_once(reviewers, 200)
    assert all(len(reviewer.shown) > 50 for reviewer in reviewers)


@pytest.mark.slow
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_two_reviewers_at_once_clear_200_drafts():
    crowd(200)
    reviewers = [
        Reviewer(person("Editor", name), key)
        for name, key in (("ed", "publish"), ("ada", "reject"))
    ]

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(clear_queue, reviewers))

    check_all_decided_once(reviewers, 200)
