"""The edit page of an article: what it shows, and what a save does."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.admin.articles import form_group, forms
from articles.admin.articles.forms import GROUPS, ArticleForm
from articles.jobs.lifecycle import execute
from articles.models import Article, Conflict, Event, PublishingRule, Resolution, Status, Verb
from articles.models.value_fields import VALUE_FIELDS, article_values
from articles.publishing.policy import Rule
from articles.publishing.publish_run import start_publish_run
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from tests.admin.made import IMAGE, LINK, conflict_about
from tests.admin.sent import address, as_shown, messages_of, press, save
from tests.factories import NOON, draft, link, provider, published_article, topic

MOST_QUERIES = 20
pytestmark = pytest.mark.django_db


def stored(article):
    return Article.objects.for_values().get(pk=article.pk)


def full_draft():
    article = draft(title="Fog on the bar", excerpt="Thick.\nVery.")
    provider("other.example")
    content = {"images": [IMAGE], "related": [LINK, LINK | {"title": "Second"}]}
    edit(article, content | {"topics": ["Harbours", "Weather"]}, by=SYSTEM)
    return stored(article)


def test_save_of_the_unchanged_page_writes_nothing(editor):
    article = full_draft()
    before = article_values(article)

    response = save(editor, article)

    assert messages_of(response) == ["Nothing was changed in “Fog on the bar”."]
    assert article_values(stored(article)) == before
    assert stored(article).version == article.version


def test_save_of_a_reason_alone_is_refused_and_keeps_the_reason(editor):
    article = draft()

    page = save(editor, article, reason="too good to wait")

    words = "Nothing was changed, so the reason was not saved. Choose an action or change a field."
    assert page.context["state"].errors == {"reason": [words]}
    assert as_shown(page)["reason"] == "too good to wait"
    assert stored(article).version == 1


def test_save_and_publish_of_a_draft_promises_readers_only_the_publishing(editor):
    article = draft(title="Fog")

    saved, published = messages_of(press(editor, article, "publish", title="Mist"))

    assert saved == "Saved “Mist”: title."
    assert "Readers see it within a minute." in published


def test_edit_page_has_a_control_for_every_field_of_the_form(editor):
    page = editor.get(address(draft()))

    missing = {*ArticleForm.base_fields} - as_shown(page).keys()
    assert not missing, "Add these fields to GROUPS in articles/admin/articles/forms.py."


def test_save_keeps_the_value_of_a_field_in_no_group(editor, monkeypatch):
    article = draft(category="Harbours")
    groups = [group for group in GROUPS if "category" not in str(group.lines)]
    monkeypatch.setattr(form_group, "GROUPS", groups)
    monkeypatch.setattr(forms, "GROUPS", groups)

    save(editor, article, title="Mist")

    assert (stored(article).title, stored(article).category) == ("Mist", "Harbours")


def test_save_of_text_that_browsers_normalize_is_no_edit(editor):
    article = draft(title="Two\nlines", excerpt="a\r\nb\rc ", body="\nbegins with a line")

    save(editor, article)

    assert stored(article).version == 1


def test_save_removes_control_characters_and_records_before_and_after(editor):
    article = draft(title="Fog")

    save(editor, article, title="Mi\u202est\x07", reason="it was not that thick")

    event = Event.objects.get(article=article, version=2)
    assert (event.verb, event.actor) == (Verb.EDITED, editor.person)
    assert (event.before, event.after) == ({"title": "Fog"}, {"title": "Mist"})
    assert event.reason == "it was not that thick"


def test_save_of_topics_keeps_their_order(editor):
    article = full_draft()

    save(
        editor, article, topics="Weather\r\nHarbours\r\n\r\nWeather\r\nGulls", create_topic="Gulls"
    )

    assert article_values(stored(article))["topics"] == ["Weather", "Harbours", "Gulls"]


def test_save_adds_changes_orders_and_deletes_pictures(editor):
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


def test_save_of_related_links_keeps_what_the_form_does_not_show(editor):
    article = full_draft()

    new = {"related-2-title": "Gulls too", "related-2-provider": "new.example"}
    new["create_provider"] = "new.example"
    save(editor, article, **{"related-0-quality": "31", "related-1-DELETE": "on"}, **new)

    changed, added = article_values(stored(article))["related"]
    assert changed == LINK | {"quality": 31}
    assert (added["title"], added["provider"], added["images"]) == ("Gulls too", "new.example", [])


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("title", "", "This field is required"),
        ("web_url", "javascript:alert(1)", "begins with http"),
        ("web_url", "https://good.example@evil.example/", "begins with http"),
        ("provider", "no domain", "Enter a domain"),
        ("published_at", "0001-01-01T00:00:00", "between 1900 and 2199"),
        ("quality", "-1", "greater than or equal to 0"),
        ("images-0-url", "data:image/png;base64,x", "begins with http"),
        ("related-0-web_url", "file:///etc/passwd", "begins with http"),
        ("related-0-opened", "forged", "does not belong to the page"),
    ],
)
def test_save_of_an_invalid_value_is_refused_and_keeps_the_input(editor, field, value, says):
    article = full_draft()

    response = save(editor, article, **{"excerpt": "Typed with care", field: value})

    assert says in response.content.decode()
    assert "Typed with care" in response.content.decode()
    assert stored(article).version == article.version


def test_save_by_a_reviewer_with_a_new_topic_is_refused(reviewer):
    topic("Weather")
    article = draft(title="Fog")

    refused = save(reviewer, article, topics="Weather\r\nGulls")
    save(reviewer, article, topics="Weather")

    assert "There is no topic Gulls" in refused.content.decode()
    assert article_values(stored(article))["topics"] == ["Weather"]


def test_save_by_a_reviewer_of_a_published_article_is_forbidden(reviewer, editor):
    article = published_article(title="Live")
    data_of_an_editor = editor.get(address(article))

    page = reviewer.get(address(article)).content.decode()
    response = save(reviewer, article, opened=data_of_an_editor, title="Hacked")

    assert "Save and continue" not in page
    assert response.status_code == 403
    assert stored(article).title == "Live"


def test_save_ignores_fields_that_are_not_in_the_form(editor):
    article = draft()

    save(editor, article, status="published", held="on", name="x", source="y", went_live_at="2031")

    assert stored(article).version == 1
    assert stored(article).status == Status.DRAFT


def test_edit_page_explains_why_an_article_is_a_draft_or_published(editor):
    article = draft(quality=12)
    link(article, title="The leader", quality=90)

    page = editor.get(address(article)).content.decode()
    assert "This is still a draft" in page
    assert "Its quality of 12 is below the threshold of 70." in page
    press(editor, article, "publish", reason="too good to wait")
    page = editor.get(address(article)).content.decode()

    for words in (
        "This is published",
        "too good to wait",
        f'href="/news/{article.slug}/?version=2"',
    ):
        assert words in page


def test_edit_page_of_an_unknown_article_is_not_found(editor):
    assert editor.get("/admin/articles/article/99999/change/").status_code == 404
    assert editor.get("/admin/articles/article/999999999999999999999/change/").status_code == 404
    assert editor.get("/admin/articles/article/abc/change/").status_code == 404


def test_article_has_no_delete_page(at_desk):
    article = draft()

    response = at_desk("Superuser").post(
        f"/admin/articles/article/{article.pk}/delete/", {"post": "yes"}
    )

    assert response.status_code == 404
    assert Article.objects.filter(pk=article.pk).exists()


def test_edit_page_lists_related_coverage_by_quality(editor):
    article = draft(quality=50)
    target = draft(title="We have it")
    link(article, title="Weak", quality=10)
    link(article, title="Unscored", quality=None)
    link(article, title="Strong", quality=90, target=target, web_url="https://a.example/strong")

    response = editor.get(address(article))

    rows = response.context["coverage"].rows
    assert [(row.link.title, row.outranks) for row in rows] == [
        ("Strong", True),
        ("Weak", False),
        ("Unscored", False),
    ]
    page = response.content.decode()
    assert f'<a href="{address(target)}">Strong</a>' in page
    assert '<a href="https://a.example/strong" rel="noopener noreferrer">' in page
    assert page.count("Outranks this article") == 1


def test_edit_page_compares_quality_with_the_threshold(editor):
    PublishingRule.objects.update(threshold=60, corroborated_threshold=40)
    lonely, corroborated = draft(quality=50), draft(quality=50)
    link(corroborated)

    assert "10 short of 60" in editor.get(address(lonely)).content.decode()
    assert "meets 40" in editor.get(address(corroborated)).content.decode()


def test_unpublish_time_is_set_and_cleared(editor):
    article = published_article()

    press(editor, article, "set_expiry", at="2131-05-04T12:00")
    assert "Will be unpublished" in editor.get(address(article)).content.decode()
    press(editor, article, "clear_expiry")

    assert Article.objects.get().expires_at is None


def crowd(article, links, events, conflicts):
    edit(article, {"related": [LINK | {"title": f"Link {n}"} for n in range(links)]}, by=SYSTEM)
    for number in range(events):
        edit(article, {"excerpt": f"Excerpt {number}"}, by=SYSTEM)
    Conflict.objects.bulk_create(
        Conflict(
            article=article,
            field="body",
            created_at=NOON,
            resolved_at=NOON,
            resolution=Resolution.OURS,
        )
        for _ in range(conflicts)
    )
    for field in VALUE_FIELDS[: min(conflicts, 10)]:
        conflict_about(article, field)


@pytest.mark.parametrize(
    ("standing", "number_of"),
    [
        ("draft", (0, 0, 0)),
        ("hold", (200, 30, 5)),
        ("publish", (0, 500, 300)),
        ("publish run", (200, 30, 30)),
    ],
)
def test_edit_page_query_count_is_bounded(editor, reviewer, standing, number_of):
    article = draft(quality=90, provider=provider(), topics=(topic(),))
    crowd(article, *number_of)
    if standing == "publish run":
        execute(start_publish_run([Rule("Everything", 70)], by=SYSTEM))
    elif standing != "draft":
        press(editor, article, standing)
        editor.get(address(article))  # with the message about it
    reviewer.get(address(article))

    with CaptureQueriesContext(connection) as asked:
        page = editor.get(f"{address(article)}?list=quality_from%3D10").content.decode()

    assert ("in <a" in page, f"{reviewer.person}</b> is" in page) == (
        standing == "publish run",
        True,
    )
    assert len(asked) <= MOST_QUERIES, [query["sql"][:100] for query in asked]


def test_scores_are_read_only_for_a_reviewer_and_the_rest_is_saved(reviewer):
    article = draft(quality=10)

    page = reviewer.get(address(article))
    save(reviewer, article, quality="99", title="Better")

    assert page.context["forms"].form.fields["quality"].disabled
    article.refresh_from_db()
    assert (article.quality, article.title) == (10, "Better")
