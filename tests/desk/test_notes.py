"""Notes on articles, mentions in them, and notifications."""

from collections import Counter

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.bulk_actions.runs import start_bulk_action
from articles.ingest.pipeline import import_seeds
from articles.jobs.lifecycle import execute
from articles.models import Article, Event, ImportRun, Note, Notification, User
from articles.models.notification import NotificationQuerySet
from articles.workflow.actors import SYSTEM
from articles.workflow.errors import NotAllowed, NotPossible
from articles.workflow.job_control import undo_now
from articles.workflow.notes import MAX_LENGTH, add_note, delete_note
from articles.workflow.notifications import mark_read
from articles.workflow.transitions import assign
from articles.workflow.undo_event import undo_event
from tests.desk.desk import QUEUE, log_in, now, queries
from tests.factories import draft, person, published_article, seed_text, write_seeds

pytestmark = pytest.mark.django_db
MY_WORK = reverse("desk:my_work")


@pytest.fixture
def rosa():
    return person("Reviewer", "rosa")


def notified():
    return Counter(Notification.objects.values_list("person__username", flat=True))


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("@ann, look at this", ["ann"]),
        ("(@Ann) and @ed.site@wire.example.", ["ann", "ed.site@wire.example"]),
        ("@ann @ann @rosa", ["ann"]),
        ("ask desk@ann or @unknown, @gone, @reader", []),
        ("@norole and @root", ["root"]),
    ],
)
def test_note_notifies_the_reviewers_that_it_mentions(rosa, text, people):
    person("Editor", "ann"), person("Editor", "ed.site@wire.example")
    person("", "norole"), person("Superuser", "root")
    User.objects.create_user("gone", is_staff=True, is_active=False)
    User.objects.create_user("reader")

    add_note(draft(), text, by=rosa)

    assert notified() == Counter(people)


@pytest.mark.parametrize("text", ["", " \n ", "a" * (MAX_LENGTH + 1)])
def test_note_without_text_or_too_long_is_refused(rosa, text):
    with pytest.raises(NotPossible, match="at most 2,000 characters"):
        add_note(draft(), text, by=rosa)
    assert not Note.objects.exists()


def test_note_needs_the_permission_to_review_and_is_deleted_by_its_author_only(rosa):
    article, ann = draft(), person("Managing editor", "ann")
    with pytest.raises(NotAllowed):
        add_note(article, "No", by=person(""))
    note = add_note(article, "For @ann", by=rosa)

    with pytest.raises(NotAllowed, match="Only its author"):
        delete_note(note, by=ann)
    delete_note(note, by=rosa)

    assert not Note.objects.exists()
    assert not Notification.objects.exists()


def test_note_added_at_the_desk_is_shown_there_and_on_the_article_page(client):
    article = draft(title="Fog")
    log_in(client, "Reviewer")
    address = reverse("desk:note", args=[article.pk])
    assert "Add note" in client.get(address).content.decode()

    page = client.post(address, {"text": "<b>Call</b> the harbour", "at": article.pk}, follow=True)

    text = "&lt;b&gt;Call&lt;/b&gt; the harbour"
    assert "Note added to “Fog”." in page.content.decode()
    assert text in page.content.decode()
    assert text in client.get(_page(article)).content.decode()
    assert (now(article).version, Event.objects.count()) == (1, 1)

    note = Note.objects.get()
    data = {"next": _page(article)}
    page = client.post(reverse("desk:delete_note", args=[note.pk]), data, follow=True)
    assert page.redirect_chain[0][0] == _page(article)
    assert text not in page.content.decode()


def test_invalid_note_is_shown_again(client):
    log_in(client, "Reviewer")

    page = client.post(reverse("desk:note", args=[draft().pk]), {"text": ""})

    assert page.status_code == 422
    assert "This field is required." in page.content.decode()


def test_my_work_lists_mentions_and_assignments_until_they_are_read(client, rosa):
    ann = log_in(client, "Editor")
    add_note(draft(title="Fog"), f"Your turn, @{ann.username}", by=rosa)
    assign(draft(title="Mist"), to=ann, by=rosa)
    assign(draft(title="Haze"), to=ann, by=ann)

    page = client.get(MY_WORK)
    titles = [each.article.title for each in page.context["day"].notifications]
    assert titles == ["Mist", "Fog"]
    assert "assigned to you by rosa" in page.content.decode()
    assert "2 new" in client.get(QUEUE).content.decode()

    mention = ann.notifications.get(article__title="Fog")
    client.post(reverse("desk:read"), {"notification": mention.pk})
    assert "1 new" in client.get(QUEUE).content.decode()
    client.post(reverse("desk:read"))
    assert not ann.notifications.unread().exists()
    assert not client.get(QUEUE).context["unread"]


def test_read_with_a_malformed_notification_marks_nothing(client, rosa):
    ann = log_in(client)
    assign(draft(), to=ann, by=rosa)

    for sent in ("abc", ""):
        assert client.post(reverse("desk:read"), {"notification": sent}).status_code == 400

    assert ann.notifications.unread().count() == 1


@pytest.mark.django_db(transaction=True)
def test_mark_read_after_a_deadlock_is_repeated(rosa, monkeypatch):
    assign(draft(), to=rosa, by=SYSTEM)
    unread, deadlocks = NotificationQuerySet.unread, [OperationalError()]
    deadlocks[0].__cause__ = type("Cause", (Exception,), {"sqlstate": "40P01"})()

    def failing_once(rows):
        if deadlocks:
            raise deadlocks.pop()
        return unread(rows)

    monkeypatch.setattr(NotificationQuerySet, "unread", failing_once)
    mark_read(rosa)

    assert not rosa.notifications.unread().exists()


def test_notification_of_another_person_is_not_marked(client, rosa):
    assign(draft(), to=rosa, by=SYSTEM)
    log_in(client)

    client.post(reverse("desk:read"), {"notification": rosa.notifications.get().pk})

    assert rosa.notifications.unread().count() == 1


def test_assignment_notifies_only_the_present_assignee(rosa):
    article, ann = draft(), person("Editor", "ann")
    assign(article, to=rosa, by=ann)
    event = assign(article, to=ann, by=rosa)
    assert notified() == {"ann": 1}

    undo_event(event, by=rosa)
    assert notified() == {}


def test_bulk_assignment_notifies_with_the_same_number_of_queries(rosa):
    counts = []
    for number in (1, 20):
        for _ in range(number):
            draft()
        found = Article.objects.filter(assigned_to=None)
        job = start_bulk_action(
            found, "assign", by=SYSTEM, details={"person": rosa.pk}, expected=number
        )
        with CaptureQueriesContext(connection) as captured:
            execute(job)
        counts.append(sum(not query["sql"].startswith("UPDATE") for query in captured))

    assert notified() == {"rosa": 21}
    assert counts[0] == counts[1]


def test_pages_use_the_same_number_of_queries_for_any_number_of_notes(client, rosa):
    ann, articles = log_in(client), [draft() for _ in range(4)]
    client.get(QUEUE)  # claims the drafts
    counts = []
    for number in (1, 6):
        for article in articles:
            for _ in range(number):
                add_note(article, f"@{ann.username}", by=rosa)
        pages = (QUEUE, MY_WORK, _page(articles[0]))
        counts.append([queries(client, page) for page in pages])

    assert counts[0] == counts[1]


def test_note_is_neither_published_nor_exported(client, rosa, tmp_path):
    write_seeds(tmp_path / "in", {"heron.md": seed_text()})
    import_seeds([tmp_path / "in"], by=SYSTEM)
    live = published_article()
    for article in Article.objects.all():
        add_note(article, "Confidential", by=rosa)

    call_command("export_seeds", str(tmp_path / "out"))

    assert not any("Confidential" in path.read_text() for path in (tmp_path / "out").rglob("*.md"))
    page = client.get(reverse("public:article", args=[live.slug]))
    assert "Confidential" not in page.content.decode()


def test_undo_of_an_import_keeps_an_article_with_a_note(rosa, tmp_path):
    write_seeds(tmp_path, {"heron.md": seed_text()})
    import_seeds([tmp_path], by=SYSTEM)
    add_note(Article.objects.get(), "Good one", by=rosa)

    undo_now(ImportRun.imports.get(), by=SYSTEM)

    assert Article.objects.exists()


def test_note_of_a_deleted_account_remains(rosa):
    note = add_note(draft(), "Fine", by=rosa)
    rosa.delete()

    note.refresh_from_db()
    assert note.author_name == "a deleted account"


def _page(article):
    return reverse("admin:articles_article_change", args=[article.pk])
