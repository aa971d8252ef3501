"""Work on drafts that is measured inside a process with Django set up.

fill COUNT   make drafts
ours         a publish run over all of them
bare         the least that any publishing has to write: one UPDATE and one INSERT ... SELECT
undo         take the last publish run back

The last three print the seconds that they took.
"""

import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from articles.db.bulk import insert_rows
from articles.jobs.lifecycle import execute
from articles.models import Article, Event, Provider, PublishRun, Source, Status
from articles.publishing.policy import Rule
from articles.publishing.publish_run import start_publish_run
from articles.search.backends import index_articles
from articles.stories.hash_keys import url_hash
from articles.stories.title_fingerprints import fingerprint_columns
from articles.workflow.actors import SYSTEM
from articles.workflow.job_control import undo_now
from articles.workflow.states import state_of

THRESHOLD = 70
_PASSING = 0.63  # of a real site's files at this threshold
_ARTICLE = (
    "id", "source", "name", "slug", "category", "title", "excerpt", "published_at", "original_url",
    "web_url", "amp_url", "cdn_amp_url", "type", "quality", "heat", "featured_content", "body",
    "provider", "version", "related_count", "top_related_name", "title_time_hash",
    "url_hash", "canonical_url_hash", "title_hash_1", "title_hash_2", "title_hash_3", "created_at",
    "updated_at",
)  # fmt: skip
_EVENT = ("article", "version", "at", "verb", "reason", "before", "after", "undone", "by_system")
_START = datetime(2020, 1, 1)  # noqa: DTZ001 as the databases store it: UTC, unsaid
_THEN = str(_START)


def fill(count: int) -> None:
    """Make drafts as an import leaves them, each with its first event; two thirds pass."""
    source = Source.objects.create(name="default")
    provider = Provider.objects.create(name="A provider", domain="provider.example")
    with transaction.atomic():
        state = {**state_of(Article()), "status": Status.DRAFT.value}
        drafts = _drafts(count, source.pk, provider.pk)
        insert_rows(Article, (*_ARTICLE, *state), ((*row, *state.values()) for row in drafts))
        index_articles(range(1, count + 1))
        events = (
            (pk, 1, _THEN, "imported", "", "{}", "{}", False, True) for pk in range(1, count + 1)
        )
        insert_rows(Event, _EVENT, events)


def _drafts(count: int, source: int, provider: int) -> Iterator[tuple[object, ...]]:
    numbers = random.Random(count)
    for pk in range(1, count + 1):
        passes = numbers.random() < _PASSING
        quality = numbers.randrange(THRESHOLD, 200) if passes else numbers.randrange(THRESHOLD)
        name = f"2020-01-01-a-draft-with-a-name-as-long-as-most-of-them-have-it-{pk}"
        address = f"https://www.provider.example/2020/01/{name}/"
        title = name.replace("-", " ")
        moment = _START + timedelta(minutes=numbers.randrange(500_000))
        kept = url_hash(address)
        keys = fingerprint_columns(title, moment, address, kept)
        yield (
            pk, source, name, name, "news", title, "A sentence of it. " * 17,
            str(moment), address, address, "", "", "article", quality, quality, "", "", provider,
            1, 9, "", pk,
            kept, keys["canonical_url_hash"], *(keys[f"title_hash_{n}"] for n in (1, 2, 3)),
            _THEN, _THEN,
        )  # fmt: skip


def ours() -> None:
    """Judge and publish all drafts as the editors do it."""
    execute(start_publish_run([Rule("bench", threshold=THRESHOLD)], by=SYSTEM))


def bare() -> None:
    """Write the same articles and the same events with two statements."""
    run = PublishRun.objects.create()
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE articles_article SET status = 'published', went_live_at = %s,"
            " updated_at = %s, version = version + 1 WHERE status = 'draft' AND quality >= %s",
            [now, now, THRESHOLD],
        )
        cursor.execute(
            "INSERT INTO articles_event"
            " (article_id, version, at, verb, reason, before, after, publish_run_id, undone,"
            " by_system)"
            " SELECT id, version, updated_at, 'published', '', '{\"status\":\"draft\"}',"
            ' \'{"status":"published"}\', %s, %s, %s FROM articles_article WHERE went_live_at = %s',
            [run.pk, False, True, now],
        )


def undo() -> None:
    """Take back what `ours` has published."""
    undo_now(PublishRun.objects.latest("pk"), by=SYSTEM)


def measure(work: Callable[[], None]) -> None:
    connection.ensure_connection()
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    print(json.dumps({"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}))


def main() -> None:
    match sys.argv[1:]:
        case ["fill", count]:
            fill(int(count))
        case [name]:
            measure({"ours": ours, "bare": bare, "undo": undo}[name])


if __name__ == "__main__":
    main()
