"""The examples of docs/api.md: each request is sent, and its response compared.

A fenced block `http` that begins with a method is a request; the next one, which begins with
`HTTP/1.1`, is its response: status, some headers, and a body, in which "…" stands for any text or
value. In a request `$ETAG` stands for the ETag of the response before, and `$TOKEN` for a token.
Each section (`##`) begins with the articles of `tests/api/example_site.py`.
"""

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.api.example_site import store_example_site

DOCS = Path(__file__).parents[2] / "docs" / "api.md"
_BLOCK = re.compile(r"^```http\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Message(NamedTuple):
    """A request or a response as the documentation writes it."""

    first: str
    headers: dict[str, str]
    body: str


def parse(block: str) -> Message:
    head, _, body = block.partition("\n\n")
    first, *lines = head.rstrip("\n").split("\n")
    return Message(first, dict(line.split(": ", 1) for line in lines), body)


def sections() -> dict[str, list[Message]]:
    """Return the messages of each section that has any."""
    titles_and_texts = re.split(r"^## (.+)$", DOCS.read_text(), flags=re.MULTILINE)[1:]
    found = zip(titles_and_texts[::2], titles_and_texts[1::2], strict=True)
    messages = {title: [parse(block) for block in _BLOCK.findall(text)] for title, text in found}
    return {title: each for title, each in messages.items() if each}


def is_like(actual: object, documented: object) -> bool:
    """Return whether a value is the documented one, in which "…" stands for anything."""
    if documented == "…":
        return True
    if isinstance(documented, dict) and isinstance(actual, dict):
        return [*actual] == [*documented] and all(
            is_like(actual[name], value) for name, value in documented.items()
        )
    if isinstance(documented, list) and isinstance(actual, list):
        return len(actual) == len(documented) and all(map(is_like, actual, documented))
    if isinstance(documented, str) and isinstance(actual, str):
        pattern = ".*".join(map(re.escape, documented.split("…")))
        return re.fullmatch(pattern, actual, re.DOTALL) is not None
    return actual == documented


@pytest.mark.parametrize("section", sections())
def test_examples_of_the_documentation(client, settings, section):
    settings.NEWSDESK_SITE_URL = "https://news.example"
    variables = {"TOKEN": store_example_site()}
    messages = sections()[section]
    for request, expected in pairwise(messages):
        if request.first.startswith("HTTP/1.1"):
            continue
        response = send(client, request, variables)
        variables["ETAG"] = response.get("ETag", "")
        assert expected.first == f"HTTP/1.1 {response.status_code} {response.reason_phrase}"
        for name, value in expected.headers.items():
            assert is_like(response[name], value), f"{name}: {response[name]}"
        text = response.content.decode()
        if expected.body:
            shown = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
            assert is_like(json.loads(text), json.loads(expected.body)), f"{request.first}\n{shown}"
        else:
            assert text == ""


def send(client, request, variables):
    def filled(text):
        return re.sub(r"\$([A-Z]+)", lambda found: variables[found[1]], text)

    method, path = request.first.split(" ")
    headers = {name: filled(value) for name, value in request.headers.items()}
    content_type = headers.pop("Content-Type", "application/json")
    body = filled(request.body).encode()
    return client.generic(method, path, body, content_type, headers=headers)
