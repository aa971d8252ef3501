"""Write changed values to a file: only the lines of changed fields change.

bytes -> the shape's reader (what is there) -> rewrite (the changed entries) -> bytes
      -> the reader again: the values must be the ones that were asked for
"""

import codecs
import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

import yaml

from articles.seeds.cleaning import without_controls
from articles.seeds.errors import SeedRefused
from articles.seeds.fields import ARTICLE, is_empty
from articles.seeds.file_formats import ARTICLE_FILE, ORGANISATION_FILE, TOPIC_FILE, Shape
from articles.seeds.front_matter import load_mapping
from articles.seeds.front_matter_split import Parts, decode
from articles.seeds.limits import LIMITS, Limits
from articles.seeds.newlines import with_line_ends_of
from articles.seeds.rewrite import Rewriter
from articles.seeds.yaml_format import Form, entry_lines, mapping_lines
from articles.seeds.yaml_positions import compose


class WriteMismatch(Exception):
    """A written file that does not read back to the same values; do not use it."""

    def __init__(self, fields: list[str], refusal: str = "") -> None:
        wrong = refusal or ", ".join(fields)
        super().__init__(f"The file could not be written so that it reads back: {wrong}")
        self.fields = fields


def write_article(
    data: bytes,
    changes: Mapping[str, Any],
    provider_names: Mapping[str, str],
    limits: Limits = LIMITS,
) -> bytes:
    """Return a seed's bytes with `changes` made: value fields and "published" by name.

    Everything else stays as it is, and so does a field that already has the value. Raises
    SeedRefused for data that is no seed and WriteMismatch where a change cannot be written.
    """
    return _rewritten_file(ARTICLE_FILE, data, changes, provider_names, limits)


def write_organisation(data: bytes, changes: Mapping[str, Any], limits: Limits = LIMITS) -> bytes:
    """Return an organisation file's bytes with `changes` made, by the names of its record.

    As `write_article` otherwise.
    """
    return _rewritten_file(ORGANISATION_FILE, data, changes, {}, limits)


def write_topic(data: bytes, changes: Mapping[str, Any], limits: Limits = LIMITS) -> bytes:
    """Return a topic file's bytes with `changes` made, by the names of its record.

    As `write_article` otherwise.
    """
    return _rewritten_file(TOPIC_FILE, data, changes, {}, limits)


def _rewritten_file(
    shape: Shape,
    data: bytes,
    changes: Mapping[str, Any],
    provider_names: Mapping[str, str],
    limits: Limits,
) -> bytes:
    old, generation = shape.read(data, limits)
    new = old | _clean(changes)
    changed = [field for field in new if new[field] != old[field]]
    if not changed:
        return data
    form = Form(generation, provider_names)
    wanted = _Wanted(shape, old, new, changed, form, limits)
    for change_front in (_change_lines, partial(_change_lines, whole=True)):
        written = _written(data, wanted, change_front)
        if _mismatch(data, written, wanted) is None:
            return written
    written = _written(data, wanted, _write_again)
    if mismatch := _mismatch(data, written, wanted):
        raise mismatch
    return written


def compose_article(
    values: Mapping[str, Any],
    *,
    published: bool,
    provider_names: Mapping[str, str],
    limits: Limits = LIMITS,
) -> bytes:
    """Return a new seed in the third generation's form. Raises WriteMismatch."""
    new = _clean(values) | {"published": published}
    form = Form(3, provider_names)
    lines = ["---"]
    for field in ARTICLE:
        if not is_empty(new.get(field.value)):
            if field.is_group:
                lines.append("")
            lines += entry_lines(field, new[field.value], form)
    body = f"{new['body']}\n" if new.get("body") else ""
    written = "\n".join([*lines, "---", "", body]).encode()
    if mismatch := _differing(ARTICLE_FILE, written, new, limits):
        raise mismatch
    return written


class _Wanted(NamedTuple):
    shape: Shape
    old: dict[str, Any]
    new: dict[str, Any]
    changed: list[str]
    form: Form
    limits: Limits


ChangeFront = Callable[[str, _Wanted], str]


def _clean(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as a reader would give them back."""
    clean = {field: _without_controls(value) for field, value in values.items()}
    if clean.get("body"):
        clean["body"] = clean["body"].replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return clean


def _without_controls(value: Any) -> Any:
    if isinstance(value, str):
        return without_controls(value)
    if isinstance(value, list):
        return [_without_controls(item) for item in value]
    if isinstance(value, dict):
        return {key: _without_controls(item) for key, item in value.items()}
    return value


def _written(data: bytes, wanted: _Wanted, change_front: ChangeFront) -> bytes:
    text = decode(data, wanted.limits)
    parts = wanted.shape.parts(text)
    front = parts.front
    if set(wanted.changed) - {"body"}:
        front = change_front(front, wanted)
    body = parts.text[parts.body :]
    if "body" in wanted.changed:
        body = _body(body, wanted.new["body"])
    whole = parts.text[: parts.start] + front + _fence(parts, body) + body
    if len(parts.text) > len(text):
        whole = whole.removesuffix("\n")
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    raw = data[len(mark) :].decode()
    return mark + with_line_ends_of(raw, whole).encode()


def _change_lines(front: str, wanted: _Wanted, *, whole: bool = False) -> str:
    """Return the front matter with the changed lines, or the `whole` changed entries, replaced."""
    root = compose(front)
    if root is not None and root.flow_style:
        front = _as_block(front, root)
        root = compose(front)
    if root is None:
        return front
    rewriter = Rewriter(front, wanted.form, whole=whole)
    return rewriter.front(root, wanted.shape.fields, wanted.old, wanted.new)


def _as_block(front: str, root: yaml.MappingNode) -> str:
    """Return a flow mapping, `{title: x, …}`, as lines of one key each."""

    def text(node: yaml.Node) -> str:
        return front[node.start_mark.index : node.end_mark.index].replace("\n", "\n  ")

    return "".join(f"{text(key)}: {text(value)}\n" for key, value in root.value)


def _write_again(front: str, wanted: _Wanted) -> str:
    """Return a rewritten front matter, for forms that only YAML 1.2 has."""
    fields, by_key = wanted.shape.fields, wanted.shape.by_key
    left = {field.value: field for field in fields if field.value in wanted.changed}
    lines = []
    for key, value in load_mapping(front, wanted.limits).items():
        field = by_key.get(key)
        if field is None or field.value not in wanted.changed:
            lines.append(f"{_flow(key)}: {_flow(value)}")
        elif left.pop(field.value, None):
            lines += mapping_lines((field,), wanted.new, wanted.form)
    lines += mapping_lines(tuple(left.values()), wanted.new, wanted.form)
    return "\n".join([*lines, ""])


def _flow(value: Any) -> str:
    """Return a value as YAML on one line; "" for what JSON has no form for."""
    try:
        return json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):
        return ""


def _fence(parts: Parts, body: str) -> str:
    fence = parts.text[parts.end : parts.body]
    return f"{fence}\n" if body and not fence.endswith("\n") else fence


def _body(raw: str, body: str) -> str:
    """Return the text after the front matter with another body between its blank lines."""
    has_body = bool(raw.strip("\n"))
    before = raw[: len(raw) - len(raw.lstrip("\n"))] if has_body else "\n"
    after = raw[len(raw.rstrip("\n")) :] if has_body else "\n"
    return before + body + after if body else before


def _mismatch(data: bytes, written: bytes, wanted: _Wanted) -> WriteMismatch | None:
    """Return what does not read back as it should: a value, or a key that was not to change."""
    if mismatch := _differing(wanted.shape, written, wanted.new, wanted.limits):
        return mismatch
    before, after = _others(data, wanted), _others(written, wanted)
    wrong = [str(key) for key in before | after if before.get(key) != after.get(key)]
    return WriteMismatch(wrong) if wrong else None


def _differing(
    shape: Shape, written: bytes, values: Mapping[str, Any], limits: Limits
) -> WriteMismatch | None:
    try:
        read, _ = shape.read(written, limits)
    except SeedRefused as refusal:
        reasons = (f"{error.field} {error.message}".lstrip() for error in refusal.errors)
        return WriteMismatch([error.field for error in refusal.errors], " ".join(reasons))
    wrong = [field for field in values if read.get(field) != values[field]]
    return WriteMismatch(wrong) if wrong else None


def _others(data: bytes, wanted: _Wanted) -> dict[str, Any]:
    """Return what the file holds under keys that were not to change."""
    front = wanted.shape.parts(decode(data, wanted.limits)).front
    mapping = load_mapping(front, wanted.limits)
    touched = {key for key, field in wanted.shape.by_key.items() if field.value in wanted.changed}
    return {key: value for key, value in mapping.items() if key not in touched}
