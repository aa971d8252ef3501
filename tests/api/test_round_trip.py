"""A program pushes seeds, an editor works on them, the program publishes and undoes."""

from articles.models import Article, Conflict, Event, ImportRun, SeedFile
from articles.workflow.edit import edit
from tests.api.pushing import Program, run_jobs
from tests.factories import person, seed_text

NAME = "2031-05-04-the-tide-was-late.md"
PERMISSIONS = ("import_seeds", "publish_article", "view_event", "view_article", "change_article")


def test_push_edit_push_again_publish_undo():
    program = Program(*PERMISSIONS)
    first = program.push(NAME, seed_text(title="The tide", quality=90))
    assert (first.status_code, first.json()["outcome"]) == (201, "created")
    article = Article.objects.get()
    assert first.json()["article"] == article.pk

    again = program.push(NAME, seed_text(title="The tide", quality=90))
    assert again.json() | {"outcome": "unchanged", "run": None} == again.json()
    assert ImportRun.objects.count() == 1

    edit(article, {"title": "The tide was late"}, by=person("Editor"))
    changed = program.push(NAME, seed_text(title="A late tide", quality=91))
    assert (changed.status_code, changed.json()["outcome"]) == (200, "conflict")
    article.refresh_from_db()
    assert (article.title, article.quality) == ("The tide was late", 91)
    assert Conflict.objects.unresolved().get().field == "title"
    shown = program.get(f"/api/v1/desk/articles/{article.pk}").json()
    assert (shown["conflicts"], shown["values"]["title"]) == (["title"], "The tide was late")

    preview = program.send("/publish-runs/preview", {"threshold": 80}).json()
    assert preview == {"published": 1, "kept": 0, "reasons": {}}
    wrong = program.send("/publish-runs", {"threshold": 80, "expected": 2})
    assert wrong.status_code == 409
    run = program.send("/publish-runs", {"threshold": 80, "expected": 1})
    assert (run.status_code, run.json()["state"]) == (202, "queued")
    run_jobs()
    watched = program.get(run["Location"]).json()
    assert (watched["state"], watched["totals"]["published"]) == ("done", 1)
    assert watched["token"] == program.token.name
    items = program.get(f"{run['Location']}/items").json()
    assert [item["outcome"] for item in items["data"]] == ["published"]

    undo = program.send(f"/publish-runs/{watched['id']}/undo")
    assert (undo.status_code, undo["Location"]) == (202, run["Location"])
    run_jobs()
    assert program.get(run["Location"]).json()["state"] == "undone"
    article.refresh_from_db()
    assert article.status == "draft"

    events = program.get("/api/v1/events").json()
    verbs = [event["verb"] for event in events["data"]]
    assert verbs == ["imported", "edited", "updated", "published", "undone"]
    by_program = [event["token_name"] == program.token.name for event in events["data"]]
    assert by_program == [True, False, True, True, True]


def test_zip_is_imported_once():
    program = Program("import_seeds")
    files = {"_news/2031-05-04-a.md": seed_text(title="A"), "_news/2031-05-04-b.md": "no seed"}

    first, second = program.push_zip(files), program.push_zip(files)
    assert (first.status_code, first["Location"]) == (202, second["Location"])
    run_jobs()
    third = program.push_zip(files)
    assert third["Location"] == first["Location"]

    run = program.get(first["Location"]).json()
    assert (run["state"], run["totals"]) == ("done", run["totals"] | {"created": 1, "refused": 1})
    items = program.get(f"{first['Location']}/items?outcome=refused").json()["data"]
    assert [item["path"] for item in items] == ["_news/2031-05-04-b.md"]
    assert items[0]["problems"][0].keys() >= {"line", "field", "message"}
    assert (Article.objects.count(), Event.objects.count()) == (1, 1)


def test_older_zip_after_a_newer_one_is_another_import():
    program = Program("import_seeds")
    old, new = {"a.md": seed_text(title="Old")}, {"a.md": seed_text(title="New")}

    for files in (old, new, old):
        program.push_zip(files)
        run_jobs()

    assert Article.objects.get().title == "Old"
    assert ImportRun.objects.count() == 3


def test_preview_imports_nothing_until_it_is_confirmed():
    program = Program("import_seeds")
    preview = program.push_zip({"a.md": seed_text()}, preview="true")
    assert program.send(f"/imports/{preview.json()['id']}/confirm").status_code == 409  # not ready
    run_jobs()

    shown = program.get(preview["Location"]).json()
    assert (shown["is_preview"], shown["state"], shown["totals"]["created"]) == (True, "done", 1)
    assert not Article.objects.exists()

    confirmed = [program.send(f"/imports/{shown['id']}/confirm") for _ in range(2)]
    assert [each.status_code for each in confirmed] == [202, 202]
    assert confirmed[0]["Location"] == confirmed[1]["Location"]
    run_jobs()
    assert Article.objects.count() == 1
    assert program.get(preview["Location"]).json()["confirmed_as"] == confirmed[0].json()["id"]
    assert program.send(f"/imports/{shown['id']}/discard").status_code == 409


def test_discarded_preview_is_gone():
    program = Program("import_seeds")
    preview = program.push_zip({"a.md": seed_text()}, preview="true")

    assert program.send(f"/imports/{preview.json()['id']}/discard").status_code == 204
    assert program.get(preview["Location"]).status_code == 404


def test_import_is_undone():
    program = Program("import_seeds")
    run = program.push_zip({"a.md": seed_text()}).json()
    run_jobs()

    assert program.send(f"/imports/{run['id']}/undo").status_code == 202
    run_jobs()
    assert program.get(f"/api/v1/imports/{run['id']}").json()["state"] == "undone"
    assert not SeedFile.objects.exists()


def test_cancelled_import_imports_nothing():
    program = Program("import_seeds")
    run = program.push_zip({"a.md": seed_text()}).json()

    assert program.send(f"/imports/{run['id']}/cancel").json()["state"] == "cancelled"
    run_jobs()
    assert not Article.objects.exists()


def test_second_import_into_a_source_waits():
    program = Program("import_seeds")
    program.push_zip({"a.md": seed_text()})

    busy = [program.push_zip({"b.md": seed_text()}), program.push("c.md", seed_text())]
    assert [(each.status_code, each["Retry-After"]) for each in busy] == [(409, "5")] * 2


def test_refused_seed_names_line_and_field():
    refused = Program("import_seeds").push("a.md", seed_text(quality="high"))

    assert refused.status_code == 422
    [error] = refused.json()["errors"]
    assert (error["location"], error["field"]) == ("body", "quality")
    assert error["line"] > 1


def test_dry_run_stores_nothing():
    answer = Program("import_seeds").push("a.md", seed_text(), dry_run="true")

    assert (answer.status_code, answer.json()["outcome"]) == (200, "created")
    assert not ImportRun.objects.exists()
    assert not Article.objects.exists()


def test_known_file_keeps_its_folder():
    program = Program("import_seeds")
    program.push("_news/a.md", seed_text(title="Old"))

    assert program.push("a.md", seed_text(title="New")).json()["path"] == "_news/a.md"
    assert SeedFile.objects.get().path == "_news/a.md"


def test_push_of_one_file_makes_no_other_one_missing():
    program = Program("import_seeds")
    program.push("_news/a.md", seed_text())
    program.push("_news/b.md", seed_text())

    assert not SeedFile.objects.exclude(missing_since=None).exists()


def test_next_items_are_at_the_address_of_the_site(settings):
    settings.NEWSDESK_SITE_URL = "https://news.example"
    program = Program("import_seeds")
    run = program.push_zip({f"{name}.md": seed_text() for name in "abc"})
    run_jobs()

    page = program.get(f"{run['Location']}/items?limit=2").json()
    last = page["data"][-1]["id"]

    address = f"https://news.example{run['Location']}/items"
    assert page["next"] == f"{address}?limit=2&after={last}"
    assert len(program.get(page["next"]).json()["data"]) == 1
