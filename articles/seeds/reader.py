"""Read a file's bytes into a record, or refuse it with all errors.

bytes -> front_matter_split.decode -> split -> front_matter.load_mapping (YAML, vetted)
      -> sanitize (cleaned, limits) -> records (types) -> SeedArticle
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from articles.seeds.errors import FrontMatterError, SeedError, SeedRefused
from articles.seeds.fields import Generation
from articles.seeds.front_matter import load_mapping
from articles.seeds.front_matter_split import decode, split
from articles.seeds.limits import LIMITS, Limits
from articles.seeds.quoted_line import quoted_line
from articles.seeds.records import SeedArticle, SeedOrganisation, SeedTopic
from articles.seeds.sanitize import Fault, Node, Sanitizer
from articles.seeds.yaml_positions import compose, field_name, line_of

Record = TypeVar("Record", bound=BaseModel)

_MOST_ERRORS = 100
_SENTENCES = {
    "missing": "is missing.",
    "string_type": "must be text. Put it in quotes.",
    "int_type": "must be a whole number, without quotes.",
    "bool_type": "must be true or false, without quotes.",
    "datetime_type": "must be a date and time such as 2020-02-07T03:36:00Z.",
    "list_type": "must be a list.",
    "dict_type": "must be a set of keys and values.",
    "model_type": "must be a set of keys and values.",
}


class _Origin(NamedTuple):
    """The path and text that locate the errors of a file."""

    path: str
    front: str
    first_line: int = 2

    def errors(self, faults: list[Fault]) -> tuple[SeedError, ...]:
        """Return the faults in the order of their lines, at most a hundred of them."""
        root = compose(self.front)
        errors = []
        for path, message in faults[:_MOST_ERRORS]:
            line = line_of(root, path) + self.first_line if root else None
            text = quoted_line(self.front, line - self.first_line) if line else ""
            errors.append(SeedError(self.path, line, field_name(path), message, text))
        return tuple(sorted(errors, key=lambda error: error.line or 0))


def read_article(path: str, data: bytes, limits: Limits = LIMITS) -> SeedArticle:
    """Return the article of a seed file; its `warnings` name what was cleaned.

    `path` is only for the errors. Raises SeedRefused with all errors, and nothing else.
    """
    front = ""
    try:
        parts = split(decode(data, limits))
        front = parts.front
        node = load_mapping(front, limits)
    except FrontMatterError as error:
        raise _refused(_Origin(path, front), error) from error
    sanitizer = Sanitizer(limits)
    # Overwrite keys of these names: in a file they are unknown keys.
    node["generation"] = generation_of(node)
    node["body"] = sanitizer.body(parts.text[parts.body :])
    sanitizer.article(node)
    node["warnings"] = tuple(sanitizer.warnings)
    return _record(SeedArticle, node, sanitizer, _Origin(path, front))


def read_organisation(path: str, data: bytes, limits: Limits = LIMITS) -> SeedOrganisation:
    """Return the organisation of a file. Raises SeedRefused."""
    front = ""
    try:
        front = split(decode(data, limits)).front
        node = load_mapping(front, limits)
    except FrontMatterError as error:
        raise _refused(_Origin(path, front), error) from error
    sanitizer = Sanitizer(limits)
    sanitizer.organisation(node)
    return _record(SeedOrganisation, node, sanitizer, _Origin(path, front))


def read_topic(path: str, data: bytes, limits: Limits = LIMITS) -> SeedTopic:
    """Return the topic of a file, which is YAML without fences. Raises SeedRefused."""
    front = ""
    try:
        front = decode(data, limits)
        node = load_mapping(front, limits, first_line=1)
    except FrontMatterError as error:
        raise _refused(_Origin(path, front, first_line=1), error) from error
    sanitizer = Sanitizer(limits)
    sanitizer.topic(node)
    return _record(SeedTopic, node, sanitizer, _Origin(path, front, first_line=1))


def generation_of(node: Mapping[str, Any]) -> Generation:
    """Return which generation of keys a front matter is written in; the third where it is open."""
    if "originalUrl" in node:
        return 3
    if "sourceUrl" in node or "ampUrl" in node or "cdnAmpUrl" in node:
        return 1
    return 2 if "webUrl" in node else 3


def _record(model: type[Record], node: Node, sanitizer: Sanitizer, origin: _Origin) -> Record:
    try:
        record = _validated(model, node)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        typed = [(each["loc"], sentence(each["type"])) for each in found]
        raise SeedRefused(origin.errors(sanitizer.faults + typed)) from None
    if sanitizer.faults:
        raise SeedRefused(origin.errors(sanitizer.faults))
    return _validated(model, node) if sanitizer.drop_images() else record


def _validated(model: type[Record], node: Node) -> Record:
    try:
        return model.model_validate(node, by_alias=True, by_name=False)
    except ValidationError:
        # A key without a value counts as absent. This is rare, so it is checked only here.
        _drop_nulls(node)
        return model.model_validate(node, by_alias=True, by_name=False)


def _drop_nulls(node: Any) -> None:
    """Remove the keys without a value from a mapping and everything in it."""
    if type(node) is dict:
        for key in [key for key, value in node.items() if value is None]:
            del node[key]
    if type(node) is dict or type(node) is list:
        for child in node.values() if type(node) is dict else node:
            _drop_nulls(child)


def sentence(kind: str) -> str:
    """Return what an error of the records means, as the end of a sentence about a field."""
    return _SENTENCES.get(kind, "is not what a seed has here.")


def _refused(origin: _Origin, error: FrontMatterError) -> SeedRefused:
    text = quoted_line(origin.front, error.line - origin.first_line) if error.line else ""
    return SeedRefused((SeedError(origin.path, error.line, error.field, error.message, text),))
