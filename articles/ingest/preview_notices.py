"""What a person should know before confirming a preview, besides its files."""

from collections.abc import Iterator, Sequence

from django.db.models.fields.json import KT

from articles.content.derive import link_hashes
from articles.db.arrays import id_array
from articles.ingest.classify import FilePlan
from articles.ingest.import_state import ImportState
from articles.ingest.parse import storable
from articles.models import Article, ImportItem
from articles.seeds.count import ignored_files

NAMED = 5
"""Ignored files whose names are shown."""


def count_known_addresses(state: ImportState, batch: Sequence[FilePlan]) -> None:
    """Count the new articles whose address an article of another source has."""
    new = [plan for plan in batch if plan.known is None and plan.contents and plan.contents.values]
    found = [link_hashes(plan.seed.values)["url_hash"] for plan in new]
    hashes = [address for address in found if address is not None]
    others = Article.objects.exclude(source__name=state.request.source)
    others = others.filter(url_hash__in=id_array(hashes))
    sources = dict(others.values_list("url_hash", "source__name"))
    state.known_addresses.update(sources[address] for address in hashes if address in sources)


def count_older_files(state: ImportState, batch: Sequence[FilePlan]) -> None:
    """Count the changed files that an earlier import had already, and a later one replaced."""
    digests = {plan.known.pk: plan.digest.hex() for plan in batch if plan.known and plan.contents}
    replaced = ImportItem.objects.filter(
        article__seed_file__in=id_array(digests), seed_before__isnull=False, undone=False
    )
    earlier = set(
        replaced.annotate(digest=KT("seed_before__digest")).values_list(
            "article__seed_file", "digest"
        )
    )
    state.older_files += sum(each in earlier for each in digests.items())


def preview_notices(state: ImportState) -> Iterator[str]:
    """Yield a sentence for each thing to know."""
    for source, count in state.known_addresses.most_common():
        files = "1 new file has" if count == 1 else f"{count:,} new files have"
        yield f"{files} an address that is on the desk already, from the source “{source}”."
    if state.older_files:
        one = state.older_files == 1
        files = "1 file is the same" if one else f"{state.older_files:,} files are the same"
        yield f"{files} as in an earlier import, so this changes articles back. Is it an old copy?"
    ignored = [name for path in state.request.paths for name in ignored_files(path)]
    if ignored:
        files = "1 file" if len(ignored) == 1 else f"{len(ignored):,} files"
        more = f" and {len(ignored) - NAMED:,} more" if len(ignored) > NAMED else ""
        names = ", ".join(storable(name) for name in ignored[:NAMED])
        yield f"Ignored {files} of the zip, because only seed files are imported: {names}{more}."
