"""Queue an import of uploaded files without a preview, for programs."""

from collections.abc import Sequence
from pathlib import Path

from django.db import IntegrityError, transaction

from articles.content.seed_limits import limits_in_force
from articles.ingest.import_state import ImportBusy
from articles.ingest.options import Options, check_request, known_source
from articles.models import ImportRun, Source
from articles.seeds.count import count_seeds
from articles.seeds.sources import open_source
from articles.workflow.actors import Actor, starter_columns


def start_import(paths: Sequence[Path], *, by: Actor, label: str, source: str) -> ImportRun:
    """Return a queued import of files, a zip or a folder.

    Raises NotAllowed, SourceNotFound, SourceRefused, or ImportBusy if another import into the
    source is not finished, with nothing written.
    """
    source = known_source(source)
    check_request(by, source, Options())
    for path in paths:
        open_source(path, limits_in_force())
    total = sum(map(count_seeds, paths))
    try:
        with transaction.atomic():
            return ImportRun.objects.create(
                source=Source.objects.get_or_create(name=source)[0],
                label=label,
                paths=[str(path) for path in paths],
                options=Options().as_dict(),
                total_count=total,
                **starter_columns(by),
            )
    except IntegrityError as error:
        raise ImportBusy(f"Another import into {source} is not finished. Wait for it.") from error
