"""Parse the bytes of a file.

Imports neither Django nor models, because a second process runs it without them.
"""

import os
import re
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from multiprocessing import parent_process
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Any

from pydantic_core import from_json, to_json

from articles.seeds.compression import pack
from articles.seeds.errors import SeedError, SeedRefused
from articles.seeds.limits import Limits
from articles.seeds.reader import read_article, read_organisation, read_topic
from articles.seeds.records import SeedArticle, SeedOrganisation, SeedProvider, SeedTopic

Problems = list[dict[str, Any]]
Question = tuple[str, str, bytes] | None
DATE_TOLERANCE = timedelta(days=1)
DATED_AHEAD = "The date is more than a day ahead. Public lists show the article only then."
LONGEST_TEXT = 1_000
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_READERS: dict[str, Callable[[str, bytes, Limits], SeedOrganisation | SeedTopic]] = {
    "organisation": read_organisation,
    "topic": read_topic,
}


@dataclass
class ParsedFile:
    """A file, ready to be stored.

    `content` holds the file's compressed bytes. An article has a `base` (its value fields as JSON
    text), `published` (the scoring system's verdict) and `providers` (name and images by domain).
    Other files have a `record`.
    """

    content: bytes
    problems: Problems
    base: str = "{}"
    published: bool | None = None
    providers: dict[str, tuple[str, list[dict[str, Any]]]] = field(default_factory=dict)
    record: SeedOrganisation | SeedTopic | None = None

    @cached_property
    def values(self) -> dict[str, Any]:
        """The value fields. From their JSON: to send that alone between processes and read it
        costs half of what sending the values does."""
        values: dict[str, Any] = from_json(self.base)
        return values


@dataclass(slots=True)
class RefusedFile:
    """A refused file, with all reasons."""

    problems: Problems


Questions = Sequence[Question]
Answers = Sequence[ParsedFile | RefusedFile]


def parse_file(kind: str, path: str, data: bytes, limits: Limits) -> ParsedFile | RefusedFile:
    """Read, check and pack a file. Never raises for what is in the file."""
    try:
        if kind == "article":
            return _article(read_article(path, data, limits), data)
        return ParsedFile(pack(data), [], record=_READERS[kind](path, data, limits))
    except SeedRefused as error:
        return RefusedFile([problem(each) for each in error.errors])


def parse_all(questions: Questions, limits: Limits) -> Answers:
    """Parse what each (kind, path, data) names; None stands for a file that is refused already."""
    return [parse_file(*each, limits) if each else RefusedFile([]) for each in questions]


def problem(error: SeedError) -> dict[str, Any]:
    """Return an error as reports keep it."""
    return {
        "line": error.line,
        "field": storable(error.field),
        "message": storable(error.message),
        **({"text": storable(error.text)} if error.text else {}),
    }


def storable(text: str) -> str:
    """Return a text from a hostile file or name such that every database can keep it."""
    plain = text.encode("utf-8", "backslashreplace").decode()
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", plain)[:LONGEST_TEXT]


def _article(record: SeedArticle, data: bytes) -> ParsedFile:
    return ParsedFile(
        content=pack(data),
        problems=_remarks(record),
        base=to_json(record.values()).decode(),
        published=record.published,
        providers=_providers(record),
    )


def _remarks(record: SeedArticle) -> Problems:
    """Return what was changed in a file's values, and whether its date is far in the future."""
    remarks = [(storable(warning.field), warning.message) for warning in record.warnings]
    if record.published_at > datetime.now(UTC) + DATE_TOLERANCE:
        remarks.append(("publishedDateTime", DATED_AHEAD))
    return [{"line": None, "field": field, "message": message} for field, message in remarks]


def _providers(record: SeedArticle) -> dict[str, tuple[str, list[dict[str, Any]]]]:
    """The first mention of a domain counts, unless a later one brings images."""
    found: dict[str, SeedProvider] = {}
    for provider in (record.provider, *(link.provider for link in record.related)):
        if provider and (provider.domain not in found or provider.images):
            found[provider.domain] = provider
    return {
        domain: (provider.name, [image.model_dump() for image in provider.images])
        for domain, provider in found.items()
    }


def prepare_process() -> None:
    """Prepare a parsing process: leave Ctrl+C to its parent, and exit when that has ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        Thread(target=_exit_after, args=(parent,), daemon=True).start()


def _exit_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
