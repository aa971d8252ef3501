"""The page that describes the API: rendered from its OpenAPI description, without scripts."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

from articles.listing.http_cache import respond, validators_of

View = Callable[..., HttpResponse]
Described = dict[str, Any]
"""A part of an OpenAPI description."""


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a field of an object."""

    name: str
    kind: str
    description: str
    is_required: bool
    example: str


@dataclass(frozen=True, slots=True)
class Operation:
    """What a method does at an address, and what it takes and returns (names of objects)."""

    method: str
    path: str
    details: Described
    parameters: list[Field]
    body: str
    answers: list[tuple[str, str, str]]

    @property
    def needs_token(self) -> bool:
        return bool(self.details.get("security"))


class ReferencePage(DocsBase):
    """The page at the root of the API."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **_path: Any) -> HttpResponse:
        schema = api.get_openapi_schema()
        tags: dict[str, list[Operation]] = {}
        for path, methods in schema["paths"].items():
            for method, details in methods.items():
                operation = _operation(method, path, details)
                tags.setdefault(details["tags"][0], []).append(operation)
        schemas = schema["components"]["schemas"]
        names = sorted({name for each in tags.values() for name in _named(each, schemas)})
        context = {
            "tags": tags,
            "objects": [(name, schemas[name], fields_of(schemas[name])) for name in names],
            "path": reverse("api:openapi-view"),
        }
        return render(request, "api/reference.html", context)


def cached(view: View) -> View:
    """Decorate a view of what depends only on the program and its settings."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, **path: Any) -> HttpResponse:
        return respond(request, validators_of(request.path), lambda: view(request, **path))

    return answer


def kind_of(schema: Described) -> str:
    """Return the type of a value in words, such as "list of Picture" or "time or null"."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        return " or ".join(dict.fromkeys(kind_of(each) for each in choices))
    if "enum" in schema or "const" in schema:
        return " or ".join(f"“{value}”" for value in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return f"list of {kind_of(schema.get('items', {}))}"
    formats = {"date-time": "time", "binary": "bytes"}
    names = {"string": "text", "integer": "number", "boolean": "true or false"}
    kind = str(schema.get("type", "anything"))
    return formats.get(schema.get("format", "")) or names.get(kind, kind)


def fields_of(schema: Described) -> list[Field]:
    """Return the fields of an object."""
    required = schema.get("required", ())
    properties = schema.get("properties", {}).items()
    return [_field(name, each, each, name in required) for name, each in properties]


def _field(name: str, about: Described, schema: Described, is_required: bool) -> Field:
    example = next(iter(schema.get("examples", ())), "")
    return Field(name, kind_of(schema), about.get("description", ""), is_required, str(example))


def _operation(method: str, path: str, details: Described) -> Operation:
    parameters = [
        _field(each["name"], each, each["schema"], each["required"])
        for each in details.get("parameters", ())
    ]
    answers = [
        (str(status), answer["description"], _content(answer))
        for status, answer in sorted(details["responses"].items())
    ]
    body = _content(details.get("requestBody", {}))
    return Operation(method.upper(), path, details, parameters, body, answers)


def _content(message: Described) -> str:
    """Return what a body is: the name of an object, or a media type."""
    kinds = [
        kind_of(each["schema"]) if "json" in media_type else media_type
        for media_type, each in message.get("content", {}).items()
    ]
    return " or ".join(kinds)


def _named(operations: list[Operation], schemas: Described) -> set[str]:
    """Return the names of the objects that these operations take or return, and of their parts."""
    texts = [each.body for each in operations]
    texts += [content for each in operations for _, _, content in each.answers]
    found: set[str] = set()
    while texts:
        for name in {*texts.pop().split()} & schemas.keys() - found:
            found.add(name)
            texts += [field.kind for field in fields_of(schemas[name])]
    return found
