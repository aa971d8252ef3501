"""Report what a publish run did or would do, as plain values."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from articles.models import FIRST_BLOCKING_REASON, PublishRun
from articles.publishing.explanations import describe_item
from articles.publishing.policy import Reason, Rule
from articles.publishing.publish_run import count_publishable, count_verdicts


def preview_as_dict(rules: Sequence[Rule], scope: dict[str, Any]) -> dict[str, Any]:
    """Return totals and counts by reason of a run that would start now."""
    verdicts = count_verdicts(rules, scope)
    published = count_publishable(verdicts)
    totals = {"published": published, "kept": sum(verdicts.values()) - published}
    return {"run": None, "dry_run": True, "totals": totals, "reasons": count_reasons(verdicts)}


def run_as_dict(run: PublishRun, *, with_items: bool) -> dict[str, Any]:
    """Return totals and counts by reason of a run, and each verdict in words on request."""
    verdicts = Counter(run.items.order_by().values_list("reasons", flat=True).iterator())
    totals = {"published": 0, "kept": 0} | run.totals
    result = {
        "run": run.pk,
        "dry_run": False,
        "totals": totals,
        "reasons": count_reasons(verdicts),
    }
    return result | ({"items": _items(run)} if with_items else {})


def count_reasons(verdicts: dict[int, int]) -> dict[str, int]:
    """Return how many drafts each reason kept, most frequent first; a draft may have several."""
    counts: Counter[str] = Counter()
    for reasons, count in verdicts.items():
        for flag in Reason(reasons):
            if flag >= FIRST_BLOCKING_REASON:
                counts[str(flag.name).lower().replace("_", " ")] += count
    return dict(counts.most_common())


def _items(run: PublishRun) -> list[dict[str, Any]]:
    items = run.items.select_related("article", "run").order_by("pk")
    return [
        {
            "name": item.article.name if item.article else None,
            "outcome": "published" if item.is_published else "kept",
            "quality": item.quality,
            "reasons": describe_item(item),
        }
        for item in items.iterator()
    ]
