"""Two people never overwrite each other silently."""

import pytest

from articles.models import Article, Event, Status
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit, revert
from articles.workflow.errors import Stale, WorkflowError
from tests.factories import draft
from tests.workflow.transition_cases import FROM, VERBS, do, ready_for

pytestmark = pytest.mark.django_db


def somebody_else_changes(article, **columns):
    Article.objects.filter(pk=article.pk).update(version=article.version + 1, **columns)


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_on_a_page_that_is_out_of_date_is_refused(verb):
    article = ready_for(verb, min(FROM[verb]))
    somebody_else_changes(article, title="Changed meanwhile")

    with pytest.raises(Stale, match="changed by someone else"):
        do(verb, article, by=SYSTEM)
    assert Event.objects.filter(article=article).count() == 1
    assert Article.objects.get(pk=article.pk).version == 2


def test_of_two_who_decide_at_once_the_second_is_told():
    article = draft()
    first, second = Article.objects.get(pk=article.pk), Article.objects.get(pk=article.pk)

    do("publish", first, by=SYSTEM)
    with pytest.raises(Stale):
        do("reject", second, by=SYSTEM)

    assert Article.objects.get(pk=article.pk).status == Status.PUBLISHED


def test_an_edit_of_an_article_that_has_moved_on_is_refused():
    article = draft(title="Fog")
    somebody_else_changes(article, title="Mist")

    with pytest.raises(Stale):
        edit(article, {"excerpt": "Thick."}, by=SYSTEM)
    assert Article.objects.get(pk=article.pk).title == "Mist"


def test_an_edit_that_changes_nothing_is_refused_as_well_when_it_is_out_of_date():
    article = draft(title="Fog")
    somebody_else_changes(article, title="Mist")

    with pytest.raises(Stale):
        edit(article, {"title": "Mist"}, by=SYSTEM)


@pytest.mark.parametrize(
    "act",
    [
        lambda article: edit(article, {"title": "Late"}, by=SYSTEM),
        lambda article: revert(article, 1, by=SYSTEM),
        lambda article: do("publish", article, by=SYSTEM),
    ],
    ids=["edit", "revert", "publish"],
)
def test_an_article_that_is_gone_is_refused_in_words(act):
    """An import that created it was undone while the page was open."""
    article = draft()
    kept = Article.objects.get(pk=article.pk)
    article.delete()

    with pytest.raises(WorkflowError):
        act(kept)
