"""Edit conflicts: two people save one article, and nothing that was typed is lost."""

import pytest

from articles.admin.articles import edit_view
from articles.admin.articles.queries import get_article
from articles.models import Article, Event
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.transitions import publish, schedule
from articles.workflow.undo_event import undo_event
from tests.admin.sent import address, as_shown, save
from tests.factories import draft, person
from tests.workflow.transition_cases import LATER

pytestmark = pytest.mark.django_db


def stored(article):
    return Article.objects.for_values().get(pk=article.pk)


def conflict_over(editor, typed, saved, **before):
    """Return an article and the page that shows both versions of it."""
    article = draft(**before)
    opened = editor.get(address(article))
    edit(article, saved, by=SYSTEM)
    return article, save(editor, article, opened=opened, **typed)


def conflict_fields(response):
    return response.context["edit_conflict"].fields


def a_link(title):
    texts = dict.fromkeys(("excerpt", "web_url", "amp_url", "cdn_amp_url", "type", "provider"), "")
    return {"title": title, **texts, "published_at": None, "quality": None, "images": []}


def test_save_of_an_older_version_shows_both_and_stores_nothing(editor):
    article = draft(title="Fog", excerpt="Thick.")
    opened = editor.get(address(article))
    edit(article, {"title": "Mist"}, by=person("Editor", "rival"), reason="weather desk")

    response = save(editor, article, opened=opened, title="Haze")

    page = response.content.decode()
    assert "Not saved: edit conflict" in page
    assert "rival" in page
    assert "weather desk" in page
    (row,) = conflict_fields(response)
    assert (row.name, row.opened) == ("title", ["Fog"])
    assert (row.yours.after, row.saved.after) == (["Haze"], ["Mist"])
    assert [value for value, _ in row.choices] == ["yours", "saved"]
    assert stored(article).title == "Mist"


def test_second_save_stores_the_typed_values_over_the_saved_version(editor):
    images = [{"url": "a.jpg", "width": None, "height": None, "title": "", "is_cached": None}]
    mine = {"title": "Haze", "related-0-title": "Typed"}
    theirs = {"title": "Mist", "excerpt": "Thin.", "images": images}
    article, conflict = conflict_over(editor, mine, theirs, title="Fog")

    save(editor, article, opened=conflict)

    now = stored(article)
    assert (now.title, now.excerpt, now.version) == ("Haze", "Thin.", 3)
    assert (len(now.images), now.links.get().title) == (1, "Typed")


def test_save_by_a_reviewer_after_publication_shows_the_input_and_stores_nothing(reviewer):
    article = draft(title="Fog")
    opened = reviewer.get(address(article))
    publish(article, by=SYSTEM)

    response = save(reviewer, article, opened=opened, title="Haze")

    assert "Haze" in response.content.decode()
    assert "Not saved: edit conflict" in response.content.decode()
    assert stored(article).title == "Fog"


def test_save_without_a_version_is_refused(editor):
    article = draft(title="Fog")
    data = as_shown(editor.get(address(article))) | {"title": "Haze"}
    del data["version"]

    assert editor.post(address(article), data).status_code == 404
    assert stored(article).title == "Fog"


@pytest.mark.parametrize(
    ("edited", "title"), [({}, "Mist"), ({"title": "Misty haze"}, "Misty haze")]
)
def test_second_save_with_the_saved_version_chosen_drops_only_the_conflicting_value(
    editor, edited, title
):
    article, conflict = conflict_over(
        editor,
        {"title": "Haze", "excerpt": "My excerpt."},
        {"title": "Mist", "excerpt": "Their excerpt."},
        title="Fog",
    )

    save(editor, article, opened=conflict, **{"keep-title": "saved"}, **edited)

    now = stored(article)
    assert (now.title, now.excerpt) == (title, "My excerpt.")


@pytest.mark.parametrize(
    ("choice", "topics"),
    [("both", ["Harbours", "Saved", "Yours"]), ("saved", ["Harbours", "Saved"])],
)
def test_edit_conflict_about_a_list_merges_it_unless_the_saved_one_is_chosen(
    editor, choice, topics
):
    article = draft()
    edit(article, {"topics": ["Harbours", "Gulls"]}, by=SYSTEM)
    opened = editor.get(address(article))
    edit(article, {"topics": ["Harbours", "Saved"]}, by=SYSTEM)

    conflict = save(
        editor, article, opened=opened, topics="Harbours\r\nGulls\r\nYours", create_topic="Yours"
    )
    assert conflict_fields(conflict)[0].chosen == "both"
    save(editor, article, opened=conflict, **{"keep-topics": choice, "create_topic": "Yours"})

    assert [row.topic.name for row in stored(article).article_topics.all()] == topics


@pytest.mark.parametrize(("choice", "titles"), [("both", ["Saved", "Yours"]), ("saved", ["Saved"])])
def test_edit_conflict_about_related_links_merges_them_unless_the_saved_ones_are_chosen(
    editor, choice, titles
):
    article, conflict = conflict_over(
        editor, {"related-0-title": "Yours"}, {"related": [a_link("Saved")]}
    )

    save(editor, article, opened=conflict, **{"keep-related": choice})

    assert sorted(link.title for link in stored(article).links.all()) == titles


def test_second_save_after_a_third_version_is_a_conflict_again(editor):
    article, conflict = conflict_over(editor, {"title": "Haze"}, {"title": "Mist"}, title="Fog")
    edit(article, {"title": "Drizzle"}, by=SYSTEM)

    again = save(editor, article, opened=conflict)

    (row,) = conflict_fields(again)
    assert (row.opened, row.yours.after, row.saved.after) == (["Mist"], ["Haze"], ["Drizzle"])
    save(editor, article, opened=again)
    assert stored(article).title == "Haze"


def test_save_with_a_choice_but_no_conflict_stores_what_was_typed(editor):
    article = draft(title="Fog")

    save(editor, article, title="Haze", **{"keep-title": "saved", "filled-title": "forged"})

    assert (stored(article).title, stored(article).version) == ("Haze", 2)


def test_edit_conflict_shows_the_time_that_another_person_set_and_keeps_it(editor):
    article = draft(title="Fog")
    opened = editor.get(address(article))
    schedule(Article.objects.get(pk=article.pk), at=LATER, by=SYSTEM)

    page = save(editor, article, opened=opened, title="Haze")

    assert as_shown(page)["scheduled_for"] == f"{LATER:%Y-%m-%dT%H:%M:%S}"
    save(editor, article, opened=page)
    assert (stored(article).title, stored(article).scheduled_for) == ("Haze", LATER)


def test_edit_conflict_keeps_the_time_that_was_typed(editor):
    article = draft(title="Fog")
    opened = editor.get(address(article))
    schedule(Article.objects.get(pk=article.pk), at=LATER, by=SYSTEM)

    page = save(editor, article, opened=opened, scheduled_for="2099-01-02T03:04:05")

    assert as_shown(page)["scheduled_for"] == "2099-01-02T03:04:05"


def test_edit_conflict_about_a_field_changed_on_one_side_needs_no_choice(editor):
    _, conflict = conflict_over(editor, {"title": "Haze"}, {"excerpt": "Thin."}, title="Fog")

    assert [(row.name, row.choices) for row in conflict_fields(conflict)] == [
        ("title", []),
        ("excerpt", []),
    ]


@pytest.mark.parametrize("opened_version", [1, 2])
def test_save_while_another_save_ends_shows_both_versions(editor, monkeypatch, opened_version):
    """The article changes after the request has read it."""
    article = draft(title="Fog")
    pages = {1: editor.get(address(article))}
    edit(article, {"category": "Weather"}, by=SYSTEM)
    pages[2] = editor.get(address(article))
    saves = [{"title": "Mist"}]

    def read_then_save(pk):
        found = get_article(pk)
        if saves:
            edit(Article.objects.get(pk=pk), saves.pop(), by=SYSTEM)
        return found

    monkeypatch.setattr(edit_view, "get_article", read_then_save)
    response = save(editor, article, opened=pages[opened_version], title="Haze")

    page = response.content.decode()
    assert "Not saved: edit conflict" in page
    assert 'value="Haze"' in page
    assert stored(article).title == "Mist"


def test_save_of_a_deleted_article_offers_to_create_it_again(editor):
    article = draft(title="Fog")
    opened = editor.get(address(article))
    url = address(article)
    data = {**as_shown(opened), "title": "Haze", "excerpt": "Typed with care"}
    article.delete()

    response = editor.post(url, data)

    page = response.content.decode()
    assert response.status_code == 410
    assert "Typed with care" in page
    assert 'action="/admin/articles/article/add/"' in page
    editor.post("/admin/articles/article/add/", as_shown(response))
    assert Article.objects.get().excerpt == "Typed with care"


def test_save_of_a_deleted_article_by_a_reviewer_shows_the_input(reviewer):
    article = draft(title="Fog")
    data = {**as_shown(reviewer.get(address(article))), "title": "Typed with care"}
    url = address(article)
    article.delete()

    page = reviewer.post(url, data).content.decode()

    assert "Typed with care" in page
    assert "so that you can copy it" in page
    assert 'name="_save"' not in page


def test_save_after_an_undo_is_a_conflict(editor):
    article = draft(title="Fog")
    edit(article, {"title": "Mist"}, by=editor.person)
    opened = editor.get(address(article))
    undo_event(Event.objects.get(version=2), by=editor.person)

    conflict = save(editor, article, opened=opened, title="Haze")

    (row,) = conflict_fields(conflict)
    assert (row.opened, row.saved.after) == (["Mist"], ["Fog"])
