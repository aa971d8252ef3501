"""Restore what an import replaced besides an article's content, for many articles at once.

A *snapshot* is what `store` kept of an article's seed file, its open conflicts (restored by
`workflow.conflicts`) and the targets of its links. Each function takes snapshots by the article's
primary key and asks the database a fixed number of times, however many there are.
"""

from base64 import b64decode
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.dateparse import parse_datetime

from articles.db.bulk import stored_time, update_rows
from articles.db.json_text import stored_json
from articles.models import Article, RelatedLink, SeedFile
from articles.seeds.records import time_value

Snapshot = dict[str, Any]
Snapshots = Mapping[int, Snapshot]


def restore_seeds(snapshots: Iterable[tuple[int, Snapshot | None]]) -> None:
    """Put back the rows of seed files, by primary key, from what `store.seed_snapshot` kept; one
    without a snapshot was not there."""
    by_pk = dict(snapshots)
    SeedFile.objects.filter(pk__in=[pk for pk, kept in by_pk.items() if not kept]).delete()
    names = ("id", "path", "digest", "content", "base", "missing_since")
    update_rows(SeedFile, names, ((pk, *_seed(kept)) for pk, kept in by_pk.items() if kept))


def _seed(kept: Snapshot) -> tuple[Any, ...]:
    gone = parse_datetime(kept["missing_since"]) if kept["missing_since"] else None
    return (
        kept["path"],
        bytes.fromhex(kept["digest"]),
        b64decode(kept["content"]),
        stored_json(kept["base"]),
        stored_time(time_value(gone)) if gone else None,
    )


def restore_targets(snapshots: Snapshots) -> None:
    """Links that lead nowhere lead again to where they did, if that is still there."""
    led = {pk: kept["targets"] for pk, kept in snapshots.items() if kept.get("targets")}
    if not led:
        return
    loose = RelatedLink.objects.filter(article__in=led, target=None)
    names = ("article_id", "title_time_hash", "url_hash")
    keys = {pk: (*key,) for pk, *key in loose.values_list("pk", *names)}
    wanted = {*keys.values()}
    known = [
        ((pk, story, address), target)
        for pk, rows in led.items()
        for story, address, target in reversed(rows)
        if (pk, story, address) in wanted
    ]
    there = Article.objects.only("pk").in_bulk({target for _, target in known})
    targets = {key: target for key, target in known if target in there}
    found = [(pk, targets[key]) for pk, key in keys.items() if key in targets]
    update_rows(RelatedLink, ("id", "target"), found)
