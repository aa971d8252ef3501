"""Rate limits per token and per address, and sizes of bodies."""

from datetime import timedelta

import pytest
from django.http import UnreadablePostError

from articles.api.write.seeds import Body
from articles.models import Article
from articles.seeds.limits import MEGABYTE
from tests.api.pushing import Program, zipped
from tests.factories import person, published_article, seed_text


@pytest.fixture
def limits(settings):
    settings.NEWSDESK_API_LIMITS = {"token": 3, "address": 3, "failures": 3}


def assert_limited(response, left):
    assert response.status_code == 429
    assert response["Content-Type"] == "application/problem+json"
    assert response["Retry-After"] == response["RateLimit-Reset"] == left
    assert response["RateLimit-Remaining"] == "0"


def test_token_is_limited_whatever_its_address(limits, settled):
    owner = person("Editor")
    program, other = Program("view_event", owner=owner), Program("view_article", owner=owner)
    settled.shift(timedelta(seconds=20))

    answers = [program.get("/api/v1/events", REMOTE_ADDR=f"10.0.0.{n}") for n in range(4)]

    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert [each["RateLimit-Remaining"] for each in answers] == ["2", "1", "0", "0"]
    assert answers[0]["RateLimit-Limit"] == "3"
    assert answers[0]["Cache-Control"] == "no-store"
    assert_limited(answers[-1], "40")
    assert other.get("/api/v1/desk/articles/1").status_code == 404  # another token
    settled.shift(timedelta(seconds=40))
    assert program.get("/api/v1/events").status_code == 200


def test_requests_that_a_token_is_refused_count(limits):
    program = Program("view_article")

    answers = [program.get("/api/v1/events") for _ in range(8)]

    assert [each.status_code for each in answers] == [403] * 3 + [429] * 5
    assert [each["RateLimit-Remaining"] for each in answers] == ["2", "1"] + ["0"] * 6
    assert_limited(answers[-1], "60")


def test_address_is_limited_in_reading(client, limits):
    path = f"/api/v1/articles/{published_article().pk}"

    answers = [client.get(path) for _ in range(4)]

    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert_limited(answers[-1], "60")
    assert "RateLimit-Limit" not in answers[0]  # a cache may give it to others
    assert client.get(path, REMOTE_ADDR="10.9.9.9").status_code == 200


def test_address_is_the_one_that_our_proxy_names(client, limits, settings):
    settings.NEWSDESK_PROXIES = 1
    path = f"/api/v1/articles/{published_article().pk}"

    for number in range(4):
        forged = f"10.0.0.{number}, 192.0.2.7"
        answer = client.get(path, headers={"X-Forwarded-For": forged})
    assert answer.status_code == 429


def test_failed_authentication_is_limited_by_address(client, limits):
    program = Program("view_event")

    bad = {"Authorization": "Bearer nd_guess"}
    answers = [client.get("/api/v1/events", headers=bad) for _ in range(4)]

    assert [each.status_code for each in answers] == [401, 401, 401, 429]
    assert_limited(answers[-1], "60")
    assert program.get("/api/v1/events").status_code == 200  # a valid token from there


def test_no_limit(client, settings):
    settings.NEWSDESK_API_LIMITS = {"token": 0, "address": 0, "failures": 0}
    program = Program("view_event")

    assert "RateLimit-Limit" not in program.get("/api/v1/events")


def test_too_large_seed_is_refused(settings):
    settings.NEWSDESK_SEED_LIMITS = {"seed_bytes": 1_000}
    answer = Program("import_seeds").push("a.md", seed_text(body="x" * 1_001))

    assert answer.status_code == 413
    assert "1,000 bytes" in answer.json()["detail"]


def test_too_large_zip_is_refused(settings):
    settings.NEWSDESK_SEED_LIMITS = {"zip_bytes": 1_000}
    answer = Program("import_seeds").push_zip({"a.md": "x" * 1_001})

    assert answer.status_code == 413


def test_zip_may_be_larger_than_other_bodies():
    program = Program("import_seeds")
    padding = {"picture.jpg": "x" * 2 * MEGABYTE}

    assert program.push_zip({"a.md": seed_text(), **padding}).status_code == 202


def test_large_body_without_a_token_is_refused(client):
    data = zipped({"a.md": "x" * 2 * MEGABYTE})

    answer = client.post("/api/v1/sources/default/imports", data, content_type="application/zip")

    assert answer.status_code == 413


def test_large_body_with_a_wrong_token_is_not_read(client):
    class Unread:
        def read(self, *_size):
            raise AssertionError("The body was read.")

        readline = read

    answer = client.generic(
        "POST",
        "/api/v1/sources/default/imports",
        b"",
        "application/zip",
        headers={"Authorization": "Bearer nd_wrong"},
        **{"CONTENT_LENGTH": str(40 * MEGABYTE), "wsgi.input": Unread()},
    )

    assert answer.status_code == 401


BAD_BODIES = {b"": 422, b"no zip": 422, b"PK\x03\x04 broken": 422}


@pytest.mark.parametrize("data", BAD_BODIES)
def test_bad_zip_is_refused(data, settings):
    program = Program("import_seeds")
    path = "/api/v1/sources/default/imports"

    assert program.post(path, data, content_type="application/zip").status_code == 422
    assert not [*settings.NEWSDESK_UPLOADS.iterdir()]


def test_strange_path_of_a_seed_is_refused(settings):
    program = Program("import_seeds")

    for path in (
        "a.txt", "../a.md", ".hidden.md", "a b.md", "_news/é.md", "a", "./a.md", "a//b.md",
        "a/./b.md", "/a.md", f"{'a/' * 1_200}x.md", f"{'a/' * 20}x.md", f"{'a' * 300}.md",
        "/".join(["a" * 200] * 6) + ".md",
    ):  # fmt: skip
        answer = program.push(path, seed_text())
        assert answer.status_code == 422, path
        assert [error["field"] for error in answer.json()["errors"]] == ["path"], path
    assert not [*settings.NEWSDESK_UPLOADS.glob("*")]


def test_longest_path_of_a_seed_is_imported():
    path = "/".join([*["a" * 39] * 19, "x" * 237 + ".md"])

    assert Program("import_seeds").push(path, seed_text()).json()["path"] == path


def test_ending_of_a_seed_in_capitals():
    answer = Program("import_seeds").push("x.MD", seed_text()).json()

    assert answer["article"] == Article.objects.get().pk


def test_body_that_breaks_off_leaves_no_folder(monkeypatch, settings):
    def break_off(_body):
        raise UnreadablePostError("gone")

    monkeypatch.setattr(Body, "chunks", break_off)
    program = Program("import_seeds")

    with pytest.raises(UnreadablePostError):
        program.push("a.md", seed_text())
    with pytest.raises(UnreadablePostError):
        program.push_zip({"a.md": seed_text()})
    assert not [*settings.NEWSDESK_UPLOADS.glob("*")]


@pytest.mark.parametrize(
    "body", ["", "no front matter", "---\n- a\n---\n", "---\n\u0000: [\n---\n"]
)
def test_bad_seed_is_refused(body, settings):
    answer = Program("import_seeds").push("a.md", body)

    assert answer.status_code == 422
    assert not [*settings.NEWSDESK_UPLOADS.iterdir()]
