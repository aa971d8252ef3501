"""The description of the API, and the page that shows it."""

import pytest

from articles.api.docs import kind_of
from articles.api.read.representation import ARTICLE_FIELDS
from articles.api.read.schemas import ArticleOut
from tests.api.operations import OPERATIONS


def test_page_names_each_operation_and_what_it_returns(client):
    page = client.get("/api/v1/").content.decode()

    for label in OPERATIONS:
        path = label.split(" ")[1]
        assert f"<code>{path}</code>" in page
    assert '<details class="api-operation" id="ArticleOut">' in page
    assert "list of PictureFile" in page


def test_description_names_the_fields_of_an_article():
    assert [*ArticleOut.model_fields] == [*ARTICLE_FIELDS]


def test_page_has_neither_inline_scripts_nor_cookies(client):
    response = client.get("/api/v1/")

    assert b"<script>" not in response.content
    assert not response.cookies


@pytest.mark.parametrize("path", ["/api/v1/", "/api/v1/openapi.json"])
def test_description_is_cached_and_only_read(client, path):
    first = client.get(path)

    assert client.get(path, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert client.post(path).status_code == 405
    assert client.options(path)["Allow"] == "GET, HEAD, OPTIONS"


def test_description_leaves_out_head_and_says_that_errors_are_problems(client):
    schema = client.get("/api/v1/openapi.json").json()

    path = schema["paths"]["/api/v1/articles"]
    assert [*path] == ["get"]
    assert [*path["get"]["responses"]["422"]["content"]] == ["application/problem+json"]


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string"}, "text"),
        ({"type": "string", "format": "date-time"}, "time"),
        (
            {"anyOf": [{"$ref": "#/components/schemas/Picture"}, {"type": "null"}]},
            "Picture or null",
        ),
        ({"type": "array", "items": {"type": "integer"}}, "list of number"),
        ({"enum": ["a", "b"]}, "“a” or “b”"),
        ({"const": "a"}, "“a”"),
        ({}, "anything"),
    ],
)
def test_type_in_words(schema, words):
    assert kind_of(schema) == words
