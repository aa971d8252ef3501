"""Pages of an import preview: show it, select files, confirm."""

from collections import Counter
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from articles.admin.imports.access import (
    PREVIEW,
    View,
    may_decide,
    may_use_risky_options,
    page_context,
    preview_url,
    with_own_preview,
    with_preview,
)
from articles.admin.imports.preview_diff import (
    METADATA,
    SELECTABLE,
    SKIPPED,
    TABS,
    changes,
    in_tab,
    row,
    tabs,
)
from articles.admin.imports.start import start
from articles.admin.jobs.progress import progress_context, progress_response
from articles.admin.site import site
from articles.desk.access import current_user, is_fragment, parse_id
from articles.ingest.confirm import confirm, confirmed_import, outdated_items
from articles.ingest.import_state import ImportBusy
from articles.ingest.preview import discard_preview, refresh_preview
from articles.ingest.tasks import delete_preview_task
from articles.jobs.tasks import enqueue
from articles.models import ImportItemQuerySet, ImportOutcome, ImportRun, RunState, SeedKind
from articles.workflow.errors import WorkflowError

ITEMS_PAGE = 50
LONGEST_SEARCH = 200
NOUN = "files looked at"


def preview_urls() -> list[URLPattern]:
    """Return the routes of previews, below those of import runs."""
    buttons: dict[str, View] = {
        "select": select_view,
        "confirm": confirm_view,
        "refresh": refresh_view,
        "discard": discard_view,
    }
    return [
        _route("", PREVIEW, with_preview(preview_page)),
        _route("progress/", f"{PREVIEW}_progress", with_preview(progress_view)),
        _route("file/<int:item>/", f"{PREVIEW}_file", with_preview(item_page)),
        *(
            _route(f"{name}/", f"{PREVIEW}_{name}", require_POST(with_own_preview(view)))
            for name, view in buttons.items()
        ),
    ]


def _route(end: str, name: str, view: View) -> URLPattern:
    return path(f"preview/<int:pk>/{end}", site.admin_view(view), name=name)


def preview_page(request: HttpRequest, preview: ImportRun) -> HttpResponse:
    """Show the progress, then the files in a tab for each outcome."""
    if run := confirmed_import(preview):
        return HttpResponseRedirect(_run_url(run))
    context = page_context(request, "Preview of the import") | {
        "preview": preview,
        "may_decide": may_decide(preview, current_user(request)),
    }
    if preview.state != RunState.DONE:
        context |= progress_context(preview, _progress_url(preview), NOUN)
        return TemplateResponse(request, "admin/imports/preview_progress.html", context)
    context |= _summary(preview) | _list(request, preview)
    context["is_new_source"] = not preview.source.import_runs.filter(dry_run=False).exists()
    context["is_selectable"] &= context["may_decide"]
    context["outdated"] = outdated_items(preview).count()
    return TemplateResponse(request, "admin/imports/preview.html", context)


def progress_view(request: HttpRequest, preview: ImportRun) -> HttpResponse:
    """Return the progress bar, which the page polls every two seconds."""
    return progress_response(request, preview, _progress_url(preview), NOUN)


def item_page(request: HttpRequest, preview: ImportRun, item: int) -> HttpResponse:
    """Show the complete difference of one file."""
    found = get_object_or_404(preview.items, pk=item)
    context = page_context(
        request, "New article" if found.outcome == ImportOutcome.CREATED else "What differs"
    ) | {
        "preview": preview,
        "item": found,
        "subtitle": found.path,
        "changes": changes(found, whole=True),
    }
    return TemplateResponse(request, "admin/imports/preview_file.html", context)


def select_view(request: HttpRequest, preview: ImportRun) -> HttpResponse:
    """Include or exclude files: those selected on the page, or all in the tab or search."""
    if confirmed_import(preview) or preview.state != RunState.DONE:
        messages.error(request, "This preview was confirmed, or is being refreshed.")
        return HttpResponseRedirect(preview_url(preview))
    _select(request, preview)
    if is_fragment(request):
        context = {"preview": preview, "may_decide": True} | _summary(preview)
        return TemplateResponse(request, "admin/imports/_preview_summary.html", context)
    return HttpResponseRedirect(_back_url(preview, request))


def confirm_view(request: HttpRequest, preview: ImportRun) -> HttpResponse:
    """Start the import of what the preview shows, with the selection on the page."""
    user = current_user(request)
    if any(preview.options.values()) and not may_use_risky_options(user):
        raise PermissionDenied
    is_new = confirmed_import(preview) is None
    if is_new:
        _select(request, preview)
    try:
        run = confirm(preview, by=user)
    except (ImportBusy, WorkflowError) as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(_back_url(preview, request))
    if is_new:
        enqueue(run)
    return HttpResponseRedirect(_run_url(run))


def refresh_view(request: HttpRequest, preview: ImportRun) -> HttpResponse:
    """Recompute a preview after another import or a failure."""
    try:
        return start(refresh_preview(preview, by=current_user(request)))
    except WorkflowError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(preview_url(preview))


def discard_view(request: HttpRequest, preview: ImportRun) -> HttpResponse:
    """Stop and hide a preview."""
    try:
        discard_preview(preview, by=current_user(request))
    except WorkflowError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(preview_url(preview))
    delete_preview_task.enqueue(preview.pk)
    messages.success(request, "The preview was discarded. Nothing was imported.")
    return HttpResponseRedirect(reverse("admin:articles_importrun_upload"))


def _select(request: HttpRequest, preview: ImportRun) -> None:
    selectable = preview.items.filter(outcome__in=SELECTABLE)
    action = request.POST.get("do", "")
    if action in {"exclude_all", "include_all"}:
        search = _search_text(request.POST.get("q", ""))
        tab = request.POST.get("tab", "").replace("\0", "")
        found = in_tab(_matching(selectable, search), tab)
        found.update(is_excluded=action == "exclude_all")
        return
    page = selectable.filter(pk__in=_numbers(request, "shown"))
    included = _numbers(request, "include")
    if action in {"exclude_page", "include_page"}:
        page.update(is_excluded=action == "exclude_page")
        return
    page.filter(pk__in=included).update(is_excluded=False)
    page.exclude(pk__in=included).update(is_excluded=True)


def _numbers(request: HttpRequest, name: str) -> list[int]:
    found = (parse_id(text) for text in request.POST.getlist(name)[:ITEMS_PAGE])
    return [number for number in found if number is not None]


def _search_text(text: str) -> str:
    """Return what to search for; PostgreSQL takes no NUL."""
    return text.strip().replace("\0", "")[:LONGEST_SEARCH]


def _matching(items: ImportItemQuerySet, search: str) -> ImportItemQuerySet:
    """Return the items whose path or title contains a text."""
    if not search:
        return items
    return items.filter(Q(path__icontains=search) | Q(title__icontains=search))


def _list(request: HttpRequest, preview: ImportRun) -> dict[str, Any]:
    search = _search_text(request.GET.get("q", ""))
    found = _matching(preview.items.all(), search)
    sizes = _tab_sizes(found)
    first = next((name for name in TABS if sizes[name]), ImportOutcome.CREATED.value)
    asked = request.GET.get("tab", "")
    tab = asked if asked in TABS else first
    items, order = in_tab(found, tab), request.GET.get("order", "")
    if order == "quality":
        items = items.order_by(F("quality").desc(nulls_last=True), "pk")
    page = Paginator(items, ITEMS_PAGE).get_page(request.GET.get("p"))
    return {
        "tabs": tabs(sizes, tab),
        "tab": tab,
        "q": search,
        "order": order,
        "has_quality": tab in {*SELECTABLE, SKIPPED},
        "page": page,
        "rows": [row(item) for item in page.object_list],
        "is_selectable": tab in {*SELECTABLE, METADATA, SKIPPED},
        "kind": TABS[tab],
    }


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


def _summary(preview: ImportRun) -> dict[str, Any]:
    """Count the files to import, those of organisations and topics among them, and the others.

    `missing` are the missing files of articles, `to_mark` those of any kind.
    """
    sizes: Counter[str] = Counter()
    metadata: Counter[str] = Counter()
    for kind, outcome, is_excluded, count in _sizes(preview.items.all()):
        if is_excluded or outcome == ImportOutcome.REFUSED:
            sizes["skipped" if is_excluded else "refused"] += count
        elif outcome == ImportOutcome.MISSING:
            sizes["to_mark"] += count
            sizes["missing"] += count * (kind == SeedKind.ARTICLE)
        elif outcome in SELECTABLE:
            sizes["included"] += count
            metadata[SeedKind(kind).label.lower()] += count * (kind != SeedKind.ARTICLE)
    names = ("included", "refused", "skipped", "missing", "to_mark")
    return {name: sizes[name] for name in names} | {"metadata": [*(+metadata).items()]}


def _progress_url(preview: ImportRun) -> str:
    return reverse(f"admin:{PREVIEW}_progress", args=[preview.pk])


def _back_url(preview: ImportRun, request: HttpRequest) -> str:
    """Return the tab, the search and the page that the form was sent from."""
    where = {name: request.POST.get(name, "") for name in ("tab", "q", "order", "p")}
    query = urlencode({name: value for name, value in where.items() if value})
    return f"{preview_url(preview)}?{query}" if query else preview_url(preview)


def _run_url(run: ImportRun) -> str:
    return reverse("admin:articles_importrun_change", args=[run.pk])
