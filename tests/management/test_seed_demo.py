"""manage.py seed_demo: samples and a login per role, for a demo on one's own machine only."""

import pytest
from django.contrib.auth import authenticate

from articles.management.demo import LOGINS, PASSWORD
from articles.models import Article, Conflict, User
from tests.factories import numbered_seeds, seed_text, write_seeds
from tests.ingest.desk import rows
from tests.management.running import run

pytestmark = pytest.mark.django_db
REPORT_0 = "2031-05-04-report-000.md"


@pytest.fixture(autouse=True)
def _demo(settings, tmp_path):
    """Small samples, shaped as the project's own."""
    settings.NEWSDESK_DEMO, settings.DEBUG = True, False
    settings.BASE_DIR = tmp_path
    write_seeds(tmp_path / "samples/site", numbered_seeds(4, quality=10))
    write_seeds(tmp_path / "samples/site", {"_news/best.md": seed_text(quality=90)})
    conflicting = seed_text(title="Theirs", webUrl="https://tidewire.example/0", quality=10)
    write_seeds(tmp_path / "samples/conflicts", {f"_news/{REPORT_0}": conflicting})


@pytest.mark.parametrize("has_debug", [False, True])
def test_seed_demo_needs_a_setting(settings, has_debug):
    settings.NEWSDESK_DEMO, settings.DEBUG = False, has_debug

    ran = run("seed_demo")

    assert (ran.code, User.objects.exists()) == ((0, True) if has_debug else (2, False))
    assert ("The demo's passwords are public" in ran.err) != has_debug


def test_seed_demo_creates_every_kind_of_work():
    ran = run("seed_demo")

    assert (ran.code, ran.err) == (0, "")
    statuses = Article.objects.values_list("status", flat=True)
    assert {"published", "rejected", "draft"} == set(statuses)
    assert Article.objects.filter(held=True).count() == 1
    assert Article.objects.filter(scheduled_for__isnull=False).count() == 1
    assert Conflict.objects.unresolved().count() == 1


def test_seed_demo_prints_a_login_per_role():
    ran = run("seed_demo")

    for login in LOGINS:
        assert f"{login.username:8} {PASSWORD}" in ran.out
        user = authenticate(username=login.username, password=PASSWORD)
        assert user is not None
        assert [group.name for group in user.groups.all()] == [login.role] * bool(login.role)
        assert user.is_superuser == (not login.role)
    assert {login.role for login in LOGINS} == {"Reviewer", "Editor", "Managing editor", ""}


def test_seed_demo_twice_changes_nothing_and_keeps_a_changed_password():
    run("seed_demo")
    rosa = User.objects.get(username="rosa")
    rosa.set_password("another")
    rosa.save()
    before = rows(), list(User.objects.values())

    ran = run("seed_demo")

    assert (ran.code, "has articles already" in ran.out) == (0, True)
    assert (rows(), list(User.objects.values())) == before


def test_seed_demo_missing_samples_exits_with_2(settings, tmp_path):
    settings.BASE_DIR = tmp_path / "nowhere"

    ran = run("seed_demo")

    assert (ran.code, "There is no file or folder" in ran.err) == (2, True)
