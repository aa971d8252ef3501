"""Write the sites' own JSON and news sitemap into a folder, which a web server can serve."""

import fcntl
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from django.utils import timezone

from articles.export.file_writing import Exported, leads_out, write_if_changed
from articles.export.manifest import Manifest, ManifestDamaged
from articles.export.news_sitemap import newest_own_pages, news_sitemap
from articles.export.site_articles import (
    PAGE_SIZE,
    in_site_order,
    site_articles,
    site_folder,
    site_topics,
    with_site_relations,
)
from articles.export.site_json import page_json
from articles.models import Article, Topic

CHUNK = 500
JSON = "api/news"
SITEMAP = "news-sitemap.xml"


class ExportRefused(Exception):
    """The folder must not be written to; the message says why."""


class _File(NamedTuple):
    path: str
    text: str


def export_site(
    out: Path, *, now: datetime | None = None, progress: Callable[[int], None] | None = None
) -> Exported:
    """Write what the site shows at `now` below `out`, and remove pages that no longer exist.

    Raises ExportRefused for a folder with files that no export wrote. A file that cannot be written
    is reported.
    """
    exported = Exported()
    if out.exists() and not out.is_dir():
        raise ExportRefused(f"{out} is not a folder.")
    out.mkdir(parents=True, exist_ok=True)
    with _locked(out):
        manifest = _manifest(out)
        for file in _files(now or timezone.now()):
            _try_to_write(file, manifest, exported)
            if progress:
                progress(1)
        _remove_others(manifest, exported)
    return exported


@contextmanager
def _locked(out: Path) -> Iterator[None]:
    """Keep other exports out of the folder. The lock ends with the process."""
    folder = os.open(out, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise ExportRefused(f"Another export is writing to {out}. Wait for its end.") from error
    finally:
        os.close(folder)


def _manifest(out: Path) -> Manifest:
    try:
        manifest = Manifest(out)
    except ManifestDamaged as error:
        raise ExportRefused(f"{error} Delete it and the files of the export.") from error
    for path in (JSON, SITEMAP):
        target = out / path
        if leads_out(target, out):
            raise ExportRefused(f"{target} leads out of {out}: it is behind a symlink.")
        if target.exists() and not manifest.exists:
            raise ExportRefused(
                f"{target} exists, but export_site did not write it. Name an empty folder, or"
                f" delete {JSON} and {SITEMAP} there."
            )
    manifest.replace(manifest.known)
    return manifest


def _files(now: datetime) -> Iterator[_File]:
    folder = site_folder(now)
    for topic in (None, *site_topics()):
        yield from _pages(now, topic, folder)
    yield _File(SITEMAP, news_sitemap(newest_own_pages(now)))


def _pages(now: datetime, topic: Topic | None, folder: PurePosixPath) -> Iterator[_File]:
    """Yield the pages of the site, which has at least one, or of a topic."""
    base = f"{JSON}/{topic.slug}" if topic else JSON
    articles = with_site_relations(site_articles(now, topic)).iterator(CHUNK)
    for number, page, has_next in _numbered(in_site_order(articles, folder)):
        if page or not topic:
            text = page_json(number, page, folder, has_next=has_next)
            if number == 1:
                yield _File(f"{base}/index.json", text)
            yield _File(f"{base}/page/{number}/index.json", text)


def _numbered(articles: Iterable[Article]) -> Iterator[tuple[int, list[Article], bool]]:
    """Yield pages with their numbers, and whether there is a next one. The first may be empty."""
    rows = iter(articles)
    number, page = 1, list(islice(rows, PAGE_SIZE))
    while following := list(islice(rows, PAGE_SIZE)):
        yield number, page, True
        number, page = number + 1, following
    yield number, page, False


def _try_to_write(file: _File, manifest: Manifest, exported: Exported) -> None:
    """Write a file; report a problem if it is another program's or cannot be written."""
    target = manifest.out / file.path
    try:
        if leads_out(target, manifest.out):
            exported.problems.append(f"{file.path}: leads out of {manifest.out}.")
            return
        if target.exists() and file.path not in manifest.known:
            exported.problems.append(f"{file.path}: another program wrote this file. Delete it.")
            return
        manifest.add(file.path)
        exported.paths.add(target)
        if write_if_changed(target, file.text.encode(), manifest.out):
            exported.written += 1
        else:
            exported.same += 1
    except OSError as error:
        exported.problems.append(f"{file.path}: {error.strerror or error}.")


def _remove_others(manifest: Manifest, exported: Exported) -> None:
    """Remove the files of earlier exports that this one did not write, and empty folders."""
    out, kept = manifest.out, set()
    for path in sorted(manifest.known):
        target = out / path
        if target in exported.paths:
            kept.add(path)
        elif not leads_out(target.parent, out):
            exported.removed += target.is_file()
            target.unlink(missing_ok=True)
            _remove_empty(target.parent, out)
    manifest.replace(kept)


def _remove_empty(folder: Path, out: Path) -> None:
    while folder != out and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
