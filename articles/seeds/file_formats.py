"""The kinds of files that are written back: how each is read, and where its fields stand."""

from collections.abc import Callable
from typing import Any, NamedTuple

from articles.seeds.fields import ARTICLE, ORGANISATION, TOPIC, Field, Fields, Generation
from articles.seeds.front_matter_split import Parts, split
from articles.seeds.limits import Limits
from articles.seeds.reader import read_article, read_organisation, read_topic

Read = Callable[[bytes, Limits], tuple[dict[str, Any], Generation]]


class Shape(NamedTuple):
    """A kind of file. `read` returns all its values by field and the generation of its keys;
    `is_fenced` says that its front matter stands between fences, before a body."""

    fields: Fields
    read: Read
    is_fenced: bool = True

    @property
    def by_key(self) -> dict[str, Field]:
        return {key: field for field in self.fields for key in field.keys}

    def parts(self, text: str) -> Parts:
        """Return the parts of a file's text; without fences all of it is front matter, which
        ends in a line feed here as one before a fence does."""
        if self.is_fenced:
            return split(text)
        whole = text if text.endswith("\n") else f"{text}\n"
        return Parts(whole, 0, len(whole), len(whole))


def _article(data: bytes, limits: Limits) -> tuple[dict[str, Any], Generation]:
    record = read_article("", data, limits)
    return record.values() | {"published": record.published}, record.generation


def _organisation(data: bytes, limits: Limits) -> tuple[dict[str, Any], Generation]:
    return read_organisation("", data, limits).model_dump(), 3


def _topic(data: bytes, limits: Limits) -> tuple[dict[str, Any], Generation]:
    return read_topic("", data, limits).model_dump(), 3


ARTICLE_FILE = Shape(ARTICLE, _article)
ORGANISATION_FILE = Shape(ORGANISATION, _organisation)
TOPIC_FILE = Shape(TOPIC, _topic, is_fenced=False)
