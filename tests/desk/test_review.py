"""Pages of the review desk: permissions, hostile texts, my work, bulk actions."""

import re

import pytest
from django.urls import reverse

from articles.jobs.lifecycle import execute
from articles.models import Article, Conflict, RejectionReason
from articles.search.backends import index_articles
from articles.workflow.actors import SYSTEM
from articles.workflow.transitions import publish
from tests.desk.desk import QUEUE, log_in, now, press, queries, shown
from tests.factories import NOON, draft, link, person, provider, source, topic

BULK = "/admin/articles/article/bulk/"
pytestmark = pytest.mark.django_db


def crowd(number):
    """Store many drafts with a provider and a topic each; some are related to the first."""
    tidewire, trams = provider(f"p{number}.example"), topic(f"Trams {number}")
    made = Article.objects.bulk_create(
        Article(
            source=source(),
            name=f"2031-05-04-r-{number}-{n}",
            slug=f"2031-05-04-r-{number}-{n}",
            title=f"A report of the harbour commission number {n}",
            published_at=NOON,
            web_url=f"https://tidewire.example/{number}/{n}",
            quality=n % 100,
            heat=n % 7,
            provider=tidewire,
            title_time_hash=n,
        )
        for n in range(number)
    )
    index_articles([each.pk for each in made])
    Article.topics.through.objects.bulk_create(
        Article.topics.through(article=each, topic=trams, position=0) for each in made
    )
    return made


@pytest.mark.parametrize("path", ["desk:my_work", "desk:bulk", "desk:filter"])
def test_pages_at_1000_drafts_take_as_many_queries_as_at_10(client, path):
    log_in(client)
    crowd(10)
    at_ten = queries(client, reverse(path))

    crowd(1_000)

    assert queries(client, reverse(path)) == at_ten


def test_my_work_with_many_decisions_takes_as_many_queries_as_with_one(client):
    log_in(client)
    articles = crowd(40)
    press(client, articles[0], "hold")
    at_one = queries(client, reverse("desk:my_work"))

    for article in articles[1:]:
        press(client, article, "reject")

    assert queries(client, reverse("desk:my_work")) == at_one


def test_order_links_without_a_filter_name_only_the_order(client):
    log_in(client)

    assert 'href="?order=hottest"' in client.get(QUEUE).text


def test_my_work_counts_every_decision_in_all_its_numbers(client):
    log_in(client)
    for article, key in zip(crowd(3), ("hold", "recommend", "reject"), strict=True):
        press(client, article, key)

    day = client.get(reverse("desk:my_work")).context["day"]

    assert (day.mine, day.an_hour, [each.total for each in day.team]) == (3, 3, [3])


def test_decision_at_1000_drafts_takes_few_queries(client, django_assert_max_num_queries):
    log_in(client)
    article = crowd(1_000)[7]
    data = {"version": 1, "queue": "", "at": "", "have": []}

    with django_assert_max_num_queries(36):
        path = reverse("desk:decide", args=[article.pk, "publish"])
        assert client.post(path, data, headers={"HX-Request": "true"}).status_code == 200


MAY = {
    "publish": {"Editor", "Managing editor", "Superuser"},
    "schedule": {"Editor", "Managing editor", "Superuser"},
    "story": {"Editor", "Managing editor", "Superuser"},
    "many_published": {"Editor", "Managing editor", "Superuser"},
    "resolve": {"Editor", "Managing editor", "Superuser"},
    "reject": {"Reviewer", "Editor", "Managing editor", "Superuser"},
    "hold": {"Reviewer", "Editor", "Managing editor", "Superuser"},
    "edit": {"Reviewer", "Editor", "Managing editor", "Superuser"},
    "assign": {"Reviewer", "Editor", "Managing editor", "Superuser"},
    "many_rejected": {"Reviewer", "Editor", "Managing editor", "Superuser"},
}
ROLES = ["", "Reviewer", "Editor", "Managing editor", "Superuser"]


def send(client, what, article, other, who):
    """Send what a role may or may not."""
    base = {"version": article.version, "queue": ""}
    name, more = {
        "schedule": ("schedule", {"typed": "2041-01-01T07:00"}),
        "assign": ("assign", {"to": who.username}),
        "edit": ("edit", {"title": "Mended", "topics": ""}),
        "resolve": ("resolve", {"choice": "source"}),
        "story": ("story", {"seen": [f"{article.pk}:1", f"{other.pk}:1"]}),
    }.get(what, ("", {}))
    if what.startswith("many"):
        action = {"many_published": "publish", "many_rejected": "reject"}[what]
        data = {"queue": "", "act": action, "expected": 2, "count": 2, "reason": "dull"}
        client.post(BULK, data | {"start": "1"})
    elif name:
        client.post(reverse(f"desk:{name}", args=[article.pk]), base | more)
    else:
        client.post(reverse("desk:decide", args=[article.pk, what]), base)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("what", MAY)
def test_action_posted_by_each_role_needs_permission(
    client, role, what, django_capture_on_commit_callbacks
):
    who = log_in(client, role)
    article, other = draft(quality=70), draft(quality=10)
    link(article, target=other)
    told = {"field": "title", "created_at": NOON, "ours": "", "source": "Theirs"}
    Conflict.objects.create(article=article, **told)

    with django_capture_on_commit_callbacks(execute=True):
        send(client, what, article, other, who)

    assert (now(article).version > 1) == (role in MAY[what])


@pytest.mark.parametrize("role", ["", "Reviewer", "Editor"])
def test_panel_offers_only_permitted_actions(client, role):
    log_in(client, role)
    draft()

    response = client.get(QUEUE)
    page = response.text

    assert response.status_code == (403 if role == "" else 200)
    assert ('data-shortcut="p"' in page, 'data-shortcut="s"' in page) == (role == "Editor",) * 2
    assert ('data-shortcut="x"' in page) == (role != "")


def test_queue_of_a_user_who_is_not_staff_redirects_to_login(client):
    who = person("Editor")
    who.is_staff = False
    who.save()
    client.force_login(who)

    assert client.get(QUEUE)["Location"].startswith("/admin/login/")


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7 }}"


def test_pages_escape_hostile_texts(client):
    log_in(client, "Managing editor")
    bad = provider("bad.example", name=HOSTILE)
    article = draft(
        title=HOSTILE,
        excerpt=HOSTILE,
        type="<b>",
        provider=bad,
        topics=(topic(HOSTILE[:50]),),
        name="bad",
        web_url="javascript:alert(1)",
        quality=70,
    )
    link(article, title=HOSTILE, web_url="javascript:alert(1)", provider=bad)
    RejectionReason.objects.create(text=HOSTILE)
    Conflict.objects.create(article=article, field="title", created_at=NOON, ours="", source="")
    paths = [
        QUEUE,
        f"{QUEUE}?q={HOSTILE}",
        *(reverse(f"desk:{name}", args=[article.pk]) for name in ("edit", "schedule", "assign")),
    ]

    pages = [client.get(path, follow=True).text for path in paths]
    pages.append(press(client, article, "reject").text)
    pages.append(client.get(reverse("desk:my_work")).text)

    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert 'href="javascript' not in page


def test_panel_folds_many_related_items(client):
    log_in(client)
    article = draft()
    for n in range(60):
        link(article, title=f"Coverage {n}", web_url=f"https://far.example/{n}")

    page = client.get(QUEUE).text

    assert "60 elsewhere" in page
    assert "52 more" in page


def test_queue_links_to_own_drafts(client):
    who = log_in(client)
    draft(title="Of nobody", quality=70)
    draft(title="Mine", quality=90, assigned_to=who)
    page = client.get(f"{QUEUE}?order=newest").text
    assert 'href="?order=newest&amp;assigned=me"' in page

    mine = client.get(f"{QUEUE}?order=newest&assigned=me")

    assert (shown(mine), mine.context["upcoming"].count.number) == ("Mine", 1)
    assert 'href="?order=newest" aria-current="true"' in mine.text


def test_pages_without_drafts_say_so(client):
    log_in(client)

    assert "All drafts are reviewed" in client.get(QUEUE).text
    assert "Nothing to review" in client.get(f"{QUEUE}?q=fog").text
    assert "All drafts are reviewed" in client.get(reverse("desk:my_work")).text


def test_queue_with_an_invalid_filter_shows_the_error(client):
    log_in(client)
    draft()

    page = client.get(f"{QUEUE}?provider=nobody.example").text

    assert "There is no provider “nobody.example”" in page


def test_my_work_lists_decisions_with_undo(client):
    log_in(client)
    article = draft(title="Fog", quality=70)
    draft(title="Haze")
    press(client, article, "publish")
    mine = client.get(reverse("desk:my_work"))
    step = mine.context["day"].steps[0]

    client.post(reverse("desk:undo_step", args=[step.event.pk]), {"next": reverse("desk:my_work")})

    assert (mine.context["day"].mine, mine.context["day"].left.number) == (1, 1)
    assert now(article).status == "draft"
    assert "No decisions yet today." in client.get(reverse("desk:my_work")).text


def test_my_work_asks_for_a_missing_reason(client):
    log_in(client)
    press(client, draft(title="Fog"), "reject")

    page = client.get(reverse("desk:my_work")).text
    address = re.search(r'href="([^"]*why=\d+)"', page)

    assert address
    assert "Fog</span>” rejected. Add a reason" in client.get(address[1]).text


def test_my_work_pace_counts_users_not_jobs(client):
    who = log_in(client)
    rival = person("Editor", "rival")
    for n in range(3):
        publish(draft(title=f"Of the rival {n}"), by=rival)
    publish(draft(), by=SYSTEM)
    press(client, draft(), "hold")

    day = client.get(reverse("desk:my_work")).context["day"]

    assert [(one.name, one.total, one.is_me) for one in day.team] == [
        ("rival", 3, False),
        (str(who), 1, True),
    ]
    assert day.an_hour == 4


def start_bulk_action(client, query="", **sent):
    data = {"queue": query, "act": "hold", "expected": 1, "count": 1, "start": "1"}
    return client.post(BULK, data | sent)


def test_bulk_action_changes_the_filtered_drafts_and_can_be_undone(
    client, django_capture_on_commit_callbacks
):
    log_in(client)
    good = [draft(quality=80 + n) for n in range(3)]
    draft(quality=10)
    page = client.get(f"{reverse('desk:bulk')}?quality_from=80")
    assert page.context["count"].number == 3

    with django_capture_on_commit_callbacks(execute=True):
        response = start_bulk_action(client, "order=newest&quality_from=80", expected=3)
    results = client.get(response["Location"])

    assert all(now(each).held for each in good)
    assert results.context["run"].totals == {"done": 3, "skipped": 0}
    assert results.context["back"] == f"{QUEUE}?order=newest&quality_from=80"
    assert "Back to the review desk" in results.text
    with django_capture_on_commit_callbacks(execute=True):
        client.post(results.context["undo_url"])
    assert not any(now(each).held for each in good)


def test_bulk_action_can_be_cancelled_by_its_owner_only(client):
    draft()
    log_in(client)
    others = start_bulk_action(client)
    log_in(client, "Reviewer")
    own = start_bulk_action(client)

    assert client.get(others["Location"]).context["may_cancel"] is False
    assert client.get(own["Location"]).context["may_cancel"] is True


def test_bulk_action_page_shows_progress(client):
    log_in(client)
    draft()
    at = {"act": "schedule", "at": "2099-01-01T10:00"}
    response = start_bulk_action(client, **at)

    waiting = client.get(response["Location"])
    execute(waiting.context["run"])
    done = client.get(response["Location"])

    assert "1 Jan 2099, 10:00 UTC" in waiting.text
    assert "Refresh" in waiting.text
    assert "Done: 1" in done.text


@pytest.mark.parametrize("at", ["x", "0", "9" * 30, ""])
def test_queue_at_an_invalid_id_starts_at_the_first_draft(client, at):
    log_in(client)
    article = draft()

    assert shown(client.get(f"{QUEUE}?at={at}", follow=True)) == article.title
