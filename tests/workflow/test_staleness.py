"""Two people never overwrite each other silently."""

import pytest

from articles.models import Article, Event
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit, revert
from articles.workflow.errors import Stale, WorkflowError
from tests.factories import draft
from tests.workflow.transition_cases import FROM, VERBS, do, ready_for

pytestmark = pytest.mark.django_db


def change_elsewhere(article, **columns):
    Article.objects.filter(pk=article.pk).update(version=article.version + 1, **columns)


@pytest.mark.parametrize("verb", VERBS)
def test_action_on_an_outdated_article_is_refused(verb):
    article = ready_for(verb, min(FROM[verb]))
    change_elsewhere(article, title="Changed meanwhile")

    with pytest.raises(Stale, match="changed by someone else"):
        do(verb, article, by=SYSTEM)
    assert Event.objects.filter(article=article).count() == 1
    assert Article.objects.get(pk=article.pk).version == 2


@pytest.mark.parametrize("values", [{"excerpt": "Thick."}, {"title": "Mist"}])
def test_edit_of_an_outdated_article_is_refused_even_without_a_change(values):
    article = draft(title="Fog")
    change_elsewhere(article, title="Mist")

    with pytest.raises(Stale):
        edit(article, values, by=SYSTEM)
    assert Article.objects.get(pk=article.pk).title == "Mist"


@pytest.mark.parametrize(
    "act",
    [
        lambda article: edit(article, {"title": "Late"}, by=SYSTEM),
        lambda article: revert(article, 1, by=SYSTEM),
        lambda article: do("publish", article, by=SYSTEM),
    ],
    ids=["edit", "revert", "publish"],
)
def test_change_of_a_deleted_article_is_refused(act):
    """An import that created it was undone while the page was open."""
    article = draft()
    kept = Article.objects.get(pk=article.pk)
    article.delete()

    with pytest.raises(WorkflowError):
        act(kept)
