"""Merge topics and providers, rename topics; imports and exports of the same files afterwards."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from articles.bulk_actions import merging
from articles.bulk_actions.merging import articles_of, merge_into, rename_topic
from articles.bulk_actions.runs import NOT_SEPARABLE
from articles.export.files import export_seeds
from articles.jobs.lifecycle import execute
from articles.models import Article, Conflict, Event, Provider, Topic, Verb
from articles.models.value_fields import article_values
from articles.workflow.actors import SYSTEM
from articles.workflow.create import create_article
from articles.workflow.edit import edit
from articles.workflow.errors import NotAllowed, NotPossible
from articles.workflow.job_control import undo_now
from tests.conformance import tables
from tests.factories import draft, link, person, provider, rule, seed_text, topic, write_seeds
from tests.ingest.desk import imported

pytestmark = pytest.mark.django_db
COVERAGE = [{"title": "Fog", "provider": {"name": "Tide", "domain": "tide.example"}}]
FILES = {
    "_news/a.md": seed_text(title="A", topics=["Harbors", "Robots"]),
    "_news/b.md": seed_text(title="B", topics=["Robots", "Harbours", "Harbors"]),
    "_news/c.md": seed_text(title="C", topics=["Robots"], related=COVERAGE),
    "_news/d.md": seed_text(title="D", provider={"name": "Tide", "domain": "tide.example"}),
    "_data/topics/harbors.yaml": "_id: '1'\nname: Harbors\nparent: Sea\nkeywords: [port]\n",
    "_data/topics/docks.yaml": "_id: '2'\nname: Docks\nparent: Harbors\n",
}


@pytest.fixture
def site(tmp_path):
    site = write_seeds(tmp_path / "site", FILES)
    imported(site)
    Topic.objects.get_or_create(name="Harbours", defaults={"slug": "harbours"})
    return site


def merged(old, into, by=SYSTEM):
    job = merge_into(old, into, by=by, expected=articles_of(old).count())
    return execute(job)


def merge_harbors(by=SYSTEM):
    return merged(Topic.objects.get(name="Harbors"), Topic.objects.get(name="Harbours"), by)


def merge_tide(by=SYSTEM):
    old, into = (Provider.objects.get(domain=f"{name}.example") for name in ("tide", "tidewire"))
    return merged(old, into, by)


def values(source="default"):
    articles = Article.objects.for_values().filter(source__name=source)
    return {article.name: article_values(article) for article in articles}


def topics():
    return {name: found["topics"] for name, found in values().items()}


MERGES = pytest.mark.parametrize("merge", [merge_harbors, merge_tide])


def test_merge_topics_moves_articles_with_one_event_each(site):
    job = merge_harbors(by=person("Managing editor"))

    assert topics() == {
        "a": ["Harbours", "Robots"],
        "b": ["Robots", "Harbours"],
        "c": ["Robots"],
        "d": ["Harbours"],
    }
    assert job.totals == {"done": 2, "skipped": 0}
    events = Event.objects.filter(bulk_action=job).order_by("article__name")
    assert [event.before for event in events] == [
        {"topics": ["Harbors", "Robots"]},
        {"topics": ["Robots", "Harbours", "Harbors"]},
    ]
    assert {event.reason for event in events} == {"topic “Harbors” merged into “Harbours”"}
    assert Topic.objects.filter(name="Docks", parent__name="Harbours").exists()


def test_merge_providers_moves_articles_and_related_links(site):
    merge_tide()

    after = values()
    assert after["d"]["provider"] == "tidewire.example"
    assert after["c"]["related"][0]["provider"] == "tidewire.example"
    assert not articles_of(Provider.objects.get(domain="tide.example")).exists()


@MERGES
def test_merge_undone_restores_all(site, merge):
    before = tables.desk(without=["version", "edited_at"])
    job = merge()

    undo_now(job, by=SYSTEM)

    assert tables.difference(before, tables.desk(without=["version", "edited_at"])) == {}


def test_merge_undone_after_the_target_was_renamed_restores_articles(site):
    job = merge_harbors()
    rename("Harbours", "Ports")

    undo_now(job, by=SYSTEM)

    after = {"a": ["Harbors", "Robots"], "b": ["Robots", "Ports", "Harbors"]}
    assert {name: topics()[name] for name in after} == after
    undone = Event.objects.filter(verb=Verb.UNDONE)
    assert {event.article.name: event.after["topics"] for event in undone} == after


def test_merge_records_the_name_of_a_target_renamed_meanwhile(site):
    old, into = Topic.objects.get(name="Harbors"), Topic.objects.get(name="Harbours")
    job = merge_into(old, into, by=SYSTEM, expected=2)
    rename("Harbours", "Ports")

    execute(job)

    moved = Event.objects.get(bulk_action=job, article__name="a")
    assert moved.after["topics"] == topics()["a"] == ["Ports", "Robots"]


def test_merge_undone_after_the_target_was_merged_skips_all(site):
    job = merge_harbors()
    merged(Topic.objects.get(name="Harbours"), topic("Ports"))
    before = topics()

    undo_now(job, by=SYSTEM)

    job.refresh_from_db()
    assert topics() == before
    assert (job.totals["undone"], job.totals["undo_skipped"]) == (0, 2)
    assert {*job.items.values_list("undo_skipped_reason", flat=True)} == {NOT_SEPARABLE}


def test_merge_moves_articles_changed_since_the_start(site):
    old, into = Topic.objects.get(name="Harbors"), Topic.objects.get(name="Harbours")
    job = merge_into(old, into, by=SYSTEM, expected=2)
    edit(Article.objects.get(name="a"), {"title": "Changed"}, by=SYSTEM)

    execute(job)

    assert topics()["a"] == ["Harbours", "Robots"]


@MERGES
def test_import_of_the_same_files_after_a_merge_changes_nothing(site, merge):
    merge()
    before = tables.whole()

    assert imported(site).run is None
    assert tables.whole() == before


@MERGES
def test_import_of_changed_files_after_a_merge_keeps_it(site, merge):
    merge()
    before = values()
    write_seeds(
        site, {path: text.replace("quality: 50", "quality: 51") for path, text in FILES.items()}
    )

    report = imported(site)

    assert report.totals["changed"] == 4
    assert values() == {name: each | {"quality": 51} for name, each in before.items()}
    assert not Conflict.objects.exists()


def test_import_of_changed_topics_after_a_merge_is_no_conflict(site):
    merge_harbors()
    write_seeds(site, {"_news/a.md": seed_text(title="A", topics=["Harbors", "Fog"])})

    imported(site)

    assert topics()["a"] == ["Harbours", "Fog"]
    assert not Conflict.objects.exists()


def test_import_of_new_files_after_a_merge_uses_the_name_in_use(site):
    merge_harbors()
    merge_tide()
    new = seed_text(
        title="E", topics=["Harbors"], provider={"name": "Tide", "domain": "tide.example"}
    )
    write_seeds(site, {"_news/e.md": new})

    imported(site)

    after = values()["e"]
    assert (after["topics"], after["provider"]) == (["Harbours"], "tidewire.example")
    assert imported(site).run is None


@MERGES
def test_export_after_a_merge_gives_the_same_articles_elsewhere(site, merge, tmp_path):
    merge()

    export_seeds(tmp_path / "out")
    imported(tmp_path / "out", source="elsewhere")

    assert values("elsewhere") == values()


@pytest.mark.parametrize("change", [merge_harbors, merge_tide, lambda: rename("Harbors", "Ports")])
def test_export_then_import_after_a_change_of_names_changes_nothing(site, change, tmp_path):
    change()
    before = values()

    export_seeds(tmp_path / "out")
    report = imported(tmp_path / "out")

    assert values() == before
    assert report.totals["created"] == report.totals["conflict"] == 0
    assert export_seeds(tmp_path / "out").written == 0


def rename(old, new, by=SYSTEM):
    rename_topic(Topic.objects.get(name=old), new, by=by)


def test_rename_topic_keeps_articles_and_survives_imports(site):
    rename("Harbors", "Ports")
    write_seeds(
        site, {path: text.replace("quality: 50", "quality: 51") for path, text in FILES.items()}
    )

    imported(site)

    assert topics()["b"] == ["Robots", "Harbours", "Ports"]
    assert not Conflict.objects.exists()


def test_rename_topic_keeps_the_facts_of_its_file(site):
    rename("Harbors", "Ports")
    path = "_data/topics/harbors.yaml"
    write_seeds(site, {path: FILES[path].replace("port", "pier")})

    imported(site)

    assert Topic.objects.get(name="Ports", parent__name="Sea").keywords == ["pier"]
    assert Topic.objects.filter(name="Docks", parent__name="Ports").exists()


def test_export_writes_the_new_name_of_a_topic_into_its_file_and_those_of_its_children(
    site, tmp_path
):
    rename("Harbors", "Ports")

    export_seeds(tmp_path / "out")

    folder = tmp_path / "out/_data/topics"
    assert (folder / "harbors.yaml").read_text() == FILES["_data/topics/harbors.yaml"].replace(
        "Harbors", "Ports"
    )
    assert "parent: Ports" in (folder / "docks.yaml").read_text()


def test_rename_topic_back_restores_its_name(site):
    before = values()
    rename("Harbors", "Ports")

    rename("Ports", "Harbors")

    assert values() == before
    assert Topic.objects.filter(name="Ports", merged_into__name="Harbors").exists()


def test_rename_topic_to_a_taken_name_is_refused(site):
    with pytest.raises(NotPossible, match="Merge the two instead"):
        rename("Harbors", "Harbours")


def test_rename_topic_back_while_articles_move_is_refused(site):
    old, into = Topic.objects.get(name="Harbors"), Topic.objects.get(name="Harbours")
    merge_into(old, into, by=SYSTEM, expected=2)

    with pytest.raises(NotPossible, match="“Harbors” still has articles"):
        rename("Harbours", "Harbors")


def test_rename_topic_to_a_merged_name_with_a_file_keeps_the_file(site):
    merge_harbors()
    before = tables.whole()

    with pytest.raises(NotPossible, match="“Harbors” has a topic file of its own"):
        rename_topic(Topic.objects.get(name="Harbours"), "Harbors", by=SYSTEM)

    assert tables.whole() == before


def test_rename_topic_to_an_old_name_with_a_rule_is_refused():
    port = topic("Port")
    old = topic("Harbor")
    Topic.objects.filter(pk=old.pk).update(merged_into=port)
    rule(topic=old)

    with pytest.raises(NotPossible, match="A publishing rule is about “Harbor”"):
        rename_topic(port, "Harbor", by=SYSTEM)


def test_rename_topic_to_a_name_taken_in_the_same_moment_is_refused(site, monkeypatch):
    def taken_first(name):
        topic(name, slug="first")
        return "second"

    monkeypatch.setattr(merging, "free_topic_slug", taken_first)

    with pytest.raises(NotPossible, match="given this name just now"):
        rename("Harbors", "Ports")


@pytest.mark.parametrize("change", [merge_harbors, lambda by: rename("Harbors", "Ports", by)])
def test_change_of_names_needs_permission(site, change):
    with pytest.raises(NotAllowed):
        change(by=person("Editor"))


def test_old_name_means_the_name_in_use_for_editors(site):
    merge_harbors()

    made = create_article(
        {"title": "Mine", "published_at": "2031-05-04T08:00:00Z", "topics": ["Harbors"]}, by=SYSTEM
    )
    edit(Article.objects.get(name="c"), {"topics": ["Harbors", "Harbours"]}, by=SYSTEM)

    assert topics()["c"] == topics()[made.name] == ["Harbours"]


def test_merge_twice_leaves_one_step_to_the_name_in_use(site):
    merge_harbors()

    job = merged(Topic.objects.get(name="Harbours"), topic("Sea towns"))

    assert Topic.objects.filter(merged_into__name="Sea towns").count() == 2
    undo_now(job, by=SYSTEM)
    assert Topic.objects.filter(name="Harbors", merged_into__name="Harbours").exists()


def test_merge_with_rows_read_before_another_merge_is_refused(site):
    harbors, harbours = Topic.objects.filter(name__startswith="Harbo").order_by("name")
    merge_harbors()

    for old, into in ((harbours, harbors), (topic("Docklands"), harbors)):
        with pytest.raises(NotPossible, match="“Harbors” is an old name of “Harbours”"):
            merged(old, into)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer")
def test_merge_of_two_rows_into_each_other_at_once_does_one():
    fog, mist = topic("Fog"), topic("Mist")
    start = Barrier(2)

    def merge(pair):
        start.wait(timeout=20)
        try:
            merge_into(*pair, by=SYSTEM, expected=0)
        except NotPossible:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        outcomes = [*pool.map(merge, [(fog, mist), (mist, fog)])]

    assert sorted(outcomes) == ["done", "refused"]
    assert Topic.objects.filter(merged_into=None).count() == 1


@pytest.mark.parametrize("kind", [topic, provider])
def test_merge_of_a_row_with_a_rule_or_into_itself_is_refused(kind):
    old, into = kind("old.example"), kind("into.example")
    rule(**{kind.__name__: old})

    for target, reason in ((into, "A publishing rule is about"), (old, "this is the same")):
        with pytest.raises(NotPossible, match=reason):
            merged(old, target)


def test_merge_of_an_unused_row_can_be_undone():
    old, into = topic("Old"), topic("Into")
    job = merged(old, into)

    undo_now(job, by=SYSTEM)

    assert Topic.objects.get(name="Old").merged_into is None


def test_articles_of_a_provider_include_those_that_link_to_it():
    tide = provider("tide.example")
    own, linking = draft(provider=tide), draft()
    link(linking, provider=tide)

    assert {*articles_of(tide)} == {own, linking}
