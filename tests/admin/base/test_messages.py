"""What Django's admin says by itself is said in the words of the house."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import NoReverseMatch, reverse

from articles.admin.site import site
from articles.models import RejectionReason
from tests.admin.made import conflict_about
from tests.factories import draft, link, person, provider, topic

pytestmark = pytest.mark.django_db
FOREIGN = re.compile(
    r"Select \w[\w ]* to change|\bChange [a-z]+\b(?= ·|<)|>Add (?!an? )[a-z]+|Change history|"
    r"I.m sure|take me back|Are you sure|Designates|this admin site|Perhaps it was deleted|"
    r"successfully|>Go<|Run the selected|change history|Users\b|\d users?\b"
)
REASONS = reverse("admin:articles_rejectionreason_changelist")


@pytest.fixture
def superuser():
    client = Client()
    client.force_login(person("Superuser"))
    return client


def pages():
    """Yield the addresses of all that the admin shows of each noun: of one, of many, of none."""
    for model in site._registry:
        begin = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        one = model._default_manager.first()
        for view in ("changelist", "add", "change", "history", "delete"):
            about = [one.pk] if one and view in {"change", "history", "delete"} else []
            try:
                yield reverse(f"{begin}_{view}", args=about)
            except NoReverseMatch:
                continue


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_no_page_speaks_as_django_does(superuser):
    article = draft(provider=provider(), topics=(topic(),))
    conflict_about(article, "title"), link(article), person()

    answers = {address: superuser.get(address) for address in pages()}

    shown = {a: r.content.decode() for a, r in answers.items() if r.status_code == 200}
    assert len(shown) > 30
    assert {a: found for a, text in shown.items() if (found := FOREIGN.findall(text))} == {}


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"action": "delete_selected"}, "Tick at least one line first. Nothing was changed."),
        ({"action": "", "_selected_action": "1"}, "Choose what is to be done with them."),
    ],
)
def test_an_action_on_nothing_or_none_on_something_says_what_is_missing(superuser, sent, says):
    answer = superuser.post(REASONS, {"index": 0} | sent)

    assert told(answer)[0].startswith(says)


def test_saving_and_deleting_are_told_in_a_few_words_and_escaped(superuser):
    reason = RejectionReason.objects.create(text="<b>Fog</b>")
    address = reverse("admin:articles_rejectionreason_change", args=[reason.pk])

    saved = superuser.post(address, {"text": "<b>Fog</b>", "position": 1, "is_offered": "on"})
    listed = superuser.get(saved["Location"]).content.decode()
    gone = superuser.post(
        reverse("admin:articles_rejectionreason_delete", args=[reason.pk]), {"post": "yes"}
    )

    assert "&lt;b&gt;Fog&lt;/b&gt;</a>” is saved." in listed
    assert "<b>Fog" not in listed
    assert told(gone)[-1] == "“<b>Fog</b>” is deleted."
    assert "&lt;b&gt;Fog&lt;/b&gt;” is deleted." in superuser.get(REASONS).content.decode()


def test_many_are_deleted_after_a_question(superuser):
    made = [RejectionReason.objects.create(text=text) for text in ("Old", "Older")]
    asked = {"action": "delete_selected", "_selected_action": [each.pk for each in made]}

    question = superuser.post(REASONS, asked).content.decode()
    answer = superuser.post(REASONS, asked | {"post": "yes"})

    assert "Delete these rejection reasons?" in question
    assert not FOREIGN.search(question)
    assert told(answer) == ["Deleted: 2 rejection reasons."]


def test_what_is_gone_leads_to_the_others(superuser):
    answer = superuser.get(reverse("admin:articles_user_change", args=[99999]))

    assert answer["Location"] == reverse("admin:articles_user_changelist")
    assert told(answer) == ["There is no such person, or no longer."]


def test_the_history_of_what_was_changed_here_names_who(superuser):
    made = topic()
    superuser.post(reverse("admin:articles_topic_change", args=[made.pk]), {"name": made.name})

    page = superuser.get(reverse("admin:articles_topic_history", args=[made.pk])).content.decode()

    assert f"History of “{made}”" in page
    assert LogEntry.objects.exists() is ("<td>" in page)


def test_a_form_without_our_sign_is_answered_on_a_page_of_ours():
    client = Client(enforce_csrf_checks=True)

    answer = client.post(reverse("admin:login"), {"username": "x", "password": "y"})

    assert answer.status_code == 403
    assert "This page has expired" in answer.content.decode()
    assert "CSRF" not in answer.content.decode()


def test_what_makes_no_sense_is_answered_on_a_page_of_ours(superuser):
    decide = reverse("desk:decide", args=[draft().pk, "hold"])

    answer = superuser.post(decide, {"version": "fog"})

    assert answer.status_code == 400
    assert "Bad request" in answer.content.decode()
