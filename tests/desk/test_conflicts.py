"""Conflicts of drafts at the desk."""

import pytest
from django.urls import reverse

from articles.models import Conflict, Verb
from articles.workflow.edit import edit
from articles.workflow.transitions import hold
from tests.desk.desk import QUEUE, log_in, now
from tests.factories import NOON, draft, person

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true"}


def torn(**texts):
    """Return a draft whose source wants these fields otherwise, and its conflicts by field."""
    article = draft(title="Ferry stays", excerpt="It stays for good.")
    conflicts = {
        field: Conflict.objects.create(
            article=article,
            field=field,
            base="Ferry",
            ours=getattr(article, field),
            source=source,
            created_at=NOON,
        )
        for field, source in (texts or {"title": "Ferry goes"}).items()
    }
    return article, conflicts


def sheet(article):
    return reverse("desk:resolve", args=[article.pk])


def choose(client, article, choice, *conflicts, **data):
    """Press one of the two buttons of a conflict, or of all."""
    fields = {"version": article.version, "queue": "", "choice": choice}
    named = {"conflict": conflicts[0].pk} if conflicts else {}
    return client.post(sheet(article), fields | named | data, follow=True)


def is_open(conflict):
    return Conflict.objects.unresolved().filter(pk=conflict.pk).exists()


@pytest.mark.parametrize(("choice", "title"), [("ours", "Ferry stays"), ("source", "Ferry goes")])
def test_resolve_by_form_returns_to_the_draft(client, choice, title):
    log_in(client)
    article, conflicts = torn()
    draft(title="Another", quality=70)

    assert "Ferry <ins>" not in client.get(sheet(article)).text
    response = choose(client, article, choice, conflicts["title"])

    assert response.redirect_chain == [(f"{QUEUE}?at={article.pk}", 302)]
    assert "conflict resolved (title: " in response.text
    assert now(article).title == title
    assert not is_open(conflicts["title"])


def test_dialog_shows_a_word_diff_of_both_sides(client):
    log_in(client)
    article, _ = torn(title="Ferry <script>alert(1)</script> goes")

    text = client.get(sheet(article)).text

    assert "<ins>" in text
    assert "&lt;script&gt;" in text
    assert "<script>alert" not in text


def test_resolve_shows_the_next_conflict_and_can_resolve_all(client):
    log_in(client)
    article, conflicts = torn(title="Ferry goes", excerpt="It goes.", category="sea")

    first = choose(client, article, "source", conflicts["title"])
    assert first.redirect_chain == [(f"{sheet(article)}?", 302)]
    rest = choose(client, now(article), "ours")

    assert rest.redirect_chain == [(f"{QUEUE}?at={article.pk}", 302)]
    assert (now(article).title, now(article).excerpt) == ("Ferry goes", "It stays for good.")
    assert not Conflict.objects.unresolved().exists()


def test_undo_reopens_the_conflict(client):
    log_in(client)
    article, conflicts = torn()
    choose(client, article, "source", conflicts["title"])

    assert "conflict resolved (title: used source)" in client.get(reverse("desk:my_work")).text
    client.post(reverse("desk:undo"), {"queue": ""})

    assert now(article).title == "Ferry stays"
    assert is_open(conflicts["title"])


def test_resolve_by_script_returns_the_updated_draft(client):
    log_in(client)
    article, conflicts = torn(title="Ferry goes", excerpt="It goes.")
    data = {"version": 1, "queue": "", "choice": "source", "conflict": conflicts["title"].pk}

    answer = client.post(sheet(article), data | {"at": article.pk}, headers=PART)

    assert answer.status_code == 200
    assert f'data-pk="{article.pk}" data-version="2"' in answer.text
    assert 'data-shortcut="c"' in answer.text


def test_dialog_without_permission_is_read_only(client):
    log_in(client, "Reviewer")
    article, conflicts = torn()

    assert "Only editors can resolve conflicts" in client.get(f"{QUEUE}?at={article.pk}").text
    page = client.get(sheet(article)).text
    assert "Only editors can resolve conflicts" in page
    assert "Keep ours" not in page
    assert choose(client, article, "source", conflicts["title"]).status_code == 403
    assert now(article).title == "Ferry stays"


def meanwhile(article, conflict):
    choose_by = person(username="other")
    return {
        "edited": lambda: edit(article, {"excerpt": "New."}, by=choose_by),
        "held": lambda: hold(article, by=choose_by),
        "gone": conflict.delete,
    }


@pytest.mark.parametrize("what", ["edited", "held", "gone"])
@pytest.mark.parametrize("headers", [{}, PART], ids=["form", "script"])
def test_resolve_an_outdated_version_is_refused(client, what, headers):
    log_in(client)
    article, conflicts = torn()
    seen, conflict = now(article), conflicts["title"].pk
    meanwhile(article, conflicts["title"])[what]()

    data = {"version": seen.version, "queue": "", "choice": "source", "conflict": conflict}
    answer = client.post(sheet(article), data, headers=headers)

    assert answer.status_code == 409
    assert "Nothing was resolved" in answer.text
    assert now(article).title == "Ferry stays"


def test_resolve_repeated_is_done_once(client):
    log_in(client)
    article, conflicts = torn(title="Ferry goes", excerpt="It goes.")

    choose(client, article, "source", conflicts["title"])
    again = choose(client, article, "source", conflicts["title"])
    assert again.status_code == 200
    assert choose(client, article, "ours", conflicts["title"]).status_code == 409
    assert choose(client, article, "source", conflicts["excerpt"]).status_code == 409

    assert article.events.filter(verb=Verb.RESOLVED).count() == 1
    assert is_open(conflicts["excerpt"])


def test_resolve_all_after_resolving_one_is_refused(client):
    log_in(client)
    article, conflicts = torn(title="Ferry goes", excerpt="It goes.")
    choose(client, article, "ours", conflicts["title"])

    answer = choose(client, article, "ours")

    assert answer.status_code == 409
    assert "Nothing was resolved" in answer.text
    assert is_open(conflicts["excerpt"])


@pytest.mark.parametrize("choice", ["", "both", "obsolete"])
def test_resolve_with_an_unknown_choice_is_refused(client, choice):
    log_in(client)
    article, conflicts = torn()

    assert choose(client, article, choice, conflicts["title"]).status_code == 409
    assert is_open(conflicts["title"])


@pytest.mark.parametrize("named", ["", "x", "-1", "1,234", "1" * 19])
def test_resolve_with_an_invalid_conflict_is_refused(client, named):
    log_in(client)
    article, _ = torn(title="Ferry goes", excerpt="It goes.")

    assert choose(client, article, "source", conflict=named).status_code == 400
    assert Conflict.objects.unresolved().count() == 2
    assert now(article).title == "Ferry stays"


def test_resolve_a_conflict_of_another_draft_is_refused(client):
    log_in(client)
    article, _ = torn()
    other = draft(title="Other")
    strange = Conflict.objects.create(
        article=other, field="title", base="a", ours="Other", source="Strange", created_at=NOON
    )

    assert choose(client, article, "source", strange).status_code == 409
    assert is_open(strange)


def test_dialog_shows_lists_with_few_queries(client, django_assert_max_num_queries):
    log_in(client)
    article, _ = torn()
    for field in ("images", "related", "topics"):
        Conflict.objects.create(
            article=article, field=field, base=[], ours=[], source=["Trams"], created_at=NOON
        )

    with django_assert_max_num_queries(20):
        page = client.get(sheet(article))

    assert "Trams" in page.text
