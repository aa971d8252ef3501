"""An article's page: what it shows, and what a save does."""

import pytest

from articles.models import Article, Event, Status, Verb
from articles.models.values import article_values
from articles.workflow.editing import edit
from tests.admin.sent import address, messages_of, save
from tests.builders import draft, link, provider, published_article, topic

pytestmark = pytest.mark.django_db

IMAGE = {"url": "https://p.example/a.jpg", "width": 8, "height": 6, "title": "", "is_cached": True}
LINK = {
    "title": "The tide was late",
    "excerpt": "By an hour.",
    "published_at": "2031-05-04T07:00:00Z",
    "web_url": "https://other.example/late",
    "amp_url": "https://other.example/amp",
    "cdn_amp_url": "",
    "type": "article",
    "provider": "other.example",
    "quality": 30,
    "images": [IMAGE],
}


def stored(article):
    return Article.objects.for_values().get(pk=article.pk)


def full_draft():
    article = draft(title="Fog on the bar", excerpt="Thick.\nVery.")
    provider("other.example")
    content = {"images": [IMAGE], "related": [LINK, LINK | {"title": "Second"}]}
    edit(article, content | {"topics": ["Harbours", "Weather"]}, by=None)
    return stored(article)


def test_a_save_that_changes_nothing_leaves_no_trace(editor):
    article = full_draft()
    before = article_values(article)

    response = save(editor, article)

    assert messages_of(response) == ["Nothing was changed."]
    assert article_values(stored(article)) == before
    assert stored(article).version == article.version


def test_odd_text_that_a_browser_cannot_send_back_is_not_an_edit(editor):
    article = draft(title="Two\nlines", excerpt="a\r\nb\rc ", body="\nbegins with a line")

    save(editor, article)

    assert stored(article).version == 1


def test_an_edit_is_an_event_with_before_and_after(editor):
    article = draft(title="Fog")

    save(editor, article, title="Mist", reason="it was not that thick")

    event = Event.objects.get(article=article, version=2)
    assert (event.verb, event.actor) == (Verb.EDITED, editor.person)
    assert (event.before, event.after) == ({"title": "Fog"}, {"title": "Mist"})
    assert event.reason == "it was not that thick"


def test_topics_are_lines_in_order(editor):
    article = full_draft()

    save(editor, article, topics="Weather\r\nHarbours\r\n\r\nWeather\r\nGulls")

    assert article_values(stored(article))["topics"] == ["Weather", "Harbours", "Gulls"]


def test_pictures_are_added_changed_ordered_and_removed(editor):
    article = full_draft()

    save(
        editor,
        article,
        **{
            "images-0-title": "A boat",
            "images-0-ORDER": "5",
            "images-1-url": "boats/second.jpg",
            "images-1-ORDER": "1",
        },
    )

    second, first = article_values(stored(article))["images"]
    assert first == IMAGE | {"title": "A boat"}
    assert second["url"] == "boats/second.jpg"

    save(editor, stored(article), **{"images-0-DELETE": "on"})
    assert [image["title"] for image in article_values(stored(article))["images"]] == ["A boat"]


def test_what_the_form_does_not_show_of_a_related_link_is_kept(editor):
    article = full_draft()

    save(editor, article, **{"related-0-quality": "31", "related-1-DELETE": "on"})

    (related,) = article_values(stored(article))["related"]
    assert related == LINK | {"quality": 31}


def test_a_related_link_can_be_added(editor):
    article = draft()

    save(editor, article, **{"related-0-title": "Gulls too", "related-0-provider": "new.example"})

    (related,) = article_values(stored(article))["related"]
    assert (related["title"], related["provider"], related["images"]) == (
        "Gulls too",
        "new.example",
        [],
    )


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("title", "", "This field is required"),
        ("web_url", "javascript:alert(1)", "not an address"),
        ("web_url", "https://good.example@evil.example/", "not an address"),
        ("provider", "no domain", "not a domain"),
        ("published_at", "0001-01-01T00:00:00", "between 1900 and 2199"),
        ("quality", "-1", "greater than or equal to 0"),
        ("images-0-url", "data:image/png;base64,x", "not an address"),
        ("related-0-web_url", "file:///etc/passwd", "not an address"),
        ("related-0-opened", "forged", "not opened here"),
    ],
)
def test_what_cannot_be_is_refused_beside_the_field_and_nothing_typed_is_lost(
    editor, field, value, says
):
    article = full_draft()

    response = save(editor, article, **{"excerpt": "Typed with care", field: value})

    assert says in response.content.decode()
    assert "Typed with care" in response.content.decode()
    assert stored(article).version == article.version


def test_control_characters_are_not_stored(editor):
    article = draft()

    save(editor, article, title="Harbour\u202e report\x07")

    assert stored(article).title == "Harbour report"


def test_a_reviewer_edits_drafts_but_makes_no_new_names(reviewer):
    topic("Weather")
    article = draft(title="Fog")

    refused = save(reviewer, article, topics="Weather\r\nGulls")
    save(reviewer, article, topics="Weather")

    assert "There is no topic Gulls" in refused.content.decode()
    assert article_values(stored(article))["topics"] == ["Weather"]


def test_a_reviewer_looks_at_what_is_live_and_cannot_change_it(reviewer, editor):
    article = published_article(title="Live")
    data_of_an_editor = editor.get(address(article))

    page = reviewer.get(address(article)).content.decode()
    response = save(reviewer, article, opened=data_of_an_editor, title="Hacked")

    assert "Save and continue" not in page
    assert response.status_code == 403
    assert stored(article).title == "Live"


def test_state_source_and_name_cannot_be_set_by_the_form(editor):
    article = draft()

    save(editor, article, status="published", held="on", name="x", source="y", went_live_at="2031")

    assert stored(article).version == 1
    assert stored(article).status == Status.DRAFT


def test_the_page_says_why_an_article_is_still_a_draft(editor):
    article = draft(quality=12)
    link(article, title="The leader", quality=90)

    page = editor.get(address(article)).content.decode()

    assert "This is still a draft" in page
    assert "Its quality of 12 is below the threshold of 70." in page


def test_the_page_says_why_an_article_is_live(editor):
    article = draft()
    editor.post(address(article, "do", "published"), {"version": 1, "reason": "too good to wait"})

    page = editor.get(address(article)).content.decode()

    assert "This is published" in page
    assert "too good to wait" in page
    assert f'href="/news/{article.slug}/"' in page


def test_an_article_that_is_not_there_is_not_found(editor):
    assert editor.get("/admin/articles/article/99999/change/").status_code == 404
    assert editor.get("/admin/articles/article/999999999999999999999/change/").status_code == 404
    assert editor.get("/admin/articles/article/abc/change/").status_code == 404


def test_an_article_is_never_deleted(at_desk):
    article = draft()

    response = at_desk("Superuser").post(address(article, "delete"), {"post": "yes"})

    assert response.status_code == 403
    assert Article.objects.filter(pk=article.pk).exists()
