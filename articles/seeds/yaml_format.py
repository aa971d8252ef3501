"""Values as the text of a seed file, in the form that real files have."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from articles.seeds.cleaning import unescape
from articles.seeds.fields import ITEMS, PROVIDER, Field, Fields, Generation, is_empty

INDENT = "  "
# What a plain scalar would not be read as text: YAML 1.1's words, which other tools follow.
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf"})
_ESCAPES = str.maketrans(
    {
        "\\": "\\\\",
        '"': '\\"',
        "\n": "\\n",
        "\r": "\\r",
        "\t": "\\t",
        "\ufeff": "\\uFEFF",
        "\u2028": "\\u2028",
        "\u2029": "\\u2029",
    }
)


_PAIR = Field("", ("", ""), "markup")


class Form(NamedTuple):
    """What the text of a value depends on: the generation, and `provider_names` by domain."""

    generation: Generation
    provider_names: Mapping[str, str]


def mapping_lines(fields: Fields, values: Mapping[str, Any], form: Form) -> list[str]:
    """Return the lines of a mapping, without indentation; empty values have none."""
    return [
        line
        for field in fields
        if not is_empty(values.get(field.value))
        for line in entry_lines(field, values[field.value], form)
    ]


def entry_lines(field: Field, value: Any, form: Form) -> list[str]:
    """Return the lines of one key and its value, without indentation."""
    key = field.key(form.generation)
    if field.kind == "provider":
        named = {"name": form.provider_names.get(value, ""), "domain": value}
        return [f"{key}:", *(INDENT + line for line in mapping_lines(PROVIDER, named, form))]
    if field.kind == "pairs":
        pairs = mapping_lines(pair_fields(value), value, form)
        return [f"{key}:", *(INDENT + line for line in pairs)]
    if isinstance(value, list):
        items = (line for item in value for line in item_lines(field, item, form))
        return [f"{key}:", *(INDENT + line for line in items)]
    return [f"{key}: {default_scalar(field, value, form)}"]


def pair_fields(names: Iterable[str]) -> Fields:
    """Return the entries of a mapping whose keys are data, as fields; their texts hold no HTML
    entities. A key is known as it is, and written with the quotes that it needs."""
    return tuple(
        Field(name, (name, styled_scalar(_PAIR, name, None)), "markup")
        for name in dict.fromkeys(names)
    )


def item_lines(field: Field, item: Any, form: Form) -> list[str]:
    """Return the lines of one item of a list, without indentation."""
    if field.kind == "names":
        lines = [default_scalar(field, item, form)]
    else:
        lines = mapping_lines(ITEMS[field.kind], item, form)
    return [f"- {lines[0]}", *(INDENT + line for line in lines[1:])]


def default_scalar(field: Field, value: Any, form: Form) -> str:
    """Return a scalar in the style that files of this generation write it in."""
    is_quoted = form.generation != 1 if field.kind == "address" else field.is_quoted
    return styled_scalar(field, value, '"' if is_quoted else None)


def styled_scalar(field: Field, value: Any, style: str | None) -> str:
    """Return a scalar in a style (None or "" is plain), in double quotes where that cannot be."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    text = escape_entities(value) if field.kind in {"text", "names"} else value
    if not style and _is_plain(text):
        return str(text)
    if style == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    if field.kind == "moment" and not style:
        return str(text)
    return '"' + text.translate(_ESCAPES) + '"'


def literal(text: str, indent: int) -> str | None:
    """Return text as a literal block (`|`) of lines so far indented, None where it cannot be."""
    lines = text.split("\n")
    content = [line for line in lines if line]
    if not content or lines[0] != lines[0].lstrip() or not lines[0]:
        return None
    if not all(line.isprintable() and line == line.rstrip() for line in content):
        return None
    kept = "-" if lines[-1] else ("" if lines[-2] else "+")
    body = lines if lines[-1] else lines[:-1]
    return f"|{kept}\n" + "\n".join(" " * indent + line if line else "" for line in body)


def escape_entities(text: str) -> str:
    """Return text that a reader's unescaping turns back into this."""
    return text.replace("&", "&amp;") if unescape(text) != text else text


def _is_plain(text: str) -> bool:
    return (
        text.isprintable()
        and (text[:1].isalpha() or text[:1] == "/")
        and text == text.strip()
        and ": " not in text
        and " #" not in text
        and not text.endswith(":")
        and text.lower() not in _WORDS
    )
