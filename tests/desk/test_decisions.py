"""Decisions at the desk by forms and links, as without JavaScript."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.desk.steps import Step, decide, step_of, take_back_step
from articles.desk.views import dialogs
from articles.models import BulkAction, Event, Status, User, Verb
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.errors import NotPossible
from articles.workflow.transitions import assign, hold, publish, reject
from articles.workflow.undo_event import undo_event
from tests.desk.desk import QUEUE, log_in, now, press, shown
from tests.factories import draft, link, person, provider, published_article, topic

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true"}


@pytest.mark.parametrize(
    ("key", "status", "held"),
    [("publish", "published", False), ("reject", "rejected", False), ("hold", "draft", True)],
)
def test_decide_by_key_goes_to_the_next_draft(client, key, status, held):
    who = log_in(client)
    first, second = draft(quality=70), draft(quality=71)

    response = press(client, first, key)

    assert shown(response) == second.title
    assert (now(first).status, now(first).held) == (status, held)
    assert Event.objects.filter(article=first, actor=who).count() == 1


def test_release_in_the_queue_of_held_drafts(client):
    log_in(client)
    article = draft()
    hold(article, by=SYSTEM)

    assert shown(client.get(QUEUE)) == ""
    assert shown(client.get(f"{QUEUE}?held=yes")) == article.title
    press(client, article, "release", queue="held=yes")

    assert shown(client.get(QUEUE)) == article.title


def test_publish_without_a_title_is_refused(client):
    log_in(client)
    article = draft(title="", name="2031-05-04-harbour")

    page = client.get(QUEUE).text
    answer = press(client, article, "publish").text

    assert "It has no title, so it cannot be published." in page
    assert 'data-shortcut="p"' not in page
    assert "“2031-05-04-harbour” has no title: it is incomplete" in answer
    assert now(article).status == Status.DRAFT


def test_story_with_an_incomplete_lead_is_not_changed(client):
    log_in(client)
    lead, other = draft(title="", name="2031-05-04-harbour"), draft()
    link(lead, target=other)

    answer = decide_story(client, lead, lead, other).text

    assert "“2031-05-04-harbour” has no title" in answer
    assert {now(lead).status, now(other).status} == {Status.DRAFT}


def test_decide_after_another_user_is_refused(client):
    log_in(client)
    article = draft()
    publish(now(article), by=person("Editor", "rival"))

    response = press(client, article, "reject")

    assert "changed by someone else" in response.text
    assert now(article).status == Status.PUBLISHED


def test_decide_repeated_is_done_once(client):
    log_in(client)
    article = draft()

    press(client, article, "publish")
    response = press(client, article, "publish")

    assert "published" in response.text
    assert Event.objects.filter(article=article, verb=Verb.PUBLISHED).count() == 1


def test_decide_twice_at_the_same_time_is_done_once():
    who, article = person("Editor"), draft()

    def after_its_twin(found):
        publish(now(article), by=who)
        return publish(found, by=who)

    event = decide(article.pk, Verb.PUBLISHED, 1, by=who, act=after_its_twin)

    assert event == Event.objects.get(article=article, verb=Verb.PUBLISHED)


@pytest.mark.parametrize(
    ("name", "field", "values"),
    [
        ("schedule", "typed", ["2041-01-01T07:30", "2042-01-01T07:30"]),
        ("assign", "to", ["rosa", ""]),
    ],
)
def test_decide_differently_from_an_outdated_page_is_refused(client, name, field, values):
    log_in(client)
    person("Reviewer", "rosa")
    path = reverse(f"desk:{name}", args=[draft().pk])
    first, second = ({field: value, "version": 1, "queue": ""} for value in values)

    answers = [client.post(path, data, headers=PART).status_code for data in (first, first, second)]

    assert answers == [200, 200, 409]


def undo(client, **data):
    return client.post(reverse("desk:undo"), {"queue": ""} | data, follow=True)


def save_edit(client, article, **texts):
    """Save the edit dialog of version 1."""
    fields = {"title": "Haze", "excerpt": "Thick.", "topics": "", "version": 1, "queue": ""}
    return client.post(reverse("desk:edit", args=[article.pk]), fields | texts)


def test_undo_reverts_one_step_after_the_other(client):
    log_in(client)
    articles = [draft(quality=70 + n) for n in range(3)]
    for article, key in zip(articles, ("publish", "reject", "hold"), strict=True):
        press(client, article, key)

    for article in reversed(articles):
        response = undo(client)
        assert shown(response) == article.title
        assert (now(article).status, now(article).held) == (Status.DRAFT, False)

    response = undo(client)
    assert "There is nothing to undo." in response.text


def test_undo_skips_changed_articles_and_says_so(client):
    log_in(client)
    one, two = draft(quality=70), draft(quality=71, title="Fog")
    press(client, one, "hold")
    press(client, two, "hold")
    edit(now(two), {"excerpt": "Mended."}, by=person("Editor", "rival"))

    response = undo(client)

    assert not now(one).held
    assert now(two).held
    assert "“Fog” was changed since" in response.text


def test_undo_after_a_bulk_action_is_refused(client):
    who, one, two = log_in(client), draft(), draft()
    press(client, one, "hold")
    reject(two, by=who, reason="Dull")
    job = BulkAction.objects.create(verb=Verb.REJECTED)
    Event.objects.filter(article=two).update(bulk_action=job)

    assert "Your last decision was a bulk action (rejected)" in undo(client).text
    assert now(one).held


def test_undo_of_decisions_of_others_is_refused(client):
    log_in(client)
    article = draft()
    event = publish(article, by=person("Editor", "rival"))

    response = client.post(reverse("desk:undo_step", args=[event.pk]))

    assert response.status_code == 403
    assert now(article).status == Status.PUBLISHED


@pytest.fixture
def rejection(client):
    """A rejection by the logged-in reviewer, without a reason."""
    log_in(client, "Reviewer")
    assert "Not news" in press(client, draft(), "reject").text
    return Event.objects.get(verb=Verb.REJECTED)


def give_reason(client, event, **data):
    return client.post(reverse("desk:reason", args=[event.pk]), {"queue": ""} | data, follow=True)


def test_reason_after_a_rejection_is_saved_once(client, rejection):
    give_reason(client, rejection, reason="Not news")
    give_reason(client, rejection, typed="Other")

    rejection.refresh_from_db()
    assert rejection.reason == "Not news"


@pytest.mark.parametrize("typed", ["", "   ", "\x00\x01"])
def test_reason_empty_is_refused(client, rejection, typed):
    assert "Choose a reason" in give_reason(client, rejection, typed=typed).text


def test_reason_by_another_user_is_refused(client, rejection):
    log_in(client)

    assert give_reason(client, rejection, typed="No").status_code == 403


def story():
    """A lead of 90 with two followers and an item from elsewhere."""
    lead = draft(title="Lead", quality=90)
    followers = [draft(title=f"Follower {n}", quality=50 + n) for n in range(2)]
    for follower in followers:
        link(lead, title=follower.title, target=follower, quality=follower.quality)
        link(follower, title=lead.title, target=lead, quality=90, name=lead.name)
    link(lead, title="Elsewhere", web_url="https://far.example/")
    return lead, followers


def decide_story(client, article, *members):
    seen = [f"{each.pk}:{each.version}" for each in members]
    path = reverse("desk:story", args=[article.pk])
    return client.post(path, {"seen": seen, "queue": ""}, follow=True)


def test_story_is_decided_and_undone_as_one_step(client):
    log_in(client)
    lead, followers = story()
    page = client.get(f"{QUEUE}?at={lead.pk}").text
    assert "2 draft, 1 elsewhere" in page
    assert "Publish this, reject 2" in page

    decide_story(client, lead, lead, *followers)

    statuses = [now(each).status for each in (lead, *followers)]
    assert statuses == ["published", "rejected", "rejected"]
    reasons = Event.objects.filter(verb=Verb.REJECTED).values_list("reason", flat=True)
    assert set(reasons) == {"covered by “Lead”"}
    undo(client)
    assert {now(each).status for each in (lead, *followers)} == {"draft"}


@pytest.mark.parametrize("is_live", [False, True])
def test_story_repeated_is_decided_once(client, is_live):
    log_in(client)
    lead, followers = story()
    if is_live:
        publish(lead, by=SYSTEM)
    decide_story(client, lead, lead, *followers)
    events = Event.objects.count()

    page = decide_story(client, lead, lead, *followers).text

    assert "changed by someone else" not in page
    assert "2 others rejected" in page or is_live
    assert Event.objects.count() == events


@pytest.mark.parametrize("change", ["rejected", "edited"])
def test_story_with_changed_followers_is_not_changed(client, change):
    log_in(client)
    lead, followers = story()
    for follower in followers:
        if change == "rejected":
            press(client, follower, "reject")
        else:
            edit(now(follower), {"excerpt": "New."}, by=SYSTEM)

    assert "changed by someone else" in decide_story(client, lead, lead, *followers).text
    assert now(lead).status == Status.DRAFT


def test_story_with_a_published_lead_is_decided_by_a_reviewer(client):
    log_in(client, "Reviewer")
    lead, followers = story()
    publish(now(lead), by=SYSTEM)
    page = client.get(f"{QUEUE}?at={followers[0].pk}").text

    assert "The strongest is published: reject 1" in page
    decide_story(client, followers[0], now(lead), followers[0])
    assert now(followers[0]).status == Status.REJECTED


def test_schedule_at_a_suggested_or_typed_time(client):
    log_in(client)
    one, two = draft(quality=70), draft(quality=71)
    at = (timezone.now() + timedelta(hours=1)).replace(microsecond=0)
    path = reverse("desk:schedule", args=[one.pk])
    assert "Tomorrow at 07:00" in client.get(path).text

    client.post(path, {"offered": at.isoformat(), "version": 1, "queue": ""})
    typed = {"typed": "2041-01-01T07:30", "version": 1, "queue": ""}
    client.post(reverse("desk:schedule", args=[two.pk]), typed)

    assert now(one).scheduled_for == at
    assert f"{now(two).scheduled_for:%Y-%m-%d %H:%M %Z}" == "2041-01-01 07:30 UTC"


@pytest.mark.parametrize(
    "typed", ["", "2001-01-01T07:30", "tomorrow", "2200-01-01T00:00", "9999-12-31T23:59-14:00"]
)
def test_schedule_with_an_invalid_time_shows_the_error(client, typed):
    log_in(client)
    article = draft()
    path = reverse("desk:schedule", args=[article.pk])

    response = client.post(path, {"typed": typed, "version": 1, "queue": ""}, headers=PART)

    assert response.status_code in {409, 422}
    assert now(article).scheduled_for is None


def test_schedule_in_the_repeated_hour_takes_the_first(client):
    who, article = log_in(client), draft()
    who.time_zone = "Europe/Berlin"
    who.save()
    typed = {"typed": "2041-10-27T02:30", "version": 1, "queue": ""}

    client.post(reverse("desk:schedule", args=[article.pk]), typed)

    assert f"{now(article).scheduled_for:%H:%M %Z}" == "00:30 UTC"


def test_assign_to_oneself_to_others_and_unassign(client):
    who = log_in(client)
    other = person("Reviewer", "rosa")
    article = draft()
    path = reverse("desk:assign", args=[article.pk])
    assert "rosa" in client.get(path).text

    for version, name in enumerate((who.username, other.username, ""), start=1):
        client.post(path, {"to": name, "version": version, "queue": ""})
        found = now(article).assigned_to
        assert (found.username if found else "") == name


def test_edit_saves_title_excerpt_and_topics(client):
    log_in(client)
    article = draft(title="Fogg", topics=(topic("Trams"),))

    response = save_edit(
        client,
        article,
        title="Fog",
        excerpt="Thick.\r\nVery.",
        topics="Harbours\nTrams",
        create_topic="Harbours",
    )

    assert shown(client.get(response["Location"])) == "Fog"
    names = [row.topic.name for row in now(article).article_topics.all()]
    assert (now(article).excerpt, names) == ("Thick.\nVery.", ["Harbours", "Trams"])


def test_edit_with_a_new_topic_by_a_reviewer_is_refused(client):
    log_in(client, "Reviewer")
    article = draft(title="Fog")

    response = save_edit(client, article, topics="New")

    assert response.status_code == 422
    assert "There is no topic New" in response.text


def test_edit_after_another_user_shows_both_versions(client):
    log_in(client)
    article = draft(title="Fog", excerpt="Thick.")
    edit(now(article), {"title": "Mist", "excerpt": "Thin."}, by=person("Editor", "rival"))

    response = save_edit(client, article)

    assert response.status_code == 409
    both = ("Someone else saved", "Fog", "Mist", "Haze", "Thin.")
    assert all(word in response.text for word in both)
    save_edit(client, article, excerpt="Thin.", version=2)
    assert (now(article).title, now(article).excerpt) == ("Haze", "Thin.")


def test_edit_after_an_assignment_is_saved(client):
    log_in(client)
    article = draft(title="Fog", excerpt="Thick.")
    assign(now(article), to=person(username="rosa"), by=person(username="rival"))

    assert save_edit(client, article).status_code == 302
    assert (now(article).title, now(article).version) == ("Haze", 3)


def test_edit_after_a_decision_shows_the_decision(client):
    log_in(client)
    article = draft(title="Fog", excerpt="Thick.")
    reject(now(article), by=person("Editor", "rival"), reason="Dull")

    response = save_edit(client, article)

    assert response.status_code == 409
    assert "rival: rejected" in response.text
    assert "Its text has not changed" in response.text
    assert "Someone else saved changes" not in response.text
    assert ">\nHaze</textarea>" in response.text
    assert now(article).title == "Fog"


def test_queue_links_lead_forwards_and_backwards(client):
    log_in(client)
    articles = [draft(quality=70 + n) for n in range(3)]

    assert shown(client.get(f"{QUEUE}?after={articles[0].pk}")) == articles[1].title
    assert shown(client.get(f"{QUEUE}?before={articles[2].pk}", follow=True)) == articles[1].title
    again = client.get(f"{QUEUE}?after={articles[2].pk}", follow=True)
    assert shown(again) == articles[0].title
    assert "End of the queue" in again.text
    first = client.get(f"{QUEUE}?before={articles[0].pk}", follow=True)
    assert "This is the start of the queue" in first.text


def test_queue_at_a_decided_draft_shows_the_decision(client):
    log_in(client)
    article = draft(title="Fog")
    publish(article, by=person("Editor", "rival"))

    page = client.get(QUEUE, {"at": article.pk}, follow=True).text

    assert "“Fog” is not in this queue. rival: published" in page


def test_panel_shows_all_details(client):
    log_in(client)
    tidewire = provider()
    published_article(provider=tidewire)
    draft(provider=tidewire, title="Fog over the harbour in the morning", quality=12)
    article = draft(
        title="Fog over the harbour in the mornings",
        quality=64,
        heat=7,
        provider=tidewire,
        topics=(topic("Trams"),),
    )

    page = client.get(f"{QUEUE}?at={article.pk}").text

    for words in (
        "1 published, 0 rejected, 2 waiting",
        "6 short of 70",
        "Heat 7",
        "Trams",
        "Its quality of 64 is below the threshold of 70.",
        "Possible duplicate",
        "The same address",
        "No picture.",
    ):
        assert words in page


@pytest.mark.parametrize("version", ["", "x", "1" * 40, "-1"])
def test_decide_without_a_version_is_refused(client, version):
    log_in(client)

    assert press(client, draft(), "publish", version=version).status_code == 400


@pytest.mark.parametrize("seen", [[], ["x"], ["1"], ["1:x"], ["9" * 40], ["9" * 30 + ":1"]])
def test_story_without_articles_is_refused(client, seen):
    log_in(client)

    path = reverse("desk:story", args=[draft().pk])
    assert client.post(path, {"seen": seen, "queue": ""}).status_code == 400


def test_decide_with_an_unknown_action_or_draft_is_refused(client):
    log_in(client)
    article = draft()

    assert press(client, article, "explode").status_code == 404
    article.delete()
    article.pk = 1
    assert "This draft was deleted" in press(client, article, "publish").text


def test_next_page_on_another_site_is_ignored(client):
    log_in(client)
    press(client, draft(), "hold")

    response = client.post(reverse("desk:undo"), {"queue": "", "next": "https://far.example/"})

    assert response["Location"].startswith(QUEUE)


def test_decide_by_script_returns_the_next_drafts(client):
    log_in(client)
    articles = [draft(quality=70 + n) for n in range(6)]
    data = {
        "version": 1,
        "queue": "",
        "at": articles[1].pk,
        "have": [a.pk for a in articles[1:4]],
    }

    path = reverse("desk:decide", args=[articles[0].pk, "publish"])
    response = client.post(path, data, headers=PART)
    ahead = response.context["upcoming"]

    assert [row.article.pk for row in ahead.rows] == [a.pk for a in articles[1:]]
    assert [panel.article.pk for panel in ahead.panels] == [articles[4].pk]
    assert ahead.count.number == 5


def test_fragment_without_login_is_unauthorized(client):
    response = client.get(QUEUE, headers=PART)

    assert response.status_code == 401
    assert client.get(QUEUE).status_code == 302


def test_undo_twice_at_the_same_time_is_done_once():
    who, article = person("Editor"), draft()
    event = hold(article, by=who)
    read_before = Event.objects.get(pk=event.pk)
    undo_event(event, by=who)

    for again in (
        lambda: undo_event(read_before, by=who),
        lambda: take_back_step(Step([]), by=who),
    ):
        with pytest.raises(NotPossible, match="already"):
            again()

    assert Event.objects.filter(verb=Verb.UNDONE).count() == 1


def test_edit_saved_by_another_user_between_two_queries_shows_both_versions(client, monkeypatch):
    log_in(client)
    article = draft(title="Fog")
    edit(now(article), {"title": "Mist"}, by=person("Editor", "rival"))
    find_draft = dialogs.find_draft
    calls: list[int] = []

    def find_and_save(pk):
        found = find_draft(pk)
        if not calls:
            edit(now(article), {"title": "Rain"}, by=User.objects.get(username="rival"))
        calls.append(pk)
        return found

    monkeypatch.setattr(dialogs, "find_draft", find_and_save)
    response = save_edit(client, article)

    assert response.status_code == 409
    assert all(word in response.text for word in ("Fog", "Rain", "Haze"))
    assert now(article).title == "Rain"


@pytest.mark.parametrize("made_by", ["system", "bulk_action"])
def test_undo_step_of_the_system_or_a_batch_is_one_event(client, made_by):
    log_in(client, "Managing editor")
    at, rosa = timezone.now(), person("Editor", "rosa")
    articles = [draft() for _ in range(3)]
    for article in articles:
        publish(article, by=SYSTEM if made_by == "system" else rosa, now=at)
    if made_by == "bulk_action":
        Event.objects.update(bulk_action=BulkAction.objects.create(verb=Verb.PUBLISHED))
    event = Event.objects.get(article=articles[0], verb=Verb.PUBLISHED)

    assert [each.pk for each in step_of(event).events] == [event.pk]


def test_story_with_an_unrelated_or_rejected_article_is_refused(client):
    log_in(client)
    lead, followers = story()
    other, gone = draft(), followers[0]
    reject(now(gone), by=person("Editor", "rival"), reason="Old")

    for members in ([lead, other], [now(gone), lead]):
        assert "not of one story" in decide_story(client, lead, *members).text

    assert now(lead).status == now(other).status == Status.DRAFT
