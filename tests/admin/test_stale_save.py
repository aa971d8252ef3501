"""Two people have one article open: nobody's work is lost."""

import pytest

from articles.models import Article
from articles.workflow.editing import edit
from articles.workflow.transitions import publish
from tests.admin.sent import address, as_shown, save
from tests.builders import draft, person

pytestmark = pytest.mark.django_db


def stored(article):
    return Article.objects.for_values().get(pk=article.pk)


def test_a_save_of_an_old_page_is_not_stored_and_shows_both_versions(editor):
    article = draft(title="Fog", excerpt="Thick.")
    opened = editor.get(address(article))
    edit(article, {"title": "Mist"}, by=person("Editor", "rival"), reason="weather desk")

    response = save(editor, article, opened=opened, title="Haze")

    page = response.content.decode()
    assert "somebody else was quicker" in page
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
    edit(article, {"title": "Mist"}, by=None)

    clash = save(editor, article, opened=opened, title="Haze")
    save(editor, article, opened=clash)

    assert stored(article).title == "Haze"
    assert stored(article).version == 3


def test_what_the_other_changed_elsewhere_survives_the_second_save(editor):
    article = draft(title="Fog", excerpt="Thick.")
    opened = editor.get(address(article))
    images = [{"url": "a.jpg", "width": None, "height": None, "title": "", "is_cached": None}]
    edit(article, {"excerpt": "Thin.", "images": images}, by=None)

    clash = save(editor, article, opened=opened, title="Haze")
    save(editor, article, opened=clash)

    now = stored(article)
    assert (now.title, now.excerpt, now.images.count()) == ("Haze", "Thin.", 1)


def test_typed_rows_survive_as_well(editor):
    article = draft()
    opened = editor.get(address(article))
    edit(article, {"excerpt": "Thin."}, by=None)

    clash = save(editor, article, opened=opened, **{"related-0-title": "Typed"})
    save(editor, article, opened=clash)

    assert [link.title for link in stored(article).links.all()] == ["Typed"]


def test_an_article_that_went_live_meanwhile_is_not_edited_by_who_may_only_edit_drafts(reviewer):
    article = draft(title="Fog")
    opened = reviewer.get(address(article))
    publish(article, by=None)

    response = save(reviewer, article, opened=opened, title="Haze")

    assert "Haze" in response.content.decode()
    assert "somebody else was quicker" in response.content.decode()
    assert stored(article).title == "Fog"


def test_a_form_without_its_version_is_refused(editor):
    article = draft(title="Fog")
    data = as_shown(editor.get(address(article))) | {"title": "Haze"}
    del data["version"]

    assert editor.post(address(article), data).status_code == 404
    assert stored(article).title == "Fog"
