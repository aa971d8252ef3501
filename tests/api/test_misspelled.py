"""An option that is misspelled is refused, and nothing is done: no dry run becomes an import."""

import pytest

from articles.models import Article, ImportRun, PublishRun
from tests.api.pushing import Program
from tests.factories import draft, seed_text, source

READING = ("/events?afer=1", "/imports/{}/items?outcom=refused", "/publish-runs/{}/items?limt=1")


def errors(answer):
    assert answer.status_code == 422
    return [(error["location"], error["field"]) for error in answer.json()["errors"]]


def test_misspelled_parameter_of_an_import():
    program = Program("import_seeds")

    assert errors(program.push("a.md", seed_text(), dryrun="true")) == [("query", "dryrun")]
    answer = program.push_zip({"a.md": seed_text()}, previw="true")
    assert errors(answer) == [("query", "previw")]
    assert not ImportRun.objects.exists()
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"leads_onyl": True}, "leads_onyl"),
        ({"thresold": 1}, "thresold"),
        ({"threshold": "1"}, "threshold"),
        ({"needs_picture": "yes"}, "needs_picture"),
    ],
)
def test_misspelled_criteria_of_a_publish_run(body, field):
    program = Program("publish_article")
    draft()

    for path, more in (("/publish-runs/preview", {}), ("/publish-runs", {"expected": 1})):
        assert errors(program.send(path, {**body, **more})) == [("body", field)]
    assert not PublishRun.objects.exists()


@pytest.mark.parametrize("path", READING)
def test_misspelled_parameter_of_a_list(path):
    program = Program("import_seeds", "publish_article", "view_event")
    run = ImportRun.objects.create(source=source(), label="a.zip", state="done")
    published = PublishRun.objects.create(state="done")
    pk = run.pk if "imports" in path else published.pk

    [(location, _)] = errors(program.get(f"/api/v1{path.format(pk)}"))
    assert location == "query"
