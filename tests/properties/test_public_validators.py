"""Whatever happens at the desk, an ETag of a public page or feed stands for the same bytes."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.bulk_actions.merging import articles_of, merge_into, rename_topic
from articles.ingest.pipeline import import_seeds
from articles.jobs.lifecycle import execute
from articles.models import Article, Provider, Status, StoredImage, Topic
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.errors import WorkflowError
from articles.workflow.job_control import undo_now
from articles.workflow.transitions import perform
from tests.depth import by_depth
from tests.factories import NOON, rendition, seed_text, stored_image, write_seeds
from tests.properties.versions import link_to
from tests.properties.worlds import fresh_desk

pytestmark = [pytest.mark.django_db, pytest.mark.database]

PAGES = (
    "/", "/topics/", "/topics/harbours/", "/providers/", "/providers/tidewire.example/",
    "/news/2031-05-04-report-a/", "/feed.atom",
)  # fmt: skip
ACTIONS = ("publish", "unpublish", "archive", "reopen", "feature", "unfeature", "reject", "hold")
NAMES = [f"2031-05-04-report-{letter}" for letter in "abcd"]
EDITS: tuple[dict[str, object], ...] = (
    {"title": "Herons"}, {"title": "Gulls"}, {"excerpt": "Once."}, {"topics": ["Gulls"]},
    {"topics": ["Harbours", "Gulls"]}, {"provider": "gull.example"},
    {"provider": "tidewire.example"}, {"published_at": "2031-05-08T08:00:00Z"}, {"related": []},
)  # fmt: skip


def write_source(folder: Path, number: int) -> None:
    """Write the source as it is at one of two moments."""
    times = {"publishedDateTime": "2031-05-04T08:00:00Z"}
    files = {
        f"_news/{name}.md": seed_text(
            title=f"Report {name[-1]}{' again' * (number % 2)}",
            webUrl=f"https://tidewire.example/{name}",
            topics=["Harbours", "Gulls"][number % 2 :],
            **times,
        )
        for name in NAMES
    }
    owner = f"---\nname: Tidewire {number % 2}\ndomain: tidewire.example\n---\n"
    write_seeds(folder, {**files, "_data/organizations/tidewire.md": owner})


class Desk:
    """What people, imports, pictures and time do; `n` chooses rows, values and durations."""

    def __init__(self, folder: Path, clock: time_machine.Traveller) -> None:
        self.folder, self.clock = folder, clock
        self.source(0)
        for number, name in enumerate(NAMES):
            article = self._article(number)
            edit(
                article,
                {"related": [link_to(each, 50) for each in NAMES if each != name]},
                by=SYSTEM,
            )
            perform("publish", article, by=SYSTEM)

    def source(self, n: int) -> None:
        write_source(self.folder, n)
        import_seeds([self.folder], by=SYSTEM)

    def _article(self, n: int) -> Article:
        return Article.objects.order_by("pk")[n % len(NAMES)]

    def edit(self, n: int) -> None:
        edit(self._article(n), EDITS[n % len(EDITS)], by=SYSTEM)

    def act(self, n: int) -> None:
        tomorrow = timezone.now() + timedelta(days=1)
        perform(ACTIONS[n % len(ACTIONS)], self._article(n // 2), by=SYSTEM, at=tomorrow)

    def rename(self, n: int) -> None:
        rename_topic(self._topic(n), f"Name {n}", by=SYSTEM)

    def merge(self, n: int) -> None:
        old, into = self._topic(n), self._topic(n + 1)
        run = merge_into(old, into, by=SYSTEM, expected=articles_of(old).count())
        execute(run)
        if n % 3 == 0:
            undo_now(run, by=SYSTEM)

    def _topic(self, n: int) -> Topic:
        topics = Topic.objects.filter(merged_into=None).order_by("pk")
        return topics[n % len(topics)]

    def provider(self, n: int) -> None:
        Provider.objects.filter(domain="tidewire.example").update(
            name=f"Tidewire {n % 3}", icon=self._picture(n), edited_at=timezone.now()
        )

    def lead(self, n: int) -> None:
        Article.objects.filter(pk=self._article(n).pk).update(lead_image=self._picture(n))

    def renditions(self, n: int) -> None:
        picture = self._picture(n)
        picture.renditions.all().delete()
        for name in ("list", "wide", "hero", "icon")[: n % 5]:
            for kind in ("avif", "jpeg"):
                rendition(picture, name, kind)
        StoredImage.objects.filter(pk=picture.pk).update(changed_at=timezone.now())

    def _picture(self, n: int) -> StoredImage:
        return StoredImage.objects.order_by("pk")[n % 2 :].first() or stored_image()

    def time(self, n: int) -> None:
        self.clock.shift(timedelta(hours=n))


def answers(client: Client) -> dict[str, tuple[str, bytes]]:
    """Return the ETag and body of each page that has an ETag."""
    responses = {path: client.get(path) for path in PAGES}
    return {
        path: (response["ETag"], response.content)
        for path, response in responses.items()
        if "ETag" in response
    }


STEPS = st.lists(
    st.tuples(
        st.sampled_from([name for name in vars(Desk) if not name.startswith("_")]),
        st.integers(0, 99),
    ),
    max_size=8,
)


@settings(max_examples=by_depth(5, 20, 100))
@given(STEPS)
def test_equal_etags_mean_equal_bodies(steps):
    """And decisions on what readers do not see change no ETag."""
    client = Client()
    bodies: dict[tuple[str, str], bytes] = {}
    with time_machine.travel(NOON, tick=False) as clock, fresh_desk() as folder:
        desk = Desk(folder, clock)
        for name, n in (*steps, ("act", 1)):  # the last one unpublishes an article
            clock.shift(timedelta(milliseconds=1))
            with suppress(WorkflowError):
                getattr(desk, name)(n)
            seen = answers(client)
            for path, (etag, body) in seen.items():
                assert bodies.setdefault((path, etag), body) == body, (path, name, n)
        for hidden in Article.objects.exclude(status=Status.PUBLISHED):
            decide(hidden)
        assert answers(client) == seen


def decide(article: Article) -> None:
    """Edit a hidden article, and do all that leaves it hidden."""
    edit(article, {"title": "Hidden"}, by=SYSTEM)
    for action in ("hold", "release", "reject", "reopen", "schedule"):
        with suppress(WorkflowError):
            perform(action, article, by=SYSTEM, at=timezone.now() + timedelta(days=1))
