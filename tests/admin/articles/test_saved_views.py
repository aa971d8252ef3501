"""Saved views of the article list and the review desk."""

import pytest
from django.urls import reverse

from articles.models import SavedView
from tests.admin.made import conflict_about
from tests.factories import draft, person

pytestmark = pytest.mark.django_db
LISTS = {"articles": "/admin/articles/article/", "desk": "/desk/"}
SAVE = reverse("admin:articles_savedview_save")


def save(client, **changes):
    return client.post(SAVE, {"place": "articles", "name": "Torn", "query": "q=x", **changes})


def change_url(view):
    return reverse("admin:articles_savedview_change", args=[view.pk])


def loaded(client, view):
    """Return the hidden value that the form of a view sends."""
    form = client.get(change_url(view)).context["adminform"].form
    return {"loaded": form["loaded"].value()}


@pytest.mark.parametrize("place", LISTS)
def test_save_leads_to_the_list_with_the_filter(editor, place):
    response = save(editor, place=place, query="conflict=yes")

    assert response.url == f"{LISTS[place]}?conflict=yes"
    assert SavedView.objects.get().place == place


def test_saved_view_shows_the_filter_to_other_users_by_its_address(editor, reviewer):
    address = save(editor, query="conflict=yes").url
    draft(title="Whole"), conflict_about(draft(title="Torn"), "title")

    rows = reviewer.get(address).context["rows"]

    assert [row.title for row in rows] == ["Torn"]


@pytest.mark.parametrize("place", LISTS)
def test_save_under_the_same_name_replaces_the_view(editor, place):
    save(editor, place=place), save(editor, place=place, query="held=yes")

    assert SavedView.objects.get().query == "held=yes"


@pytest.mark.parametrize(
    ("change", "message"),
    [({"name": " "}, "required"), ({"query": f"type={'x' * 2_000}"}, "at most 2000")],
)
def test_save_invalid_is_refused_and_returns_to_the_filter(editor, change, message):
    response = save(editor, place="desk", **change)

    assert response.url.startswith("/desk/?")
    assert message in editor.get("/desk/").text
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    ("role", "is_shared", "status"),
    [("", "", 403), ("Reviewer", "", 302), ("Reviewer", "on", 403), ("Editor", "on", 302)],
)
def test_save_needs_permission_and_sharing_its_own(client, role, is_shared, status):
    client.force_login(person(role))

    response = save(client, is_shared=is_shared)

    assert response.status_code == status
    assert SavedView.objects.exists() == (status == 302)


def test_shared_views_are_listed_for_everyone_without_a_limit(editor, reviewer):
    for n in range(60):
        save(editor, name=f"View {n}", is_shared="on")
    save(editor, name="Private")

    assert len(reviewer.get(LISTS["articles"]).context["views"]) == 60
    assert len(editor.get(LISTS["articles"]).context["views"]) == 61


def test_filter_panel_lists_shared_views_of_the_desk(editor, reviewer):
    save(editor, place="desk", name="Trams", is_shared="on"), save(editor, name="Else")

    page = reviewer.get(reverse("desk:filter")).text

    assert "Trams" in page
    assert "shared by" in page
    assert "Else" not in page


def test_shared_view_is_changed_by_its_owner_only(editor, reviewer):
    save(editor, is_shared="on")
    view = SavedView.objects.get()
    delete_url = reverse("admin:articles_savedview_delete", args=[view.pk])

    refused = reviewer.post(change_url(view), {"name": "Mine now"})
    kept = reviewer.post(delete_url, {"post": "yes"})
    editor.post(change_url(view), {"name": "Ours", **loaded(editor, view)})

    assert (refused.status_code, kept.status_code) == (403, 403)
    assert SavedView.objects.get().name == "Ours"
    editor.post(delete_url, {"post": "yes"})
    assert not SavedView.objects.exists()


def test_rename_to_a_name_in_use_is_an_error(editor):
    save(editor), save(editor, name="Other")
    view = SavedView.objects.get(name="Other")

    response = editor.post(change_url(view), {"name": "Torn", **loaded(editor, view)})

    assert response.status_code == 200
    assert "You already have a view with this name." in response.text


def test_rename_on_an_outdated_page_is_an_error(editor):
    save(editor)
    view = SavedView.objects.get()
    before = loaded(editor, view)
    save(editor, query="held=yes", is_shared="on")

    response = editor.post(change_url(view), {"name": "New", **before})

    assert "This view was changed after you opened the page" in response.text
    view.refresh_from_db()
    assert (view.name, view.is_shared) == ("Torn", True)


def test_page_of_a_shared_view_shows_others_no_form_fields(editor, reviewer):
    view = SavedView.objects.create(
        owner=editor.person, place="desk", name="Torn", query="q=x", is_shared=True
    )

    response = reviewer.get(change_url(view))

    assert "Torn" in response.text
    assert "Loaded" not in response.text
