"""Fetch the pictures that seeds and editors name."""

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from articles.images.fetch_queue import fetch_due
from articles.management.base import NewsdeskCommand
from articles.management.terminal import batch_progress, show_counts, show_json
from articles.models import FetchState, ImageFetch


class Command(NewsdeskCommand):
    help = "Fetch the pictures that are due. The worker does the same in the background."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="", help="only pictures of this host")
        parser.add_argument("--limit", type=int, help="at most so many pictures")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.NEWSDESK_FETCH_IMAGES:
            raise CommandError(
                "Fetching pictures is turned off by the setting FETCH_IMAGES. Nothing was asked.",
                returncode=2,
            )
        tried: list[ImageFetch] = []
        with batch_progress("Fetching", self.stdout) as progress:
            for fetch in fetch_due(host=options["host"], limit=options["limit"]):
                tried.append(fetch)
                progress(1)
        counts = Counter(fetch.state for fetch in tried)
        totals = {state.value: counts[state] for state in FetchState}
        if options["json"]:
            items = [
                {"url": fetch.url, "state": fetch.state, "reason": fetch.reason} for fetch in tried
            ]
            show_json({"totals": totals, "items": items}, self.stdout)
        else:
            labels = {FetchState(state).label: count for state, count in totals.items()}
            show_counts("Pictures", labels, self.stdout)
        without = [fetch for fetch in tried if fetch.state != FetchState.FETCHED]
        for fetch in without:
            self.stderr.write(f"{fetch.url}: {fetch.reason}")
        if without:
            raise SystemExit(1)
