"""Write every article to its path.

    SeedFile.data + changes since the import -> seeds.writer -> file

Unchanged files are written byte for byte, a changed field changes only its own lines, and
publishing flips one word. The same holds for the files about providers and topics that people
have edited. An article written here gets a file in the third generation's form.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from articles.content.merged_names import MergedNames, merged_names
from articles.content.seed_limits import limits_in_force
from articles.export.file_writing import Exported, leads_out, write_if_changed
from articles.export.metadata import metadata_file
from articles.models import Article, Provider, SeedFile, SeedKind, Source, Status
from articles.models.value_fields import article_values
from articles.seeds.errors import SeedRefused
from articles.seeds.reader import read_article
from articles.seeds.writer import WriteMismatch, compose_article, write_article

CHUNK = 500
LONGEST_FOLDER = 200
DEFAULT_SOURCE = "default"
DEFAULT_FOLDER = PurePosixPath("_posts")


@dataclass(frozen=True, slots=True)
class _File:
    path: PurePosixPath
    data: bytes
    is_changed: bool


def export_seeds(
    out: Path,
    *,
    published_only: bool = False,
    changed_only: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Exported:
    """Write the files of all sources below `out`: the default source's into `out` itself,
    any other's into a folder of the source's name. Files that are there and equal stay."""
    exported = Exported()
    out.mkdir(parents=True, exist_ok=True)
    for source in Source.objects.all():
        folder = out if source.name == DEFAULT_SOURCE else out / _folder_name(source)
        for file in _files(source, exported, published_only=published_only):
            if (file.is_changed or not changed_only) and _is_first(folder / file.path, exported):
                _try_to_write(folder, file, out, exported)
            if progress:
                progress(1)
    return exported


def _is_first(target: Path, exported: Exported) -> bool:
    """Return whether no other article has written this file; else report a problem."""
    if target in exported.paths:
        exported.problems.append(f"{target}: another file has been written there already.")
        return False
    exported.paths.add(target)
    return True


def _folder_name(source: Source) -> str:
    """Return a safe folder name for a source, whose name is free text.

    It is never the default source's folder, which begins with an underscore. Different names give
    different folders.
    """
    first, rest = source.name[0], source.name[1:]
    first = quote(first, safe=" ") if first not in "._" else f"%{ord(first):02X}"
    name = first + quote(rest, safe=" ")
    return name if len(name) <= LONGEST_FOLDER else f"source-{source.pk}"


def _files(source: Source, exported: Exported, *, published_only: bool) -> Iterator[_File]:
    if not published_only:
        yield from _other_files(source, exported)
    usual_folder, has_old_names = _usual_folder(source), merged_names() != MergedNames()
    for article in _articles(source, published_only=published_only):
        try:
            yield _article_file(article, usual_folder, has_old_names=has_old_names)
        except (SeedRefused, WriteMismatch) as error:
            exported.problems.append(f"{article.name}: {error}")


def _other_files(source: Source, exported: Exported) -> Iterator[_File]:
    """Organisations, topics, and the empty files that hold folders."""
    for path in source.placeholders:
        yield _File(PurePosixPath(path), b"", is_changed=False)
    others = source.seed_files.exclude(kind=SeedKind.ARTICLE).order_by("pk")
    for seed in others.select_related("provider", "topic__parent").iterator():
        try:
            data = metadata_file(seed)
        except (SeedRefused, WriteMismatch) as error:
            exported.problems.append(f"{seed.path}: {error}")
        else:
            yield _File(PurePosixPath(seed.path), data, is_changed=data != seed.data)


def _articles(source: Source, *, published_only: bool) -> Iterator[Article]:
    articles = source.articles.for_values().select_related("seed_file", "provider").order_by("pk")
    if published_only:
        articles = articles.published()
    yield from articles.iterator(chunk_size=CHUNK)


def _article_file(article: Article, usual_folder: PurePosixPath, *, has_old_names: bool) -> _File:
    seed: SeedFile | None = getattr(article, "seed_file", None)
    if seed is None:
        return _local_article_file(article, usual_folder)
    data = seed.data
    changes = changes_since_import(article, seed, data, has_old_names=has_old_names)
    if not changes:
        return _File(PurePosixPath(seed.path), data, is_changed=False)
    written = write_article(data, changes, _provider_names(changes), limits_in_force())
    return _File(PurePosixPath(seed.path), written, is_changed=written != data)


def changes_since_import(
    article: Article, seed: SeedFile, data: bytes, *, has_old_names: bool
) -> dict[str, Any]:
    """Return the value fields, and `published`, in which the desk differs from the file.

    With `has_old_names`, topics or providers were merged or renamed: then also an article that no
    person has changed may differ.
    """
    changes: dict[str, Any] = {}
    if article.version > 1 or has_old_names:
        values = article_values(article)
        base = seed.base_values
        changes = {name: value for name, value in values.items() if value != base[name]}
    live = article.status == Status.PUBLISHED
    if live != bool(read_article(seed.path, data, limits_in_force()).published):
        changes["published"] = live
    return changes


def _provider_names(changes: dict[str, Any]) -> dict[str, str]:
    domains = {changes.get("provider", "")}
    domains |= {link["provider"] for link in changes.get("related", ())}
    if not any(domains):
        return {}
    return dict(Provider.objects.filter(domain__in=domains).values_list("domain", "name"))


def _local_article_file(article: Article, folder: PurePosixPath) -> _File:
    values = article_values(article)
    data = compose_article(
        values,
        published=article.status == Status.PUBLISHED,
        provider_names=_provider_names(values),
        limits=limits_in_force(),
    )
    return _File(folder / f"{article.name}.md", data, is_changed=True)


def _usual_folder(source: Source) -> PurePosixPath:
    """Return the folder of most of the source's articles."""
    paths = source.seed_files.filter(kind=SeedKind.ARTICLE).values_list("path", flat=True)
    folders = Counter(str(PurePosixPath(path).parent) for path in paths.iterator())
    return PurePosixPath(folders.most_common(1)[0][0]) if folders else DEFAULT_FOLDER


def _try_to_write(folder: Path, file: _File, out: Path, exported: Exported) -> None:
    """Write a file; report a problem if its path is unsafe or cannot be written."""
    target = folder / file.path
    try:
        if leads_out(target, folder):
            exported.problems.append(f"{file.path}: leads out of {folder}.")
        elif write_if_changed(target, file.data, out):
            exported.written += 1
        else:
            exported.same += 1
    except OSError as error:
        exported.problems.append(f"{file.path.stem}: {error.strerror or error}.")
