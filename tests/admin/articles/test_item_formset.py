"""Forms for part of a long list of pictures or related links; the other items are kept."""

import pytest

from articles.admin.articles.item_formset import INLINE_LIMIT, PAGE_SIZE
from articles.content.seed_limits import limits_in_force
from articles.models import Article
from articles.models.value_fields import article_values
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from tests.admin.made import IMAGE, LINK
from tests.admin.sent import address, as_shown, save
from tests.factories import draft, link, provider, published_article

pytestmark = pytest.mark.django_db
MOST = limits_in_force().related


def with_links(count, **changes):
    """Return a draft with so many related links: Link 1, Link 2 and so on."""
    article = draft(**changes)
    provider("other.example")
    links = [LINK | {"title": f"Link {n}", "quality": n} for n in range(1, count + 1)]
    edit(article, {"related": links}, by=SYSTEM)
    return article


def related(article):
    return article_values(Article.objects.for_values().get(pk=article.pk))["related"]


def titles(article):
    return [each["title"].removeprefix("Link ") for each in related(article)]


def opened(client, article, query):
    return client.get(f"{address(article)}?edit=related&{query}")


def numbered(*numbers):
    return [str(number) for number in numbers]


def test_edit_page_with_many_links_has_no_forms_for_them(editor):
    article = with_links(MOST)

    response = editor.get(address(article))

    assert len(response.content) < 150_000
    assert response.context["forms"].related.forms == []
    assert response.context["coverage"].count == MOST
    assert f"Show all {MOST}" in response.content.decode()


def test_edit_page_lists_all_coverage_on_request(editor):
    article = with_links(MOST, quality=100)

    best = editor.get(address(article)).content.decode()
    whole = editor.get(address(article) + "?coverage=all").context["coverage"]

    assert "70 more outrank this article" in best
    assert (len(whole.rows), whole.hidden_outranking) == (MOST, 0)
    assert [row.link.quality for row in whole.rows] == sorted(range(1, MOST + 1), reverse=True)


def test_edit_page_with_few_links_has_all_their_forms(editor):
    page = editor.get(address(with_links(INLINE_LIMIT)))

    assert len(page.context["forms"].related.forms) == INLINE_LIMIT + 1  # with room for a new one


def test_save_of_a_page_of_items_keeps_the_others(editor):
    article = with_links(MOST)
    before = related(article)
    second = PAGE_SIZE  # the place of the first row of the second page

    page = opened(editor, article, "page=2")
    changes = {f"related-{second}-title": "Changed", f"related-{second + 1}-DELETE": "on"}
    changes[f"related-{second + 1}-web_url"] = "not validated when deleted"
    save(editor, article, opened=page, **changes)

    wanted = [before[second] | {"title": "Changed"}, *before[second + 2 :]]
    assert related(article) == before[:second] + wanted


@pytest.mark.parametrize(("query", "title"), [("", "Mist"), ("?edit=related&page=10", "Fog")])
def test_save_of_unchanged_items_keeps_them(editor, query, title):
    article = with_links(MOST, title="Fog")
    before = related(article)

    save(editor, article, opened=editor.get(address(article) + query), title=title)

    assert related(article) == before
    assert (Article.objects.get().title, Article.objects.get().version) == (
        title,
        article.version + (title != "Fog"),
    )


def test_edit_page_shows_one_item_by_its_number(editor):
    article = with_links(30)

    page = opened(editor, article, "row=17")
    assert [form.heading for form in page.context["forms"].related] == ["Link 17", ""]
    save(editor, article, opened=page, **{"related-16-title": "Link 17b"})

    assert titles(article)[15:18] == ["16", "17b", "18"]


@pytest.mark.parametrize(
    ("row", "number", "wanted"),
    [
        (7, 1, numbered(7, 1, 2, 3, 4, 5, 6, 8)),  # to the front
        (2, 7, numbered(1, 3, 4, 5, 6, 2, 7, 8)),  # before the seventh
        (2, 9, numbered(1, 3, 4, 5, 6, 7, 8, 2)),  # to the end
        (2, "", numbered(1, 3, 4, 5, 6, 7, 8, 2)),
    ],
)
def test_save_with_a_new_number_moves_the_item(editor, row, number, wanted):
    article = with_links(8)

    page = opened(editor, article, f"row={row}")
    save(editor, article, opened=page, **{f"related-{row - 1}-ORDER": str(number)})

    assert titles(article) == wanted


@pytest.mark.parametrize(("number", "place"), [("3", 3), ("", 8)])
def test_save_of_a_new_item_puts_it_after_its_number_or_last(editor, number, place):
    article = with_links(8)
    new = {"related-8-title": "New", "related-8-ORDER": number, "related-8-opened": ""}

    save(editor, article, opened=opened(editor, article, "row=3"), **new)

    assert titles(article) == [
        *numbered(*range(1, place + 1)),
        "New",
        *numbered(*range(place + 1, 9)),
    ]


def test_save_of_too_many_items_is_refused_and_keeps_the_input(editor):
    article = with_links(MOST)
    page = opened(editor, article, "row=1")

    new = {f"related-{MOST}-title": "Typed with care", f"related-{MOST}-opened": ""}
    response = save(editor, article, opened=page, **new)

    assert f"{MOST + 1} items; the maximum is {MOST}." in response.content.decode()
    assert "Typed with care" in response.content.decode()
    assert len(titles(article)) == MOST


def test_save_of_an_invalid_item_shows_only_its_form(editor):
    article = with_links(30)

    page = opened(editor, article, "row=17")
    response = save(editor, article, opened=page, **{"related-16-quality": "-4"})

    (row, _) = response.context["forms"].related.forms
    assert row.heading == "Link 17"
    assert "greater than or equal to 0" in response.content.decode()


def test_edit_conflict_about_items_merges_both_versions(editor):
    article = with_links(30)
    page = opened(editor, article, "row=2")
    theirs = related(article)
    edit(article, {"related": [*theirs[:9], *theirs[10:]]}, by=SYSTEM)  # without the tenth

    clash = save(editor, article, opened=page, **{"related-1-title": "Link 2b"})
    assert "Not saved: edit conflict" in clash.content.decode()
    save(editor, article, opened=clash)

    assert titles(article) == ["1", "2b", *numbered(*range(3, 10)), *numbered(*range(11, 31))]


def test_edit_conflict_about_another_field_has_no_item_forms(editor):
    article = with_links(MOST)
    page = opened(editor, article, "page=1")
    edit(article, {"title": "Mist"}, by=SYSTEM)

    clash = save(editor, article, opened=page, title="Haze")

    assert clash.context["forms"].related.forms == []
    save(editor, article, opened=clash)
    assert len(titles(article)) == MOST


def test_item_forms_have_the_values_of_the_requested_version(editor):
    article = with_links(30)
    version = article.version
    edit(article, {"related": related(article)[::-1]}, by=SYSTEM)

    then = editor.get(f"{address(article, 'rows', 'related')}?version={version}&row=1")
    now = editor.get(f"{address(article, 'rows', 'related')}?row=1")

    assert 'value="Link 1"' in then.content.decode()
    assert 'value="Link 30"' in now.content.decode()


@pytest.mark.parametrize("query", ["page=0", "page=x", "row=0", "page=99999999999999999999"])
def test_edit_page_with_an_invalid_page_number_shows_the_first(editor, query):
    page = opened(editor, with_links(30), query)

    assert page.context["forms"].related.forms[0].heading == "Link 1"


@pytest.mark.parametrize(("of", "query"), [("topics", ""), ("related", "version=99")])
def test_item_forms_of_an_unknown_kind_or_version_are_not_found(editor, of, query):
    article = draft()

    assert editor.get(f"{address(article, 'rows', of)}?{query}").status_code == 404


def test_item_forms_for_a_reviewer_of_a_published_article_are_disabled(reviewer):
    article = published_article()
    link(article, title="Seen")

    page = reviewer.get(f"{address(article, 'rows', 'related')}?row=1").content.decode()

    assert 'value="Seen"' in page
    assert page.count("disabled") == page.count("<input") + page.count("<textarea")


def test_edit_page_with_many_pictures_shows_one_on_request(editor):
    article = draft()
    images = [IMAGE | {"url": f"https://p.example/{n}.jpg"} for n in range(20)]
    edit(article, {"images": images}, by=SYSTEM)

    assert editor.get(address(article)).context["forms"].images.forms == []
    page = editor.get(address(article) + "?edit=images&row=20")
    save(editor, article, opened=page, **{"images-19-title": "The last"})

    stored = article_values(Article.objects.for_values().get(pk=article.pk))["images"]
    assert stored == [*images[:-1], images[-1] | {"title": "The last"}]


def test_save_and_continue_keeps_the_page_of_items(editor):
    article = with_links(30)
    query = "?edit=related&page=2"
    data = as_shown(editor.get(address(article) + query))

    response = editor.post(address(article) + query, data | {"_continue": "yes", "title": "Mist"})

    assert response.url == address(article) + "?edit=related&page=2"
