"""From changed values to bytes: only the lines of a changed field change.

bytes -> read_article (what is there) -> rewrite (the changed entries) -> bytes
      -> read_article again: the values must be the ones that were asked for
"""

import codecs
from collections.abc import Mapping
from typing import Any, NamedTuple

from .cleaning import without_controls
from .emit import Form, entry_lines
from .errors import SeedRefused
from .fences import Parts, decode, split
from .fields import ARTICLE, is_empty
from .front_matter import load_mapping
from .limits import LIMITS, Limits
from .line_ends import with_line_ends_of
from .outline import compose
from .reader import read_article
from .rewrite import Rewriter
from .unfold import unfolded

_KEYS = {field.value: field.keys for field in ARTICLE}


class WriteMismatch(Exception):
    """A file that would not read back as it was written; nothing may be done with it."""

    def __init__(self, fields: list[str]) -> None:
        super().__init__(
            f"The file could not be written so that it reads back: {', '.join(fields)}."
        )
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
    record = read_article("", data, limits)
    old = record.values() | {"published": record.published}
    new = old | {field: _clean(field, value) for field, value in changes.items()}
    changed = [field for field in new if new[field] != old[field]]
    if not changed:
        return data
    form = Form(record.generation, provider_names)
    wanted = _Wanted(old, new, changed, form, limits)
    for whole in (False, True):
        written = _written(data, wanted, whole=whole)
        if not (wrong := _wrong(data, written, wanted)):
            return written
    raise WriteMismatch(wrong)


def compose_article(
    values: Mapping[str, Any],
    *,
    published: bool,
    provider_names: Mapping[str, str],
    limits: Limits = LIMITS,
) -> bytes:
    """Return a new seed in the third generation's form. Raises WriteMismatch."""
    new = {field: _clean(field, value) for field, value in values.items()} | {
        "published": published
    }
    form = Form(3, provider_names)
    lines = ["---"]
    for field in ARTICLE:
        if not is_empty(new.get(field.value)):
            if field.is_group:
                lines.append("")
            lines += entry_lines(field, new[field.value], form)
    body = f"{new['body']}\n" if new.get("body") else ""
    written = "\n".join([*lines, "---", "", body]).encode()
    read = _read_back(written, limits)
    if wrong := [field for field in new if read.get(field) != new[field]]:
        raise WriteMismatch(wrong)
    return written


class _Wanted(NamedTuple):
    old: dict[str, Any]
    new: dict[str, Any]
    changed: list[str]
    form: Form
    limits: Limits


def _clean(field: str, value: Any) -> Any:
    """Return a value as a reader would give it back."""
    if isinstance(value, str):
        value = without_controls(value)
        if field == "body":
            value = value.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return value


def _written(data: bytes, wanted: _Wanted, *, whole: bool) -> bytes:
    parts = split(decode(data, wanted.limits))
    front = parts.front
    if set(wanted.changed) - {"body"}:
        front = _front(front, wanted, whole=whole)
    body = parts.text[parts.body :]
    if "body" in wanted.changed:
        body = _body(body, wanted.new["body"])
    text = parts.text[: parts.start] + front + _fence(parts, body) + body
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    raw = data[len(mark) :].decode()
    return mark + with_line_ends_of(raw, text).encode()


def _front(front: str, wanted: _Wanted, *, whole: bool) -> str:
    root = compose(front)
    if root is not None and root.flow_style:
        front = unfolded(front, root)
        root = compose(front)
    if root is None:
        raise WriteMismatch(wanted.changed)
    return Rewriter(front, wanted.form, whole=whole).front(root, ARTICLE, wanted.old, wanted.new)


def _fence(parts: Parts, body: str) -> str:
    fence = parts.text[parts.end : parts.body]
    return f"{fence}\n" if body and not fence.endswith("\n") else fence


def _body(raw: str, body: str) -> str:
    """Return the text after the front matter with another body between its blank lines."""
    has_body = bool(raw.strip("\n"))
    before = raw[: len(raw) - len(raw.lstrip("\n"))] if has_body else "\n"
    after = raw[len(raw.rstrip("\n")) :] if has_body else "\n"
    return before + body + after if body else before


def _wrong(data: bytes, written: bytes, wanted: _Wanted) -> list[str]:
    """Return the fields, and the other keys, that do not read back as they should."""
    read = _read_back(written, wanted.limits)
    wrong = [field for field in wanted.new if read.get(field) != wanted.new[field]]
    if wrong:
        return wrong
    before, after = _others(data, wanted), _others(written, wanted)
    return sorted(key for key in before | after if before.get(key) != after.get(key))


def _read_back(written: bytes, limits: Limits) -> dict[str, Any]:
    try:
        record = read_article("", written, limits)
    except SeedRefused:
        return {}
    return record.values() | {"published": record.published}


def _others(data: bytes, wanted: _Wanted) -> dict[str, Any]:
    """Return what the file holds under keys that were not to change."""
    mapping = load_mapping(split(decode(data, wanted.limits)).front, wanted.limits)
    touched = {key for field in wanted.changed for key in _KEYS.get(field, ())}
    return {key: value for key, value in mapping.items() if key not in touched}
