"""What somebody typed is not lost when the login has ended or the role has changed meanwhile."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from articles.desk.form_recovery import LONGEST
from articles.models import Event, User, Verb
from articles.workflow.transitions import reject
from tests.desk.desk import QUEUE, now, sit_down
from tests.factories import draft, person

pytestmark = pytest.mark.django_db
PART = {"Desk-Part": "1"}


def log_out(client):
    """The session has ended; the browser does not know it yet."""
    Session.objects.all().delete()
    assert client.cookies["sessionid"].value


def worked_before(client, role="Editor"):
    """Return somebody who has looked at the desk and whose session then ended."""
    who = sit_down(client, role)
    client.get(QUEUE)
    log_out(client)
    return who


def way_on(response):
    """Return where a login leads to."""
    location = urlsplit(response["Location"])
    assert location.path == reverse("admin:login")
    return parse_qs(location.query)["next"][0]


def fields_of(response):
    """Return what the form on a page would send."""
    return response.context["pairs"]


def late_edit(client, article, **more):
    where = {"version": article.version, "queue": "order=newest"}
    typed = {"title": "Fog lifts", "topics": "", "excerpt": "By noon"}
    return client.post(reverse("desk:edit", args=[article.pk]), where | typed | more)


def test_what_was_typed_is_shown_again_after_the_login_and_sent_by_its_writer(client):
    article = draft(title="Fog")
    who = worked_before(client)

    late = late_edit(client, article)
    assert "What you typed is kept" in client.get(late["Location"]).text
    kept = way_on(late)
    client.force_login(who)
    page = client.get(kept)

    assert now(article).title == "Fog"
    assert page.context["typed"] == [("Title", "Fog lifts"), ("Excerpt", "By noon")]
    key = page.context["key"]
    sent = client.post(page.context["path"], dict(fields_of(page)) | {"unsent": key}, follow=True)
    assert sent.redirect_chain[0][0] == f"{QUEUE}?order=newest&at={article.pk}"
    assert now(article).title == "Fog lifts"
    assert client.get(kept).status_code == 302


def test_what_is_sent_late_from_an_old_version_shows_both(client):
    article = draft(title="Fog")
    who = worked_before(client)
    kept = way_on(late_edit(client, article))
    client.force_login(person(username="other"))
    late_edit(client, article, title="Fog stays")
    client.force_login(who)

    again = Client()
    again.force_login(who)
    page = late_edit(again, article)

    assert page.status_code == 409
    assert "Fog stays" in page.text
    assert kept.startswith("/desk/unsent/")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("desk:schedule", {"typed": "2099-01-01T10:00"}),
        ("desk:assign", {"to": "rosa"}),
        ("admin:articles_article_change", {"title": "Fog lifts", "version": "1"}),
    ],
)
def test_forms_of_desk_and_admin_are_kept_alike(client, name, data):
    article = draft()
    who = worked_before(client)

    path = reverse(name, args=[article.pk])
    kept = way_on(client.post(path, data | {"queue": ""}))
    client.force_login(who)
    page = client.get(kept)

    assert page.context["path"] == path
    assert set(data.items()) <= set(fields_of(page))
    assert next(iter(data.values())) in page.text


def test_a_typed_reason_is_kept(client):
    who = worked_before(client)
    event = reject(draft(), by=who)

    kept = way_on(client.post(reverse("desk:reason", args=[event.pk]), {"typed": "Old <b>hat"}))
    client.force_login(who)
    page = client.get(kept)
    client.post(page.context["path"], dict(fields_of(page)))

    assert "Old &lt;b&gt;hat" in page.text
    assert Event.objects.get(pk=event.pk).reason == "Old <b>hat"


def test_what_is_kept_is_let_go_by_a_button(client):
    who = worked_before(client)
    kept = way_on(late_edit(client, draft()))
    client.force_login(who)

    client.post(kept)

    assert client.get(kept).status_code == 302
    assert not Event.objects.filter(verb=Verb.EDITED).exists()


def test_whoever_else_logs_in_sees_nothing_of_it(client):
    article = draft()
    worked_before(client)
    kept = way_on(late_edit(client, article))
    client.force_login(person(username="other"))

    page = client.get(kept, follow=True)

    assert "Fog lifts" not in page.text
    assert "somebody else had typed" in page.text
    assert client.session.get("unsent") == {}


def test_nobody_who_was_never_here_leaves_anything(client):
    way = way_on(late_edit(client, draft()))

    assert way.startswith(QUEUE)
    assert "unsent" not in client.session


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("admin:password_change", {"old_password": "a-secret", "new_password1": "b"}),
        ("admin:account_second_factor", {"code": "123456"}),
        ("desk:undo", {"queue": "order=newest"}),
        ("desk:keep_view", {"name": "x" * (LONGEST + 1)}),
    ],
)
def test_secrets_and_what_nobody_typed_and_what_is_too_long_are_not_kept(client, path, data):
    worked_before(client)

    client.post(reverse(path), data)

    assert "unsent" not in client.session


def test_only_the_last_few_are_kept(client):
    worked_before(client)
    article = draft()

    kept = [way_on(late_edit(client, article)) for _ in range(7)]

    assert [f"/desk/unsent/{key}/" for key in client.session["unsent"]] == kept[-5:]


def test_a_role_that_was_taken_is_said_and_what_was_typed_stays(client):
    article = draft(title="Fog")
    who = sit_down(client)
    Group.objects.get(name="Editor").user_set.remove(who)
    who.groups.add(Group.objects.create(name="Looker"))

    page = late_edit(client, article)

    assert page.status_code == 403
    assert "Your role does not include this, or no longer does" in page.text
    assert "Fog lifts" in page.text
    assert now(article).title == "Fog"


@pytest.mark.parametrize(
    "path", ["desk:edit", "admin:articles_article_change"], ids=["desk", "admin"]
)
def test_an_account_that_may_no_longer_work_is_told_so_and_loses_nothing(client, path):
    article = draft(title="Fog")
    who = sit_down(client)
    User.objects.filter(pk=who.pk).update(is_staff=False)

    data = {"version": 1, "title": "Fog lifts", "queue": ""}
    page = client.post(reverse(path, args=[article.pk]), data)

    assert page.status_code == 403
    assert "somebody has taken that right away" in page.text
    assert "Fog lifts" in page.text


@pytest.mark.parametrize(
    ("taken", "status", "words"),
    [
        ("role", 403, "Your role does not include this"),
        ("staff", 403, "somebody has taken that right away"),
        ("session", 401, "logged out"),
    ],
)
def test_the_script_is_told_what_was_taken(client, taken, status, words):
    article = draft()
    who = sit_down(client)
    client.get(QUEUE)
    {
        "role": who.groups.clear,
        "staff": lambda: User.objects.filter(pk=who.pk).update(is_staff=False),
        "session": lambda: log_out(client),
    }[taken]()

    data = {"version": 1, "queue": "", "title": "Fog lifts"}
    answer = client.post(reverse("desk:edit", args=[article.pk]), data, headers=PART)

    assert answer.status_code == status
    assert words in answer.text


class TestAPageOlderThanTheLogin:
    """Its form carries the token of the login before."""

    HERE = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}

    @pytest.fixture
    def strict(self):
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(person("Editor"))
        browser.get(QUEUE)
        return browser

    def send(self, browser, article, **headers):
        data = {"version": 1, "queue": "", "title": "Fog lifts", "excerpt": "", "topics": ""}
        path = reverse("desk:edit", args=[article.pk])
        return browser.post(path, data, headers=headers)

    def test_is_shown_again_with_what_was_typed(self, strict):
        article = draft(title="Fog")

        page = self.send(strict, article, **self.HERE)

        assert page.status_code == 403
        assert "older than your login" in page.text
        assert ("title", "Fog lifts") in fields_of(page)
        token = strict.cookies["csrftoken"].value
        strict.post(page.context["path"], dict(fields_of(page)) | {"csrfmiddlewaretoken": token})
        assert now(article).title == "Fog lifts"

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"Origin": "https://elsewhere.example"},
            HERE | {"Sec-Fetch-Site": "cross-site"},
            HERE | {"Desk-Part": "1"},
        ],
    )
    def test_but_not_where_the_form_may_come_from_elsewhere(self, strict, headers):
        page = self.send(strict, draft(), **headers)

        assert page.status_code == 403
        assert "Fog lifts" not in page.text

    def test_and_is_kept_where_nobody_is_logged_in(self, strict):
        log_out(strict)

        assert way_on(self.send(strict, draft(), **self.HERE)).startswith("/desk/unsent/")


HTMX = {"HX-Request": "true"}
THRESHOLD = reverse("admin:articles_publishrun_threshold")
PARTS = {
    "what a threshold would do": (THRESHOLD, "post"),
    "how many are ready": (reverse("admin:index_ready"), "get"),
    "how far runs are": (reverse("admin:articles_importrun_changelist"), "get"),
}


@pytest.mark.parametrize(("part", "method"), PARTS.values(), ids=PARTS)
def test_the_whole_page_goes_to_the_login_and_comes_back(client, part, method):
    who = worked_before(client)
    page = f"{THRESHOLD}?topic=Harbours"

    answer = getattr(client, method)(
        part, headers=HTMX | {"HX-Current-URL": f"http://testserver{page}"}
    )

    login = answer["HX-Redirect"]
    assert (answer.status_code, urlsplit(login).path) == (401, reverse("admin:login"))
    assert "<form" not in answer.text
    who.set_password("s3a-f0g-l1ght")
    who.save()
    in_again = client.post(login, {"username": who.username, "password": "s3a-f0g-l1ght"})
    assert in_again["Location"] == page


@pytest.mark.parametrize("where", ["http://elsewhere.example/admin/", "", "javascript:1"])
def test_a_part_for_a_page_from_elsewhere_leads_to_the_front_page(client, where):
    answer = client.get(PARTS["how many are ready"][0], headers=HTMX | {"HX-Current-URL": where})

    assert parse_qs(urlsplit(answer["HX-Redirect"]).query)["next"] == [reverse("admin:index")]


def test_a_page_with_typed_text_is_told_and_stays(client):
    article = draft()
    worked_before(client)

    address = reverse("admin:articles_article_presence", args=[article.pk])
    answer = client.post(address, headers=HTMX | PART)

    assert (answer.status_code, answer.text) == (401, "You are logged out.")
    assert "HX-Redirect" not in answer.headers
