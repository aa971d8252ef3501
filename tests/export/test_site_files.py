"""`export_site` replaces and removes only its own files, and writes a text as its file has it."""

import fcntl
import json
import os

import pytest

from articles.export.file_writing import TEMPORARY
from articles.export.manifest import NAME
from articles.export.site_files import ExportRefused, export_site
from articles.models import Article, Provider
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.transitions import unpublish
from tests.export.trees import tree
from tests.factories import NOON, published_article, seed_text, topic, write_seeds
from tests.ingest.desk import imported
from tests.management.running import run
from tests.public.crowd import publish_many

pytestmark = pytest.mark.django_db
INDEX = "api/news/index.json"


def export(out):
    return export_site(out, now=NOON)


def only_item(out):
    return json.loads((out / INDEX).read_bytes())["value"][0]


def harbours(**changes):
    return topic(parent=topic("Coast"), services={"news": "https://x.example"}, **changes)


def test_site_without_articles_has_one_empty_page(out):
    export(out)

    assert (out / INDEX).read_text() == '{\n  "page": 1,\n  "value": [],\n  "nextPage": null\n}'
    assert sorted(tree(out)) == [NAME, INDEX, "api/news/page/1/index.json", "news-sitemap.xml"]


def test_topic_has_pages_only_with_parent_and_service_and_articles(out):
    publish_many(
        1, topics=[harbours(), topic("No parent", services={"news": "x"})], providers=[p()]
    )
    topic("Empty", parent=topic("Other"), services={"news": "https://x.example"})

    export(out)

    assert {path.name for path in (out / "api/news").iterdir() if path.is_dir()} == {
        "harbours",
        "page",
    }


def p():
    return Provider.objects.create(domain="tidewire.example", name="Tidewire")


def test_export_again_writes_nothing_and_removes_what_is_no_more(out):
    articles = publish_many(60, topics=[harbours()], providers=[p()])
    export(out)
    times = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
    again = export(out)
    assert (again.written, again.same, again.removed) == (0, 9, 0)
    assert {path: path.stat().st_mtime_ns for path in times} == times

    for article in articles[10:]:
        article.delete()
    fewer = export(out)

    assert fewer.removed == 4
    assert not (out / "api/news/page/2").exists()
    assert not (out / "api/news/harbours/page/3").exists()


def test_files_of_others_are_neither_replaced_nor_removed(out):
    publish_many(30, topics=[], providers=[p()])
    export(out)
    notes = out / "api/news/page/2/notes.txt"
    notes.write_text("mine")
    (out / "api/news/page/3").mkdir()
    (out / "api/news/page/3/index.json").write_text("mine")
    publish_more = publish_many_more(30)

    found = export(out)

    assert found.problems == [
        "api/news/page/3/index.json: another program wrote this file. Delete it."
    ]
    for article in publish_more:
        article.delete()
    Article.objects.all().delete()
    export(out)
    assert notes.read_text() == (out / "api/news/page/3/index.json").read_text() == "mine"


def publish_many_more(number):
    return [published_article(slug=f"more-{n}", name=f"more-{n}") for n in range(number)]


class TestRefusals:
    def refused(self, out):
        with pytest.raises(ExportRefused) as error:
            export(out)
        return str(error.value)

    def test_file_is_refused(self, out):
        out.write_text("x")

        assert self.refused(out) == f"{out} is not a folder."

    def test_folder_with_the_pages_of_others_is_refused(self, out):
        write_seeds(out, {INDEX: "theirs"})

        assert "export_site did not write it" in self.refused(out)
        assert tree(out) == {INDEX: b"theirs"}

    def test_symlink_that_leads_out_is_refused(self, out, tmp_path):
        (tmp_path / "elsewhere").mkdir()
        out.mkdir()
        (out / "api").symlink_to(tmp_path / "elsewhere")

        assert "leads out of" in self.refused(out)
        assert tree(tmp_path / "elsewhere") == {}

    @pytest.mark.parametrize("line", ["../evil", "/etc/passwd", "api/news/../../x/index.json", "x"])
    def test_list_that_names_other_files_is_refused(self, out, line):
        write_seeds(out, {NAME: f"{line}\n"})

        assert f"names {line}, which no export writes" in self.refused(out)

    def test_second_export_at_the_same_time_is_refused(self, out):
        out.mkdir()
        folder = os.open(out, os.O_RDONLY)
        fcntl.flock(folder, fcntl.LOCK_EX)

        assert "Another export is writing" in self.refused(out)
        os.close(folder)

    def test_command_exits_with_2(self, out):
        out.write_text("x")

        ran = run("export_site", out)

        assert (ran.code, "is not a folder" in ran.err) == (2, True)


def test_torn_list_and_temporary_file_of_a_killed_export_are_repaired(out, tmp_path):
    publish_many(30, topics=[], providers=[p()])
    export(tmp_path / "whole")
    write_seeds(out, {NAME: f"{INDEX}\napi/news/pa", INDEX: "half"})
    (out / TEMPORARY).symlink_to(tmp_path / "victim")

    export(out)

    assert tree(out) == tree(tmp_path / "whole")
    assert not (tmp_path / "victim").exists()


def test_command_prints_counts_and_json(out):
    published_article()

    assert run("export_site", out).counts == {"written": "3", "already there": "0", "removed": "0"}
    ran = run("export_site", out, "--json")
    assert json.loads(ran.out) == {
        "totals": {"written": 0, "same": 3, "removed": 0},
        "problems": [],
    }


class TestTexts:
    """What a page says of an article."""

    @pytest.fixture
    def article(self, site):
        text = seed_text(
            published=True,
            title="Tea &amp; tides &#8216;now&#8217;",
            excerpt="A&nbsp;quay \u00e9 \x07",
            provider={
                "name": "Tidewire",
                "domain": "tidewire.example",
                "images": [{"url": "https://tidewire.example/1.png"}],
            },
        )
        write_seeds(site, {"_news/heron.md": text})
        imported(site, trust_published=True)
        return Article.objects.get()

    def test_imported_text_is_as_in_its_file_but_for_control_characters(self, article, out):
        export(out)

        item = only_item(out)
        assert item["title"] == "Tea &amp; tides &#8216;now&#8217;"
        assert item["excerpt"] == "A&nbsp;quay \u00e9 "
        assert item["path"] == "_news/heron.md"

    def test_edited_text_is_as_an_export_to_seeds_writes_it(self, article, out):
        edit(article, {"title": "Gulls & the &lt; sign"}, by=SYSTEM)

        export(out)

        assert only_item(out)["title"] == "Gulls &amp; the &amp;lt; sign"
        assert only_item(out)["excerpt"] == "A&nbsp;quay \u00e9 "

    def test_pictures_of_provider_are_those_of_the_file_or_of_an_editor(self, article, out):
        provider = article.provider
        provider.images = [{"url": "https://tidewire.example/2.png", "width": 50, "height": 50}]
        provider.save()
        export(out)
        assert only_item(out)["provider"]["images"][0]["url"] == "https://tidewire.example/1.png"

        provider.edited_fields = ["images"]
        provider.save()
        export(out)

        assert only_item(out)["provider"]["images"][0]["url"] == "https://tidewire.example/2.png"

    def test_article_written_here_has_a_path_and_nulls(self, out):
        published_article(name="2031-05-04-quay", web_url="", title="Quay", original_url="")

        export(out)

        item = only_item(out)
        assert item["path"] == "_news/2031-05-04-quay.md"
        empty = [name for name, value in item.items() if value is None]
        assert {"webUrl", "images", "provider", "topics", "categories", "type"} <= {*empty}
        assert "/news/2031-05-04-quay/</loc>" in (out / "news-sitemap.xml").read_text()

    def test_unpublished_article_disappears(self, article, out):
        export(out)

        unpublish(article, by=SYSTEM)
        export(out)

        assert json.loads((out / INDEX).read_bytes())["value"] == []
        assert "secured" not in (out / INDEX).read_text()
