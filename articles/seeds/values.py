"""Validate value fields by the rules of seed files.

Text that people type follows the same rules, so that all stored values can be written to a file
and read back unchanged.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from articles.seeds.fields import ARTICLE, IMAGE, ITEMS, RELATED, Fields
from articles.seeds.limits import LIMITS, Limits
from articles.seeds.reader import sentence
from articles.seeds.records import SeedArticle
from articles.seeds.sanitize import Node, Sanitizer
from articles.seeds.yaml_positions import field_name

_NAMES = {field.key(3): field.value for field in ARTICLE}
NOT_AS_IT_SHOULD_BE = "is not in the form that it must have."


def faults_of(values: Mapping[str, Any], limits: Limits = LIMITS) -> dict[str, str]:
    """Return, by value field, what is wrong with an article's complete values; {} for nothing.

    Nothing is cleaned: a value that a reader would clean is a fault here.
    """
    node = _node(values, ARTICLE)
    sanitizer = Sanitizer(limits)
    body = values.get("body")
    node["body"] = sanitizer.body(body) if isinstance(body, str) else body
    sanitizer.article(node)
    faults = [(str(path[0]), _placed(path, message)) for path, message in sanitizer.faults]
    faults += [(warning.field.partition("[")[0], warning.message) for warning in sanitizer.warnings]
    record, typed = _record(node)
    faults += typed
    if record is not None:
        found = record.values()
        faults += [
            (name, NOT_AS_IT_SHOULD_BE)
            for name in values
            if _differs(found.get(name), values[name])
        ]
    return {_NAMES.get(key, key): message for key, message in reversed(faults)}


def _record(node: Node) -> tuple[SeedArticle | None, list[tuple[str, str]]]:
    try:
        return SeedArticle.model_validate(node, by_alias=True, by_name=False), []
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        return None, [(str(e["loc"][0]), _placed(e["loc"], sentence(e["type"]))) for e in found]


def _placed(path: tuple[int | str, ...], message: str) -> str:
    """Name the place only where the field alone does not."""
    return message if len(path) == 1 else f"{field_name(path)} {message}"


def _differs(found: Any, given: Any) -> bool:
    return type(found) is not type(given) or found != given


def _node(values: Mapping[str, Any], fields: Fields) -> Node:
    """Return what a file of the third generation would hold."""
    node = {
        field.key(3): _plain(values[field.value], field.kind)
        for field in fields
        if field.value in values and values[field.value] is not None
    }
    if node.get("provider") == "":
        del node["provider"]
    return node


def _plain(value: Any, kind: str) -> Any:
    if kind in {"text", "names"}:
        return _escaped(value)
    if kind == "provider":
        return {"domain": value} if value != "" else value
    if kind in ITEMS and isinstance(value, list):
        fields = IMAGE if kind == "images" else RELATED
        return [_node(item, fields) if isinstance(item, Mapping) else item for item in value]
    return value


def _escaped(value: Any) -> Any:
    """Escape ampersands: one that a person typed begins no entity."""
    if isinstance(value, list):
        return [_escaped(item) for item in value]
    return value.replace("&", "&amp;") if isinstance(value, str) else value
