"""Pages of an import preview: show it, select files, confirm."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
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
from articles.admin.imports.preview_diff import changes
from articles.admin.imports.preview_list import (
    PAGE_SIZE,
    SELECTABLE,
    in_tab,
    list_context,
    matching,
    search_text,
    summary,
)
from articles.admin.imports.start import start
from articles.admin.jobs.progress import progress_context, progress_response
from articles.admin.site import site
from articles.desk.access import current_user, is_fragment, parse_id
from articles.ingest.confirm import confirm, confirmed_import, outdated_items
from articles.ingest.import_state import ImportBusy
from articles.ingest.preview import discard_preview, refresh_preview
from articles.ingest.tasks import delete_preview_task
from articles.jobs.background import enqueue
from articles.models import ImportOutcome, ImportRun, RunState
from articles.workflow.errors import WorkflowError

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
    context |= summary(preview) | list_context(request, preview)
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
        context = {"preview": preview, "may_decide": True} | summary(preview)
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
        search = search_text(request.POST.get("q", ""))
        tab = request.POST.get("tab", "").replace("\0", "")
        found = in_tab(matching(selectable, search), tab)
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
    found = (parse_id(text) for text in request.POST.getlist(name)[:PAGE_SIZE])
    return [number for number in found if number is not None]


def _progress_url(preview: ImportRun) -> str:
    return reverse(f"admin:{PREVIEW}_progress", args=[preview.pk])


def _back_url(preview: ImportRun, request: HttpRequest) -> str:
    """Return the tab, the search and the page that the form was sent from."""
    where = {name: request.POST.get(name, "") for name in ("tab", "q", "order", "p")}
    query = urlencode({name: value for name, value in where.items() if value})
    return f"{preview_url(preview)}?{query}" if query else preview_url(preview)


def _run_url(run: ImportRun) -> str:
    return reverse("admin:articles_importrun_change", args=[run.pk])
