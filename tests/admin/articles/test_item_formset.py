"""The rows of a long list are brought when they are asked for: what was not brought stays."""

import pytest

from articles.admin.articles.item_formset import FEW, PAGE
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


def test_a_page_with_two_hundred_links_is_small_and_brings_no_row(editor):
    article = with_links(MOST)

    response = editor.get(address(article))

    assert len(response.content) < 150_000
    assert response.context["editor"].related.forms == []
    assert response.context["coverage"].count == MOST
    assert f"Show all {MOST}" in response.content.decode()


def test_all_coverage_is_listed_when_asked_for_and_what_outranks_is_always_told(editor):
    article = with_links(MOST, quality=100)

    best = editor.get(address(article)).content.decode()
    whole = editor.get(address(article) + "?coverage=all").context["coverage"]

    assert "70 more outrank this article" in best
    assert (len(whole.rows), whole.hidden_outranking) == (MOST, 0)
    assert [row.link.quality for row in whole.rows] == sorted(range(1, MOST + 1), reverse=True)


def test_a_short_list_is_shown_at_once(editor):
    page = editor.get(address(with_links(FEW)))

    assert len(page.context["editor"].related.forms) == FEW + 1  # with room for a new one


def test_a_save_without_rows_changes_none(editor):
    article = with_links(MOST)
    before = related(article)

    save(editor, article, title="Mist")

    assert related(article) == before
    assert Article.objects.get(pk=article.pk).title == "Mist"


def test_a_page_of_rows_is_changed_and_the_others_stay(editor):
    article = with_links(MOST)
    before = related(article)
    second = PAGE  # the place of the first row of the second page

    page = opened(editor, article, "page=2")
    changes = {f"related-{second}-title": "Changed", f"related-{second + 1}-DELETE": "on"}
    save(editor, article, opened=page, **changes)

    wanted = [before[second] | {"title": "Changed"}, *before[second + 2 :]]
    assert related(article) == before[:second] + wanted


def test_a_page_that_was_brought_and_not_touched_is_no_edit(editor):
    article = with_links(MOST)

    save(editor, article, opened=opened(editor, article, "page=10"))

    assert Article.objects.get(pk=article.pk).version == article.version


def test_one_row_is_asked_for_by_its_number(editor):
    article = with_links(30)

    page = opened(editor, article, "row=17")
    assert [form.heading for form in page.context["editor"].related] == ["Link 17", ""]
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
def test_a_row_is_moved_among_those_that_are_not_open(editor, row, number, wanted):
    article = with_links(8)

    page = opened(editor, article, f"row={row}")
    save(editor, article, opened=page, **{f"related-{row - 1}-ORDER": str(number)})

    assert titles(article) == wanted


def test_a_new_row_follows_the_open_row_whose_number_it_shares(editor):
    article = with_links(8)

    page = opened(editor, article, "row=3")
    save(editor, article, opened=page, **{"related-8-title": "New", "related-8-ORDER": "3"})

    assert titles(article) == [*numbered(1, 2, 3), "New", *numbered(4, 5, 6, 7, 8)]


def test_a_new_row_without_a_number_is_the_last(editor):
    article = with_links(8)

    save(editor, article, **{"related-8-title": "New", "related-8-opened": ""})

    assert titles(article) == [*numbered(*range(1, 9)), "New"]


def test_rows_over_the_limit_are_refused_and_nothing_is_lost(editor):
    article = with_links(MOST)
    page = opened(editor, article, "row=1")

    new = {f"related-{MOST}-title": "Typed with care", f"related-{MOST}-opened": ""}
    response = save(editor, article, opened=page, **new)

    assert f"These are {MOST + 1}; the most is {MOST}." in response.content.decode()
    assert "Typed with care" in response.content.decode()
    assert len(titles(article)) == MOST


def test_a_row_that_is_taken_out_may_be_wrong(editor):
    article = with_links(3)

    save(editor, article, **{"related-1-web_url": "no address", "related-1-DELETE": "on"})

    assert titles(article) == ["1", "3"]


def test_what_is_wrong_in_a_row_is_shown_with_that_row_alone(editor):
    article = with_links(30)

    page = opened(editor, article, "row=17")
    response = save(editor, article, opened=page, **{"related-16-quality": "-4"})

    (row, _) = response.context["editor"].related.forms
    assert row.heading == "Link 17"
    assert "greater than or equal to 0" in response.content.decode()


def test_a_clash_about_rows_joins_both_sides_and_keeps_those_that_were_not_open(editor):
    article = with_links(30)
    page = opened(editor, article, "row=2")
    theirs = related(article)
    edit(article, {"related": [*theirs[:9], *theirs[10:]]}, by=SYSTEM)  # without the tenth

    clash = save(editor, article, opened=page, **{"related-1-title": "Link 2b"})
    assert "Not saved: edit conflict" in clash.content.decode()
    save(editor, article, opened=clash)

    assert titles(article) == ["1", "2b", *numbered(*range(3, 10)), *numbered(*range(11, 31))]


def test_a_clash_about_something_else_brings_no_rows(editor):
    article = with_links(MOST)
    page = opened(editor, article, "page=1")
    edit(article, {"title": "Mist"}, by=SYSTEM)

    clash = save(editor, article, opened=page, title="Haze")

    assert clash.context["editor"].related.forms == []
    save(editor, article, opened=clash)
    assert len(titles(article)) == MOST


def test_rows_are_brought_as_they_were_when_the_page_was_opened(editor):
    article = with_links(30)
    version = article.version
    edit(article, {"related": related(article)[::-1]}, by=SYSTEM)

    then = editor.get(f"{address(article, 'rows', 'related')}?version={version}&row=1")
    now = editor.get(f"{address(article, 'rows', 'related')}?row=1")

    assert 'value="Link 1"' in then.content.decode()
    assert 'value="Link 30"' in now.content.decode()


@pytest.mark.parametrize("query", ["", "page=0", "page=x", "row=0", "page=99999999999999999999"])
def test_an_odd_address_leads_to_the_first_page_of_rows(editor, query):
    page = opened(editor, with_links(30), query)

    assert page.context["editor"].related.forms[0].heading == "Link 1"


@pytest.mark.parametrize(("of", "query"), [("topics", ""), ("related", "version=99")])
def test_rows_that_there_are_not_are_not_found(editor, of, query):
    article = draft()

    assert editor.get(f"{address(article, 'rows', of)}?{query}").status_code == 404


def test_whoever_may_only_look_is_brought_rows_to_look_at(reviewer):
    article = published_article()
    link(article, title="Seen")

    page = reviewer.get(f"{address(article, 'rows', 'related')}?row=1").content.decode()

    assert 'value="Seen"' in page
    assert page.count("disabled") == page.count("<input") + page.count("<textarea")


def test_many_pictures_are_brought_when_asked_for_as_well(editor):
    article = draft()
    images = [IMAGE | {"url": f"https://p.example/{n}.jpg"} for n in range(20)]
    edit(article, {"images": images}, by=SYSTEM)

    assert editor.get(address(article)).context["editor"].images.forms == []
    page = editor.get(address(article) + "?edit=images&row=20")
    save(editor, article, opened=page, **{"images-19-title": "The last"})

    stored = article_values(Article.objects.for_values().get(pk=article.pk))["images"]
    assert stored == [*images[:-1], images[-1] | {"title": "The last"}]


def test_saving_and_going_on_stays_with_the_rows(editor):
    article = with_links(30)
    query = "?edit=related&page=2"
    data = as_shown(editor.get(address(article) + query))

    response = editor.post(address(article) + query, data | {"_continue": "yes", "title": "Mist"})

    assert response.url == address(article) + "?edit=related&page=2"
