"""The list of a preview's files: tabs, search, order, counts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import HttpRequest

from articles.admin.imports.preview_diff import changes
from articles.models import ImportItem, ImportItemQuerySet, ImportOutcome, ImportRun, SeedKind
from articles.models.value_fields import parse_time

PAGE_SIZE = 50
LONGEST_SEARCH = 200
OUTCOMES = (
    ImportOutcome.REFUSED,
    ImportOutcome.CREATED,
    ImportOutcome.CHANGED,
    ImportOutcome.CONFLICT,
    ImportOutcome.MISSING,
    ImportOutcome.UNCHANGED,
)
METADATA, SKIPPED = "metadata", "skipped"
TABS = {each.value: each.label for each in OUTCOMES} | {
    METADATA: "Organisations and topics",
    SKIPPED: "Skipped",
}
ALWAYS_SHOWN = OUTCOMES[1:]
SELECTABLE = (
    ImportOutcome.CREATED,
    ImportOutcome.CHANGED,
    ImportOutcome.CONFLICT,
    ImportOutcome.MISSING,
)
"""Outcomes that can be excluded; refused and unchanged files are not imported anyway."""


def matching(items: ImportItemQuerySet, search: str) -> ImportItemQuerySet:
    """Return the items whose path or title contains a text."""
    if not search:
        return items
    return items.filter(Q(path__icontains=search) | Q(title__icontains=search))


def list_context(request: HttpRequest, preview: ImportRun) -> dict[str, Any]:
    """Return the tab, search, order and page that a request asks for."""
    search = search_text(request.GET.get("q", ""))
    found = matching(preview.items.all(), search)
    sizes = _tab_sizes(found)
    first = next((name for name in TABS if sizes[name]), ImportOutcome.CREATED.value)
    asked = request.GET.get("tab", "")
    tab = asked if asked in TABS else first
    items, order = in_tab(found, tab), request.GET.get("order", "")
    if order == "quality":
        items = items.order_by(F("quality").desc(nulls_last=True), "pk")
    page = Paginator(items, PAGE_SIZE).get_page(request.GET.get("p"))
    return {
        "tabs": tabs(sizes, tab),
        "tab": tab,
        "q": search,
        "order": order,
        "has_quality": tab in {*SELECTABLE, SKIPPED},
        "page": page,
        "rows": [row(item) for item in page.object_list],
        "is_selectable": _is_selectable(tab, preview),
        "kind": TABS[tab],
    }


def _is_selectable(tab: str, preview: ImportRun) -> bool:
    """Whether the files of a tab can be deselected; missing ones only if they are archived."""
    if tab == ImportOutcome.MISSING:
        return bool(preview.options.get("archive_missing"))
    return tab in {*SELECTABLE, METADATA, SKIPPED}


def _tab_sizes(items: ImportItemQuerySet) -> Counter[str]:
    sizes: Counter[str] = Counter()
    for kind, outcome, is_excluded, count in _sizes(items):
        is_metadata = kind != SeedKind.ARTICLE and outcome != ImportOutcome.REFUSED
        sizes[METADATA if is_metadata else outcome] += count
        sizes[SKIPPED] += count * is_excluded
    return sizes


def _sizes(items: ImportItemQuerySet) -> Iterable[tuple[str, str, bool, int]]:
    columns = ("kind", "outcome", "is_excluded")
    return items.order_by().values_list(*columns).annotate(size=Count("pk"))


def summary(preview: ImportRun) -> dict[str, Any]:
    """Count the files to import, those of organisations and topics among them, and the others.

    The missing files of organisations and topics are counted apart.
    """
    sizes: Counter[str] = Counter()
    metadata: Counter[str] = Counter()
    for kind, outcome, is_excluded, count in _sizes(preview.items.all()):
        if is_excluded or outcome == ImportOutcome.REFUSED:
            sizes["skipped" if is_excluded else "refused"] += count
        elif outcome == ImportOutcome.MISSING:
            sizes["missing" if kind == SeedKind.ARTICLE else "missing_metadata"] += count
        elif outcome in SELECTABLE:
            sizes["included"] += count
            metadata[SeedKind(kind).label.lower()] += count * (kind != SeedKind.ARTICLE)
    names = ("included", "refused", "skipped", "missing", "missing_metadata")
    return {name: sizes[name] for name in names} | {"metadata": [*(+metadata).items()]}


def search_text(text: str) -> str:
    """Return what to search for; PostgreSQL takes no NUL."""
    return text.strip().replace("\0", "")[:LONGEST_SEARCH]


def row(item: ImportItem) -> dict[str, Any]:
    """Return an item as a list shows it; a new article with its main values instead of changes."""
    is_new = item.outcome == ImportOutcome.CREATED and item.kind == SeedKind.ARTICLE
    values = item.diff["theirs"] if is_new else {}
    published_at = values.get("published_at")
    return {
        "item": item,
        "changes": [] if is_new else changes(item, whole=False),
        "new": values | {"published_at": published_at and parse_time(published_at)},
    }


def in_tab(items: ImportItemQuerySet, tab: str) -> ImportItemQuerySet:
    """Return the items that a tab shows."""
    if tab == METADATA:
        return items.metadata()
    return items.filter(is_excluded=True) if tab == SKIPPED else items.with_outcome(tab)


def tabs(sizes: Mapping[str, int], tab: str) -> list[dict[str, Any]]:
    """Return the tabs with their counts."""
    return [
        {"name": name, "label": label, "count": sizes[name], "is_here": name == tab}
        for name, label in TABS.items()
        if name in ALWAYS_SHOWN or sizes[name] or name == tab
    ]


def in_numbers(preview: ImportRun) -> str:
    """Return the numbers of files by outcome, organisations and topics separately.

    For example "3 new, 1 conflict, 2 topics".
    """
    sizes = [(preview.totals.get(each, 0), each.label.lower()) for each in OUTCOMES]
    sizes += [
        (size, kind if size == 1 else f"{kind}s") for kind, size in preview.metadata_counts.items()
    ]
    return ", ".join(f"{size:,} {name}" for size, name in sizes if size)
