"""Pages of an import preview: show it, select files, confirm."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
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
from articles.admin.imports.preview_diff import SELECTABLE, TABS, changes, row, tabs
from articles.admin.imports.start import start
from articles.admin.jobs.progress import progress_context, progress_response
from articles.admin.site import site
from articles.desk.access import current_user, is_fragment, parse_id
from articles.ingest.confirm import confirm, confirmed_import, outdated_items
from articles.ingest.import_state import ImportBusy
from articles.ingest.preview import discard_preview, refresh_preview
from articles.ingest.tasks import delete_preview_task
from articles.jobs.tasks import enqueue
from articles.models import ImportItem, ImportOutcome, ImportRun, RunState
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
    context = page_context(request, "What this import would do") | {
        "preview": preview,
        "may_decide": may_decide(preview, current_user(request)),
    }
    if preview.state != RunState.DONE:
        context |= progress_context(preview, _progress_url(preview), NOUN)
        return TemplateResponse(request, "admin/imports/preview_progress.html", context)
    context |= _summary(preview) | _list(request, preview)
    context["is_selectable"] &= context["may_decide"]
    context["outdated"] = outdated_items(preview).count()
    return TemplateResponse(request, "admin/imports/preview.html", context)


def progress_view(request: HttpRequest, preview: ImportRun) -> HttpResponse:
    """Return the progress bar, which the page polls every two seconds."""
    return progress_response(request, preview, _progress_url(preview), NOUN)


def item_page(request: HttpRequest, preview: ImportRun, item: int) -> HttpResponse:
    """Show the complete difference of one file."""
    found = get_object_or_404(preview.items, pk=item)
    context = page_context(request, "What differs") | {
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
        _matching(selectable, tab, search).update(is_excluded=action == "exclude_all")
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


def _matching(items: QuerySet[ImportItem], tab: str, search: str) -> QuerySet[ImportItem]:
    """Return the items of a tab whose path or title contains a text."""
    if search:
        items = items.filter(Q(path__icontains=search) | Q(title__icontains=search))
    return items.filter(outcome=tab)


def _list(request: HttpRequest, preview: ImportRun) -> dict[str, Any]:
    counts = preview.items.order_by().values("outcome").annotate(size=Count("pk"))
    sizes = {str(each["outcome"]): int(each["size"]) for each in counts}
    first = next((each.value for each in TABS if sizes.get(each)), ImportOutcome.CREATED.value)
    asked = request.GET.get("tab", "")
    tab = asked if asked in ImportOutcome.values else first
    search = _search_text(request.GET.get("q", ""))
    items = _matching(preview.items.all(), tab, search)
    page = Paginator(items, ITEMS_PAGE).get_page(request.GET.get("p"))
    return {
        "tabs": tabs(sizes, tab),
        "tab": tab,
        "q": search,
        "page": page,
        "rows": [row(item) for item in page.object_list],
        "is_selectable": tab in SELECTABLE,
        "kind": ImportOutcome(tab).label,
    }


def _summary(preview: ImportRun) -> dict[str, Any]:
    """Count the files to import, the missing ones and the excluded ones."""
    selectable = preview.items.filter(outcome__in=SELECTABLE).order_by()
    counted = selectable.values_list("outcome", "is_excluded").annotate(size=Count("pk"))
    sizes = {(outcome, is_excluded): size for outcome, is_excluded, size in counted}
    missing = sizes.get((ImportOutcome.MISSING.value, False), 0)
    return {
        "included": sum(size for (_, out), size in sizes.items() if not out) - missing,
        "missing": missing,
        "skipped": sum(size for (_, out), size in sizes.items() if out),
        "metadata": [*preview.metadata_counts.items()],
    }


def _progress_url(preview: ImportRun) -> str:
    return reverse(f"admin:{PREVIEW}_progress", args=[preview.pk])


def _back_url(preview: ImportRun, request: HttpRequest) -> str:
    """Return the tab, the search and the page that the form was sent from."""
    where = {name: request.POST.get(name, "") for name in ("tab", "q", "p")}
    query = urlencode({name: value for name, value in where.items() if value})
    return f"{preview_url(preview)}?{query}" if query else preview_url(preview)


def _run_url(run: ImportRun) -> str:
    return reverse("admin:articles_importrun_change", args=[run.pk])
