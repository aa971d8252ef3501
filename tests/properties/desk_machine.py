"""A desk at which everything happens in any order, and what must hold after each step.

People act as `person`, the system without a user, so that events name who decided.
The machine keeps its own, simpler account of what people have decided: `owned` are the values
that they have set and the source does not say, `touched` the fields that they ever set, and
`decided` the states that no import, run or undo may change.
"""

import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from articles.bulk_actions.runs import start_bulk_action
from articles.ingest.import_state import ImportBusy
from articles.ingest.options import Options
from articles.ingest.pipeline import import_seeds
from articles.ingest.undo import undo_import_run
from articles.jobs.lifecycle import execute
from articles.models import (
    Article,
    Conflict,
    Event,
    ImportRun,
    PublishRun,
    Resolution,
    SeedFile,
    Status,
    User,
)
from articles.models.value_fields import article_values
from articles.publishing.explanations import why
from articles.publishing.policy import Rule
from articles.publishing.publish_run import start_publish_run
from articles.publishing.rules import judge
from articles.publishing.schedule import expire_due, publish_due
from articles.seeds.reader import read_article
from articles.stories.rank import top_ranked
from articles.stories.ranking import WITHDRAWN
from articles.workflow import transitions
from articles.workflow.actors import SYSTEM
from articles.workflow.create import create_article
from articles.workflow.edit import edit, revert
from articles.workflow.errors import NotAllowed, WorkflowError
from articles.workflow.job_control import undo_now
from articles.workflow.resolve_conflicts import resolve_conflict
from articles.workflow.undo_event import undo_event
from tests.conformance import tables
from tests.properties.versions import (
    CHANGE,
    FIELDS,
    NAMES,
    PLACES,
    RULE,
    TIME,
    TITLES,
    VERSION,
)
from tests.properties.worlds import write_files

EXPECTED_REFUSALS = (WorkflowError, NotAllowed, ImportBusy)
VERBS = (
    "publish", "unpublish", "reject", "archive", "reopen", "recommend", "withdraw", "hold",
    "release", "unschedule", "clear_expiry",
)  # fmt: skip
IN_BULK = ("recommend", "publish", "unpublish", "archive", "reopen", "hold", "release")
UNLIKE = ("version", "target", "top_related_quality", "top_related_name")
"""What an undoing need not put back: a link may by now point elsewhere, or nowhere."""
State = tuple[str, bool, bool]


class Desk(RuleBasedStateMachine):
    """See the module's docstring."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.folder = Path(tempfile.mkdtemp(prefix="newsdesk-"))
        self.person = User.objects.create(username="person", is_superuser=True)
        self.owned: dict[tuple[str, str], Any] = {}
        self.touched: set[tuple[str, str]] = set()
        self.decided: dict[str, State] = {}
        self.people_acted_on: set[str] = set()
        self.opened_page: Article | None = None

    def teardown(self) -> None:
        shutil.rmtree(self.folder)
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    # The source

    @initialize(version=VERSION)
    def start(self, version: dict[str, Any]) -> None:
        self.take(version)

    @rule(version=VERSION, trust=st.sampled_from([False, False, True]))
    def import_a_version(self, version: dict[str, Any], trust: bool) -> None:
        self.take(version, Options(trust_published=trust))

    @rule(version=VERSION)
    def preview_a_version(self, version: dict[str, Any]) -> None:
        before = tables.whole()
        write_files(self.folder, self.files(version))
        import_seeds([self.folder], by=SYSTEM, dry_run=True)
        same(before, tables.whole(), "a preview wrote")

    @rule(version=VERSION)
    def import_a_version_and_undo_it_at_once(self, version: dict[str, Any]) -> None:
        before = tables.desk(without=UNLIKE)
        run = self.take(version)
        if run is not None:
            undo_import_run(run, by=SYSTEM)
        same(
            before, tables.desk(without=UNLIKE), "an import that was undone at once left something"
        )

    @rule(version=VERSION)
    def import_and_archive_what_is_missing(self, version: dict[str, Any]) -> None:
        report_run = self.take(version, Options(archive_missing=True))
        archived = Event.objects.filter(verb="archived", import_run=report_run)
        for name in archived.values_list("article__name", flat=True):
            self.decided.pop(name, None)  # the option decided it

    def take(self, version: dict[str, Any], options: Options | None = None) -> ImportRun | None:
        write_files(self.folder, self.files(version))
        report = import_seeds([self.folder], by=SYSTEM, options=options)
        assert report.totals["refused"] == 0
        before = tables.whole()
        again = None if report.archiving_refused else options
        import_seeds([self.folder], by=SYSTEM, options=again)
        same(before, tables.whole(), "importing twice changed something")
        return report.run

    def files(self, version: dict[str, Any]) -> dict[str, Any]:
        return {
            name: content | {
                "title": TITLES[name][content["title"]],
                "published_at": TIME,
                "web_url": f"https://gull.example/{name}",
            }
            for name, content in version.items()
        }  # fmt: skip

    # People

    @rule(place=PLACES, change=CHANGE)
    def edit_something(self, place: int, change: tuple[str, Any]) -> None:
        self.edit(self.article(place), change)

    @rule(name=st.sampled_from(NAMES), excerpt=FIELDS["excerpt"])
    def write_something(self, name: str, excerpt: str) -> None:
        """A file of this name may come later: then it is this article's."""
        values = {"title": TITLES[name][0], "published_at": TIME, "body": "Ours."}
        values |= {"excerpt": excerpt} if excerpt else {}
        article = self.attempt(lambda: create_article(values, by=self.person))
        self.note_written(article, values)

    @rule(place=PLACES)
    def open_a_page(self, place: int) -> None:
        self.opened_page = self.article(place)

    @precondition(lambda self: self.opened_page)
    @rule(change=CHANGE)
    def save_the_page_that_was_opened(self, change: tuple[str, Any]) -> None:
        page = self.opened_page
        assert page is not None
        stored = Article.objects.filter(pk=page.pk).first()
        is_current = stored is not None and stored.version == page.version
        saved = self.edit(page, change)
        assert is_current or not saved, "person's change was overwritten"
        self.opened_page = None

    @rule(place=PLACES, version=st.integers(1, 8))
    def revert_something(self, place: int, version: int) -> None:
        article = self.article(place)
        if article is not None:
            version = min(version, article.version)
            event = self.attempt(lambda: revert(article, version, by=self.person))
            self.note_values(article, event)

    @rule(place=PLACES, resolution=st.sampled_from([Resolution.OURS, Resolution.SOURCE]))
    def resolve_something(self, place: int, resolution: Resolution) -> None:
        open_ones = list(Conflict.objects.unresolved().order_by("pk"))
        if open_ones:
            conflict = open_ones[place % len(open_ones)]
            event = self.attempt(lambda: resolve_conflict(conflict, resolution, by=self.person))
            self.note_values(conflict.article, event)

    @rule(place=PLACES, verb=st.sampled_from(VERBS))
    def decide_something(self, place: int, verb: str) -> None:
        article = self.article(place)
        if article and self.attempt(lambda: transitions.perform(verb, article, by=self.person)):
            self.note_state(article)

    @rule(place=PLACES)
    def schedule_something(self, place: int) -> None:
        article = self.article(place)
        soon = timezone.now() + timedelta(days=1)
        if article and self.attempt(lambda: transitions.schedule(article, at=soon, by=self.person)):
            self.note_state(article)

    @rule(place=PLACES, hours=st.integers(1, 60))
    def give_something_a_time_to_come_down(self, place: int, hours: int) -> None:
        article = self.article(place)
        then = timezone.now() + timedelta(hours=hours)
        if article and self.attempt(
            lambda: transitions.set_expiry(article, at=then, by=self.person)
        ):
            self.note_state(article)

    @rule(place=PLACES, to_person=st.booleans())
    def assign_something(self, place: int, to_person: bool) -> None:
        article, to = self.article(place), self.person if to_person else None
        if article and self.attempt(lambda: transitions.assign(article, to=to, by=self.person)):
            self.people_acted_on.add(article.name)
            assert Article.objects.get(pk=article.pk).assigned_to == to

    @rule(place=PLACES, verb=st.sampled_from(VERBS))
    def decide_something_and_take_it_back_at_once(self, place: int, verb: str) -> None:
        article, before = self.article(place), articles_and_seeds()
        if article is None:
            return
        event = self.attempt(lambda: transitions.perform(verb, article, by=self.person))
        if event:
            undo_event(event, by=self.person)
        same(before, articles_and_seeds(), "a decision that was taken back left something")

    @rule(place=PLACES, change=CHANGE)
    def edit_something_and_take_it_back_at_once(self, place: int, change: tuple[str, Any]) -> None:
        article, before = self.article(place), articles_and_seeds()
        if article is None:
            return
        event = self.attempt(lambda: edit(article, dict([change]), by=self.person))
        if event:
            undo_event(event, by=self.person)
        same(before, articles_and_seeds(), "an edit that was taken back left something")

    @rule(place=PLACES, resolution=st.sampled_from([Resolution.OURS, Resolution.SOURCE]))
    def resolve_something_and_take_it_back_at_once(
        self, place: int, resolution: Resolution
    ) -> None:
        open_ones, before = list(Conflict.objects.unresolved().order_by("pk")), articles_and_seeds()
        if open_ones:
            conflict = open_ones[place % len(open_ones)]
            if event := self.attempt(
                lambda: resolve_conflict(conflict, resolution, by=self.person)
            ):
                undo_event(event, by=self.person)
        same(before, articles_and_seeds(), "a resolution that was taken back left something")

    @rule(key=st.sampled_from(IN_BULK))
    def do_a_bulk_action_and_undo_it_at_once(self, key: str) -> None:
        articles, before = Article.objects.all(), articles_and_seeds()
        job = start_bulk_action(articles, key, by=self.person, expected=articles.count())
        execute(job)
        undo_now(job, by=self.person)
        assert not job.totals.get("undo_skipped", 0)
        same(before, articles_and_seeds(), "a bulk action that was undone at once left something")

    def edit(self, article: Article | None, change: tuple[str, Any]) -> bool:
        if article is None:
            return False
        event = self.attempt(lambda: edit(article, dict([change]), by=self.person))
        self.note_values(article, event)
        return event is not None

    # The machine

    @rule(a_rule=RULE)
    def publish_what_is_ready(self, a_rule: Rule) -> None:
        self.publish(a_rule)

    @rule(a_rule=RULE)
    def publish_what_is_ready_and_undo_it_at_once(self, a_rule: Rule) -> None:
        before = tables.desk(without=UNLIKE)
        undo_now(self.publish(a_rule), by=SYSTEM)
        same(
            before,
            tables.desk(without=UNLIKE),
            "a publish run that was undone at once left something",
        )

    def publish(self, a_rule: Rule) -> PublishRun:
        before = {article.pk: article for article in Article.objects.for_values()}
        ready = {
            pk for pk, article in before.items() if judge(article, [a_rule]).publishable
        }  # fmt: skip
        run = execute(start_publish_run([a_rule], by=SYSTEM))
        live = {*Article.objects.published().values_list("pk", flat=True)}
        were_live = {pk for pk, article in before.items() if article.status == Status.PUBLISHED}
        assert live == were_live | ready
        assert not any(before[pk].held or before[pk].scheduled_for for pk in ready)
        assert {before[pk].status for pk in ready} <= {Status.DRAFT}
        return run

    @rule(days=st.integers(0, 2))
    def the_clock_strikes(self, days: int) -> None:
        now = timezone.now() + timedelta(days=days)
        due = {*Article.objects.due(now).values_list("pk", flat=True)}
        events = list(publish_due(now))
        assert {event.article_id for event in events} == due
        for event in events:
            self.note_state(event.article)
        down = {*Article.objects.expired(now).values_list("pk", flat=True)}
        events = list(expire_due(now))
        assert {event.article_id for event in events} == down
        for event in events:
            self.note_state(event.article)
        assert not Article.objects.expired(now).exists()

    @rule(place=PLACES)
    def undo_an_import(self, place: int) -> None:
        self.undo(ImportRun, place, undo_import_run)

    @rule(place=PLACES)
    def undo_a_publish_run(self, place: int) -> None:
        self.undo(PublishRun, place, undo_now)

    def undo(self, model: type[Any], place: int, act: Callable[..., Any]) -> None:
        runs = list(model.objects.order_by("pk"))
        if not runs:
            return
        run = runs[place % len(runs)]
        mine = Event.objects.filter(actor=self.person, undone=False)
        begun = dict(run.events.order_by("-version").values_list("article", "version"))
        skipped = {
            article for article, version in mine.values_list("article", "version")
            if article in begun and version > begun[article]
        }  # fmt: skip
        before = versions_of(skipped)
        self.attempt(lambda: act(run, by=SYSTEM))
        assert versions_of(skipped) == before, "an undo changed what a person had touched"

    # The account

    def article(self, place: int) -> Article | None:
        articles = list(Article.objects.order_by("pk"))
        return articles[place % len(articles)] if articles else None

    def attempt(self, act: Callable[[], Any]) -> Any:
        """Return what an act gives; None, and not a row written, where it is refused."""
        before = tables.whole()
        try:
            return act()
        except EXPECTED_REFUSALS:
            same(before, tables.whole(), "refused, and yet it wrote")
            return None

    def note_values(self, article: Article, event: Event | None) -> None:
        if event is not None:
            self.note_written(article, event.after)

    def note_written(self, article: Article, values: dict[str, Any]) -> None:
        self.people_acted_on.add(article.name)
        for name, value in values.items():
            self.owned[article.name, name] = value
            self.touched.add((article.name, name))

    def note_state(self, article: Article) -> None:
        self.people_acted_on.add(article.name)
        self.decided[article.name] = state_of(article)

    # What must hold

    @invariant()
    def what_people_wrote_is_there(self) -> None:
        for article in self.articles():
            values = article_values(article)
            base = article.seed_file.base if hasattr(article, "seed_file") else values
            for name in values:
                key = article.name, name
                if key in self.owned:
                    assert values[name] == self.owned[key], f"lost: {key}"
                    if base is not values and base[name] == values[name]:
                        del self.owned[key]  # the source says so itself: no person's own any more
                if key not in self.touched:
                    assert values[name] == base[name], f"neither ours nor the source's: {key}"

    @invariant()
    def what_people_decided_stands(self) -> None:
        now = {article.name: state_of(article) for article in Article.objects.all()}
        for name, state in self.decided.items():
            if state != ("draft", False, False):
                assert now[name] == state, f"{name} was {state}"

    @invariant()
    def what_people_touched_is_not_deleted(self) -> None:
        names = Article.objects.filter(name__in=self.people_acted_on)
        assert names.count() == len(self.people_acted_on)

    @invariant()
    def history_is_gapless_and_ends_at_the_version(self) -> None:
        for article in Article.objects.all():
            versions = article.events.order_by("version").values_list("version", flat=True)
            assert list(versions) == list(range(1, article.version + 1))

    @invariant()
    def rivals_are_what_counting_again_gives(self) -> None:
        for article in Article.objects.prefetch_related("links__target"):
            links = list(article.links.all())
            open_ = [x for x in links if x.target is None or x.target.status not in WITHDRAWN]
            rival = top_ranked((link.quality, link.name) for link in open_)
            assert (article.top_related_quality, article.top_related_name) == rival
            assert article.related_count == len(links)

    @invariant()
    def links_point_to_the_articles_that_they_name(self) -> None:
        for article in Article.objects.prefetch_related("links"):
            for link in article.links.all():
                key = link.title_time_hash or 0
                named = Article.objects.filter(title_time_hash=key).exclude(pk=article.pk)
                assert link.target_id is not None or named.count() != 1

    @invariant()
    def an_open_conflict_is_about_what_the_source_says_now(self) -> None:
        fields = [(c.article_id, c.field) for c in Conflict.objects.unresolved()]
        assert len(fields) == len({*fields})
        for conflict in Conflict.objects.unresolved().select_related("article__seed_file"):
            assert conflict.source == conflict.article.seed_file.base[conflict.field]

    @invariant()
    def the_seeds_base_is_what_its_bytes_say(self) -> None:
        for seed in SeedFile.objects.all():
            assert read_article(seed.path, seed.data).values() == seed.base

    @invariant()
    def everything_can_be_explained(self) -> None:
        for article in self.articles():
            assert why(article).headline

    def articles(self) -> list[Article]:
        return list(Article.objects.for_values().select_related("seed_file"))


def same(before: tables.Rows, after: tables.Rows, what: str) -> None:
    found = tables.difference(before, after)
    assert not found, f"{what}: {found}"


def state_of(article: Article) -> State:
    return str(article.status), article.held, article.scheduled_for is not None


def articles_and_seeds() -> tables.Rows:
    """What a taking back restores; a provider or topic that it made may stay."""
    found = tables.desk(without=UNLIKE)
    return {name: rows for name, rows in found.items() if name not in {"Provider", "Topic"}}


def versions_of(pks: set[int]) -> list[tuple[int, int]]:
    found = Article.objects.filter(pk__in=pks).order_by("pk")
    return list(found.values_list("pk", "version"))
