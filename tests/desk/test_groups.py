"""Decide a story or reject the copies of an article in one step."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.desk.coverage import coverage_of
from articles.models import Article, Event, Status, Verb
from articles.workflow.actors import SYSTEM
from articles.workflow.transitions import reject
from tests.desk.desk import QUEUE, log_in
from tests.factories import draft, link, person, published_article

pytestmark = pytest.mark.django_db
TITLE = "A heron reads the tide tables and is right twice a day"


def seen(article):
    return f"{article.pk}:{Article.objects.get(pk=article.pk).version}"


def copy(make=draft, **values):
    """Return an article with the same title as all others made here."""
    name = f"copy-{Article.objects.count()}"
    return make(**{"title": TITLE, "name": name} | values)


def copies(count):
    return [copy(quality=50 + n) for n in range(count)]


def address(name, article):
    return reverse(f"desk:{name}", args=[article.pk])


def reject_copies(client, article, kept, ticked, **more):
    data = {"kept": seen(kept), "seen": [seen(each) for each in ticked], "queue": "", **more}
    return client.post(address("duplicates", article), data, follow=True)


def statuses(articles):
    return [Article.objects.get(pk=each.pk).status for each in articles]


def test_duplicates_dialog_lists_copies_with_the_strongest_to_stay(client):
    log_in(client, "Reviewer")
    weak, strong = copies(2)
    live = copy(published_article, quality=10)
    reject(copy(), by=SYSTEM)

    shown = client.get(address("duplicates", weak)).context["choices"]

    assert [(each.article, each.can_be_rejected) for each in shown] == [
        (live, False),
        (strong, True),
        (weak, True),
    ]
    assert "Reject as duplicate" in client.get(f"{QUEUE}?at={weak.pk}").text


def test_duplicates_are_rejected_and_undone_as_one_step(client):
    log_in(client, "Reviewer")
    made = copies(3)

    reject_copies(client, made[0], made[2], made)

    assert statuses(made) == ["rejected", "rejected", "draft"]
    reasons = Event.objects.filter(verb=Verb.REJECTED).values_list("reason", flat=True)
    assert list(reasons) == [f"duplicate of “{TITLE}”"] * 2
    client.post(reverse("desk:undo"), {"queue": ""})
    assert statuses(made) == ["draft"] * 3


def test_duplicate_rejected_message_names_the_article_that_stays(client):
    log_in(client, "Reviewer")
    first, kept = copies(2)

    page = reject_copies(client, first, kept, [first, kept])

    assert f"“{TITLE}” rejected as duplicate of “{TITLE}”." in page.text


def test_duplicates_with_a_similar_title_are_not_ticked(client):
    log_in(client, "Reviewer")
    article = copy(web_url="")
    near = copy(title=TITLE.replace("right", "rights"), web_url="")

    choices = client.get(address("duplicates", article)).context["choices"]

    assert {each.article: each.is_ticked for each in choices} == {article: True, near: False}


def test_duplicates_unticked_stay(client):
    log_in(client, "Reviewer")
    made = copies(3)

    reject_copies(client, made[0], made[2], [made[0]])

    assert statuses(made) == ["rejected", "draft", "draft"]


def test_duplicates_repeated_are_rejected_once(client):
    log_in(client, "Reviewer")
    made = copies(2)
    data = {"kept": seen(made[1]), "seen": [seen(made[0])], "queue": ""}
    client.post(address("duplicates", made[0]), data)
    events = Event.objects.count()

    again = client.post(address("duplicates", made[0]), data, follow=True)

    assert "changed by someone else" not in again.text
    assert Event.objects.count() == events


@pytest.mark.parametrize("case", ["changed", "unrelated", "rejected original"])
def test_duplicates_that_are_none_are_not_rejected(client, case):
    log_in(client, "Reviewer")
    made = copies(2)
    kept, data = made[1], {"kept": seen(made[1]), "seen": [seen(made[0])], "queue": ""}
    if case == "unrelated":
        data["kept"] = seen(copy(title="About something else", web_url="https://other.example/"))
    else:
        reject(Article.objects.get(pk=kept.pk), by=person("Editor"), reason="Old")
        if case == "rejected original":
            data["kept"] = seen(kept)

    client.post(address("duplicates", made[0]), data)

    assert statuses(made[:1]) == [Status.DRAFT]


def test_duplicates_none_ticked_is_refused(client):
    log_in(client, "Reviewer")
    made = copies(2)

    refused = reject_copies(client, made[0], made[1], [])

    assert refused.status_code == 422
    assert "Tick at least one draft" in refused.text


def test_duplicates_above_ten_need_a_confirmation(client):
    log_in(client, "Reviewer")
    made = copies(12)

    assert reject_copies(client, made[0], made[11], made).status_code == 422
    reject_copies(client, made[0], made[11], made, confirmed="1")

    assert statuses(made).count("rejected") == 11


def story(size):
    lead = draft(title="Lead", quality=90)
    others = [draft(title=f"Other {n}", quality=n) for n in range(size)]
    for other in others:
        link(lead, title=other.title, target=other, quality=other.quality, name=other.name)
    return lead, others


def test_story_dialog_lists_at_most_the_twenty_strongest(client):
    log_in(client)
    lead, others = story(22)

    page = client.get(address("story", lead))

    assert [each.article for each in page.context["choices"]] == others[:1:-1]
    assert "2 more drafts of this story" in page.text


def test_story_above_ten_needs_a_confirmation_and_above_twenty_is_refused(client):
    log_in(client)
    lead, others = story(21)
    few = {"seen": [seen(each) for each in (lead, *others[:11])], "queue": ""}
    all_of_them = {"seen": [seen(each) for each in (lead, *others)], "queue": "", "confirmed": "1"}

    assert client.post(address("story", lead), few).status_code == 422
    assert "At most 20" in client.post(address("story", lead), all_of_them, follow=True).text
    client.post(address("story", lead), few | {"confirmed": "1"})

    assert statuses([lead, *others]).count("rejected") == 11


def test_coverage_ranks_list_and_lead_by_the_same_score():
    """The link may carry another score than its article: rules rank by the link."""
    article = draft(title="Fog", quality=50)
    strong, weak = draft(title="Strong", quality=60), draft(title="Weak", quality=80)
    link(article, title="Strong", target=strong, quality=90, name=strong.name)
    link(article, title="Weak", target=weak, quality=40, name=weak.name)

    coverage = coverage_of([article])[article.pk]

    assert [item.article for item in coverage.items] == [strong, weak]
    assert coverage.outranking
    assert coverage.lead == coverage.outranking.article == strong
    assert coverage.others == [article, weak]


def test_duplicates_dialog_query_count_is_constant(client):
    log_in(client)
    counts = []
    for count in (2, 15):
        made = copies(count)
        with CaptureQueriesContext(connection) as queries:
            client.get(address("duplicates", made[0]))
        counts.append(len(queries))

    assert counts[0] == counts[1]
