"""Errors are problem details (RFC 9457), whichever part of the site answers."""

import pytest

from articles.api.read import articles
from tests.factories import article, published_article


def problem(response):
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    body = response.json()
    assert body["type"] == "about:blank"
    assert body["status"] == response.status_code
    return body


def test_missing_and_hidden_articles_are_the_same_problem(client):
    draft = article()

    answers = [problem(client.get(f"/api/v1/articles/{pk}")) for pk in (draft.pk, 999)]

    assert answers[0] == answers[1]
    assert answers[0]["title"] == "Not Found"


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1/articles/1/more"])
def test_unknown_address_is_a_problem(client, path):
    assert problem(client.get(path))["status"] == 404


def test_wrong_method_is_a_problem_that_names_the_methods(client):
    response = client.post(f"/api/v1/articles/{published_article().pk}")

    assert problem(response)["title"] == "Method Not Allowed"
    assert {*response["Allow"].split(", ")} == {"GET", "HEAD"}


def test_failure_is_a_problem_without_details(client, monkeypatch):
    def fail(*args):
        raise RuntimeError("secret")

    client.raise_request_exception = False
    monkeypatch.setattr(articles, "represent_articles", fail)

    response = client.get(f"/api/v1/articles/{published_article().pk}")

    assert problem(response) == {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
    }


def test_too_large_body_is_a_problem(client):
    response = client.post("/api/v1/articles/1", "x" * 2**21, content_type="text/plain")

    assert problem(response)["status"] == 413


def test_options_names_methods_and_lets_scripts_of_other_sites_read(client):
    response = client.options(f"/api/v1/articles/{published_article().pk}")

    assert response.status_code == 204
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "If-None-Match" in response["Access-Control-Allow-Headers"]
    assert "Authorization" not in response["Access-Control-Allow-Headers"]
    assert "RateLimit-Remaining" in response["Access-Control-Expose-Headers"]
    assert "Content-Type" not in response


def test_head_is_a_get_without_a_body(client):
    path = f"/api/v1/articles/{published_article().pk}"

    head, get = client.head(path), client.get(path)

    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Length"] == get["Content-Length"]
    assert head["Content-Type"] == "application/json"


def test_pages_of_the_site_keep_their_own_errors(client):
    response = client.get("/nothing")

    assert response["Content-Type"].startswith("text/html")
    assert "Access-Control-Allow-Origin" not in response
