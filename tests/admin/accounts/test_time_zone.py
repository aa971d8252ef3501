"""Times are shown and read in each person's time zone."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone

from articles.admin.base.fields import MomentField
from articles.models import User
from tests.admin.sent import press
from tests.factories import draft, person, published_article

pytestmark = pytest.mark.django_db
WARSAW = "Europe/Warsaw"
WINTER = datetime(2031, 11, 30, 15, 10, tzinfo=UTC)


@pytest.fixture
def in_warsaw(editor):
    User.objects.filter(pk=editor.person.pk).update(time_zone=WARSAW)
    return editor


def change_page(client, article):
    return client.get(f"/admin/articles/article/{article.pk}/change/").text


def test_staff_page_shows_times_in_the_persons_zone(in_warsaw, reviewer):
    article = published_article(went_live_at=WINTER)

    assert "30 Nov 2031, 16:10 CET" in change_page(in_warsaw, article)
    assert "30 Nov 2031, 15:10 UTC" in change_page(reviewer, article)


def test_public_page_shows_the_sites_zone_to_everyone(in_warsaw, settings):
    settings.TIME_ZONE = "America/New_York"
    article = published_article(published_at=WINTER)

    assert "30 Nov 2031, 10:10 EST" in in_warsaw.get(f"/news/{article.slug}/").text


def test_form_reads_times_in_the_persons_zone_and_names_it(in_warsaw):
    article = draft()

    press(in_warsaw, article, "schedule", at="2031-11-30T16:10")

    article.refresh_from_db()
    assert article.scheduled_for == WINTER
    assert f"Publish at ({WARSAW})" in change_page(in_warsaw, article)


def test_moment_field_takes_the_first_of_two_equal_times(in_warsaw, time_zone):
    time_zone(WARSAW)

    assert MomentField().clean("2026-10-25T02:30:00") == "2026-10-25T00:30:00Z"


def test_filter_by_day_uses_the_persons_midnight(in_warsaw):
    draft(title="Late evening", published_at=datetime(2031, 5, 3, 22, 30, tzinfo=UTC))
    address = "/admin/articles/article/?day_from=2031-05-04&day_to=2031-05-04"

    assert "Late evening" in in_warsaw.get(address).text


def test_error_message_names_the_persons_zone(in_warsaw):
    article = draft(expires_at=datetime(2041, 1, 1, 12, tzinfo=UTC))

    answer = press(in_warsaw, article, "schedule", at="2041-01-02T12:00")

    assert "1 Jan 2041, 13:00 CET" in answer.text


@pytest.mark.parametrize(
    ("chosen", "kept"), [(WARSAW, WARSAW), ("", ""), ("Mars/Base", "UTC"), ("../etc", "UTC")]
)
def test_my_account_saves_a_known_zone_only(editor, chosen, kept):
    User.objects.filter(pk=editor.person.pk).update(time_zone="UTC")

    editor.post("/admin/account/preferences/", {"time_zone": chosen})

    assert User.objects.get(pk=editor.person.pk).time_zone == kept


@pytest.mark.parametrize(
    ("had", "browser", "kept"),
    [("", WARSAW, WARSAW), ("UTC", WARSAW, "UTC"), ("", "Mars/Base", ""), ("", "", "")],
)
def test_login_proposes_the_browsers_zone_once(had, browser, kept):
    user = person("Editor")
    user.set_password("s3a-f0g-l1ght")
    user.time_zone = had
    user.save()
    client = Client()

    sent = {"username": user.username, "password": "s3a-f0g-l1ght", "browser_time_zone": browser}
    client.post("/admin/login/", sent)

    user.refresh_from_db()
    assert user.time_zone == kept
    assert ("Times are shown in" in client.get("/admin/").text) == (kept == WARSAW)


def test_zone_that_no_longer_exists_falls_back_to_the_sites(editor):
    User.objects.filter(pk=editor.person.pk).update(time_zone="Mars/Base")

    assert editor.get("/admin/").status_code == 200


def test_staff_page_does_not_list_all_time_zones(in_warsaw, monkeypatch):
    """Listing them reads hundreds of files at every request."""
    monkeypatch.setattr("os.walk", lambda *_, **__: pytest.fail("read the time zone database"))

    assert "16:10 CET" in change_page(in_warsaw, published_article(went_live_at=WINTER))


@pytest.fixture
def time_zone():
    yield timezone.activate
    timezone.deactivate()


def test_badge_of_a_scheduled_draft_is_not_cached_across_zones(in_warsaw, reviewer):
    draft(scheduled_for=datetime(2041, 11, 30, 15, 10, tzinfo=UTC))
    address = "/admin/articles/article/"

    assert "30 Nov 2041, 16:10 CET" in in_warsaw.get(address).text
    assert "30 Nov 2041, 15:10 UTC" in reviewer.get(address).text


@pytest.mark.parametrize("is_on", [True, False])
def test_my_account_offers_mail_if_it_is_on(editor, settings, is_on):
    settings.NEWSDESK_MAIL = is_on

    page = editor.get("/admin/account/").text
    editor.post("/admin/account/preferences/", {"time_zone": ""})

    assert ("This site sends no mail." in page) == (not is_on)
    assert User.objects.get(pk=editor.person.pk).wants_mail == (not is_on)
