"""Two people have one article open: nobody's work is lost."""

import pytest

from articles.admin.articles.edit_conflict import opened_values
from articles.models import Article, Event
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.transitions import publish
from articles.workflow.undo_event import undo_event
from tests.admin.sent import address, as_shown, save
from tests.factories import draft, person

pytestmark = pytest.mark.django_db


def stored(article):
    return Article.objects.for_values().get(pk=article.pk)


def test_a_save_of_an_old_page_is_not_stored_and_shows_both_versions(editor):
    article = draft(title="Fog", excerpt="Thick.")
    opened = editor.get(address(article))
    edit(article, {"title": "Mist"}, by=person("Editor", "rival"), reason="weather desk")

    response = save(editor, article, opened=opened, title="Haze")

    page = response.content.decode()
    assert "Not saved: edit conflict" in page
    assert "rival" in page
    assert "weather desk" in page
    (row,) = response.context["clash"].fields
    assert (row.name, row.opened) == ("title", ["Fog"])
    assert (row.yours.after, row.theirs.after) == (["Haze"], ["Mist"])
    assert [value for value, _ in row.choices] == ["mine", "theirs"]
    assert stored(article).title == "Mist"


def test_what_was_typed_is_in_the_new_form_and_can_be_saved_over_the_other(editor):
    article = draft(title="Fog")
    opened = editor.get(address(article))
    edit(article, {"title": "Mist"}, by=SYSTEM)

    clash = save(editor, article, opened=opened, title="Haze")
    save(editor, article, opened=clash)

    assert stored(article).title == "Haze"
    assert stored(article).version == 3


def test_what_the_other_changed_elsewhere_survives_the_second_save(editor):
    article = draft(title="Fog", excerpt="Thick.")
    opened = editor.get(address(article))
    images = [{"url": "a.jpg", "width": None, "height": None, "title": "", "is_cached": None}]
    edit(article, {"excerpt": "Thin.", "images": images}, by=SYSTEM)

    clash = save(editor, article, opened=opened, title="Haze")
    save(editor, article, opened=clash)

    now = stored(article)
    assert (now.title, now.excerpt, now.images.count()) == ("Haze", "Thin.", 1)


def test_typed_rows_survive_as_well(editor):
    article = draft()
    opened = editor.get(address(article))
    edit(article, {"excerpt": "Thin."}, by=SYSTEM)

    clash = save(editor, article, opened=opened, **{"related-0-title": "Typed"})
    save(editor, article, opened=clash)

    assert [link.title for link in stored(article).links.all()] == ["Typed"]


def test_an_article_that_went_live_meanwhile_is_not_edited_by_who_may_only_edit_drafts(reviewer):
    article = draft(title="Fog")
    opened = reviewer.get(address(article))
    publish(article, by=SYSTEM)

    response = save(reviewer, article, opened=opened, title="Haze")

    assert "Haze" in response.content.decode()
    assert "Not saved: edit conflict" in response.content.decode()
    assert stored(article).title == "Fog"


def test_a_form_without_its_version_is_refused(editor):
    article = draft(title="Fog")
    data = as_shown(editor.get(address(article))) | {"title": "Haze"}
    del data["version"]

    assert editor.post(address(article), data).status_code == 404
    assert stored(article).title == "Fog"


def clash_over(editor, mine, theirs, **before):
    """Return an article and the page that shows both versions of it."""
    article = draft(**before)
    opened = editor.get(address(article))
    edit(article, theirs, by=SYSTEM)
    return article, save(editor, article, opened=opened, **mine)


def test_a_choice_takes_theirs_and_leaves_the_rest_of_mine(editor):
    article, clash = clash_over(
        editor,
        {"title": "Haze", "excerpt": "My excerpt."},
        {"title": "Mist", "excerpt": "Their excerpt."},
        title="Fog",
    )

    save(editor, article, opened=clash, **{"keep-title": "theirs", "clash": token(clash)})

    now = stored(article)
    assert (now.title, now.excerpt) == ("Mist", "My excerpt.")


def token(response):
    return response.context["clash"].token


def test_what_is_edited_after_the_clash_counts_whatever_was_chosen(editor):
    article, clash = clash_over(editor, {"title": "Haze"}, {"title": "Mist"}, title="Fog")
    choices = {"keep-title": "theirs", "clash": token(clash)}

    save(editor, article, opened=clash, **choices, title="Misty haze")

    assert stored(article).title == "Misty haze"


@pytest.mark.parametrize(
    ("choice", "topics"),
    [
        ("both", ["Harbours", "Theirs", "Mine"]),
        ("mine", ["Harbours", "Gulls", "Mine"]),
        ("theirs", ["Harbours", "Theirs"]),
    ],
)
def test_lists_are_joined_unless_one_side_is_chosen(editor, choice, topics):
    article = draft()
    edit(article, {"topics": ["Harbours", "Gulls"]}, by=SYSTEM)
    opened = editor.get(address(article))
    edit(article, {"topics": ["Harbours", "Theirs"]}, by=SYSTEM)

    clash = save(editor, article, opened=opened, topics="Harbours\r\nGulls\r\nMine")
    assert clash.context["clash"].fields[0].chosen == "both"
    choices = {"keep-topics": choice, "clash": token(clash)}
    save(editor, article, opened=clash, **choices)

    assert [row.topic.name for row in stored(article).article_topics.all()] == topics


def test_related_links_that_both_added_are_all_kept(editor):
    article = draft()
    opened = editor.get(address(article))
    edit(article, {"related": [a_link("Theirs")]}, by=SYSTEM)

    clash = save(editor, article, opened=opened, **{"related-0-title": "Mine"})
    save(editor, article, opened=clash, **{"keep-related": "both", "clash": token(clash)})

    assert sorted(link.title for link in stored(article).links.all()) == ["Mine", "Theirs"]


def a_link(title):
    texts = dict.fromkeys(("excerpt", "web_url", "amp_url", "cdn_amp_url", "type", "provider"), "")
    return {"title": title, **texts, "published_at": None, "quality": None, "images": []}


def test_a_third_version_in_between_is_a_clash_again_and_keeps_what_was_typed(editor):
    article, clash = clash_over(editor, {"title": "Haze"}, {"title": "Mist"}, title="Fog")
    edit(article, {"title": "Drizzle"}, by=SYSTEM)

    again = save(editor, article, opened=clash, **{"keep-title": "mine", "clash": token(clash)})

    (row,) = again.context["clash"].fields
    assert (row.opened, row.yours.after, row.theirs.after) == (["Mist"], ["Haze"], ["Drizzle"])
    save(editor, article, opened=again, **{"keep-title": "mine", "clash": token(again)})
    assert stored(article).title == "Haze"


def test_a_forged_choice_changes_nothing_but_what_the_form_says(editor):
    article = draft(title="Fog")
    opened = editor.get(address(article))

    save(editor, article, opened=opened, **{"keep-title": "mine", "clash": "forged:token"})

    assert (stored(article).title, stored(article).version) == ("Fog", 1)


def test_what_one_side_left_alone_needs_no_choice(editor):
    _, clash = clash_over(editor, {"title": "Haze"}, {"excerpt": "Thin."}, title="Fog")

    assert [(row.name, row.choices) for row in clash.context["clash"].fields] == [
        ("title", []),
        ("excerpt", []),
    ]


def test_an_article_that_is_gone_gives_back_all_that_was_typed(editor):
    article = draft(title="Fog")
    opened = editor.get(address(article))
    page_of_it = address(article)
    data = {**as_shown(opened), "title": "Haze", "excerpt": "Typed with care"}
    article.delete()

    response = editor.post(page_of_it, data)

    page = response.content.decode()
    assert response.status_code == 410
    assert "Typed with care" in page
    assert 'action="/admin/articles/article/add/"' in page
    editor.post("/admin/articles/article/add/", as_shown(response))
    assert Article.objects.get().excerpt == "Typed with care"


def test_a_reviewer_who_writes_no_articles_can_copy_what_was_typed(reviewer):
    article = draft(title="Fog")
    data = {**as_shown(reviewer.get(address(article))), "title": "Typed with care"}
    page_of_it = address(article)
    article.delete()

    page = reviewer.post(page_of_it, data).content.decode()

    assert "Typed with care" in page
    assert "to be copied" in page
    assert 'name="_save"' not in page


def test_what_was_undone_meanwhile_is_a_clash_like_any_other(editor):
    article = draft(title="Fog")
    edit(article, {"title": "Mist"}, by=editor.person)
    opened = editor.get(address(article))
    undo_event(Event.objects.get(version=2), by=editor.person)

    clash = save(editor, article, opened=opened, title="Haze")

    (row,) = clash.context["clash"].fields
    assert (row.opened, row.theirs.after) == (["Mist"], ["Fog"])


def test_save_while_another_saves_between_two_queries_shows_both_versions(editor, monkeypatch):
    article = draft(title="Fog")
    opened = editor.get(address(article))
    edit(article, {"title": "Rain"}, by=SYSTEM)
    calls: list[int] = []

    def save_first(found, version):
        if not calls:
            calls.append(version)
            edit(Article.objects.get(), {"title": "Hail"}, by=SYSTEM)
        return opened_values(found, version)

    monkeypatch.setattr("articles.admin.articles.edit_view.opened_values", save_first)
    page = save(editor, article, opened=opened, title="Haze").content.decode()

    assert all(word in page for word in ("Fog", "Hail", "Haze"))
    assert Article.objects.get().title == "Hail"
