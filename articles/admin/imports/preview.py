"""The preview of an import: look, leave out what is not wanted, confirm."""

from collections.abc import Callable
from functools import wraps
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

from articles.admin.imports.preview_diff import CHOOSABLE, TABS, changes, row, tabs
from articles.admin.imports.upload import begin, importer, may_risk, page_context
from articles.admin.jobs.progress import bar, bar_view
from articles.admin.site import site
from articles.desk.access import is_fragment, parse_id
from articles.ingest.confirm import confirm, outdated_items
from articles.ingest.import_state import ImportBusy
from articles.ingest.preview import look_again, put_away
from articles.ingest.tasks import forget_preview_task, import_task
from articles.models import ImportOutcome, ImportPreview, PreviewItem, RunState, User
from articles.workflow.errors import WorkflowError

ITEMS_PAGE = 50
LONGEST_SEARCH = 200
LOOKED_AT = "files looked at"
PAGE = "articles_importrun_preview"
View = Callable[..., HttpResponse]


def preview_urls() -> list[URLPattern]:
    """Return the routes of the previews, below those of the import runs."""
    buttons = {
        "choose": choose_view,
        "confirm": confirm_view,
        "again": again_view,
        "discard": discard_view,
    }
    return [
        _route("", PAGE, _of_anybody(preview_page)),
        _route("progress/", f"{PAGE}_progress", _of_anybody(progress_view)),
        _route("file/<int:item>/", f"{PAGE}_file", _of_anybody(item_page)),
        *(
            _route(f"{name}/", f"{PAGE}_{name}", require_POST(_of_anybody(_of_own(view))))
            for name, view in buttons.items()
        ),
    ]


def _route(end: str, name: str, view: View) -> URLPattern:
    return path(f"preview/<int:pk>/{end}", site.admin_view(view), name=name)


def _of_anybody(view: View) -> View:
    """Give a view the preview of its address; who may import may look at all of them."""

    @wraps(view)
    def find(request: HttpRequest, pk: int, **more: Any) -> HttpResponse:
        importer(request)
        previews = ImportPreview.objects.exclude(state=RunState.CANCELLED)
        preview = previews.select_related("run", "started_by").filter(pk=pk).first()
        if preview is None:
            text = "This preview is not here any more. Upload the files again."
            messages.error(request, text)
            return HttpResponseRedirect(reverse("admin:articles_importrun_upload"))
        return view(request, preview, **more)

    return find


def _of_own(view: View) -> View:
    """A preview is decided about by who has asked for it, or who may undo any run."""

    @wraps(view)
    def check(request: HttpRequest, preview: ImportPreview) -> HttpResponse:
        if may_decide(preview, importer(request)):
            return view(request, preview)
        owner = preview.started_by or "somebody who is gone"
        messages.error(request, f"{owner} has asked for this preview: you can only look at it.")
        return HttpResponseRedirect(reverse(f"admin:{PAGE}", args=[preview.pk]))

    return check


def may_decide(preview: ImportPreview, user: User) -> bool:
    """Whether somebody may leave files out of a preview, confirm it and put it away."""
    return preview.started_by_id == user.pk or user.has_perm("articles.undo_any_run")


def preview_page(request: HttpRequest, preview: ImportPreview) -> HttpResponse:
    """Show how far the work is, then what an import would do, a tab for each outcome."""
    if preview.run:
        return HttpResponseRedirect(_run_address(preview))
    context = page_context(request, "What this import would do") | {
        "preview": preview,
        "may_decide": may_decide(preview, importer(request)),
    }
    if preview.state != RunState.DONE:
        context |= bar(preview, _progress_address(preview), LOOKED_AT)
        return TemplateResponse(request, "admin/imports/preview_progress.html", context)
    context |= _sums(preview) | _list(request, preview)
    context["is_choosable"] &= context["may_decide"]
    context["outdated"] = outdated_items(preview).count()
    return TemplateResponse(request, "admin/imports/preview.html", context)


def progress_view(request: HttpRequest, preview: ImportPreview) -> HttpResponse:
    """What the waiting page asks for again and again."""
    return bar_view(request, preview, _progress_address(preview), LOOKED_AT)


def item_page(request: HttpRequest, preview: ImportPreview, item: int) -> HttpResponse:
    """All that differs of one file, whole."""
    found = get_object_or_404(preview.items, pk=item)
    context = page_context(request, "What differs") | {
        "preview": preview,
        "item": found,
        "subtitle": found.path,
        "changes": changes(found, whole=True),
    }
    return TemplateResponse(request, "admin/imports/preview_file.html", context)


def choose_view(request: HttpRequest, preview: ImportPreview) -> HttpResponse:
    """Take or leave files: those of the page as ticked, or all that the tab or search shows."""
    if preview.run or preview.state != RunState.DONE:
        messages.error(request, "This preview was confirmed, or is being worked out again.")
        return HttpResponseRedirect(reverse(f"admin:{PAGE}", args=[preview.pk]))
    _choose(request, preview)
    if is_fragment(request):
        context = {"preview": preview, "may_decide": True} | _sums(preview)
        return TemplateResponse(request, "admin/imports/_preview_summary.html", context)
    return HttpResponseRedirect(_address(preview, request))


def confirm_view(request: HttpRequest, preview: ImportPreview) -> HttpResponse:
    """Start the import of what the preview shows, with what is ticked on the page."""
    user = importer(request)
    if any(preview.options.values()) and not may_risk(user):
        raise PermissionDenied
    if not preview.run:
        _choose(request, preview)
    try:
        is_new = preview.run is None
        run = confirm(preview, by=user)
    except (ImportBusy, WorkflowError) as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(_address(preview, request))
    if is_new:
        import_task.enqueue(run.pk)
    return HttpResponseRedirect(_run_address(preview))


def again_view(request: HttpRequest, preview: ImportPreview) -> HttpResponse:
    """Work a preview out once more: after an import by somebody else, or a failure."""
    try:
        address = begin(look_again(preview, by=importer(request)))
    except WorkflowError as error:
        messages.error(request, str(error))
        address = reverse(f"admin:{PAGE}", args=[preview.pk])
    return HttpResponseRedirect(address)


def discard_view(request: HttpRequest, preview: ImportPreview) -> HttpResponse:
    """Stop a preview that is at work; put one away that is not wanted."""
    try:
        put_away(preview, by=importer(request))
    except WorkflowError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse(f"admin:{PAGE}", args=[preview.pk]))
    forget_preview_task.enqueue(preview.pk)
    messages.success(request, "The preview was put away. Nothing was imported.")
    return HttpResponseRedirect(reverse("admin:articles_importrun_upload"))


def _choose(request: HttpRequest, preview: ImportPreview) -> None:
    choosable = preview.items.filter(outcome__in=CHOOSABLE)
    what = request.POST.get("do", "")
    if what in {"leave_all", "take_all"}:
        search = _searched(request.POST.get("q", ""))
        shown = _shown(choosable, request.POST.get("tab", "").replace("\0", ""), search)
        shown.update(is_left_out=what == "leave_all")
        return
    page = choosable.filter(pk__in=_numbers(request, "shown"))
    take = _numbers(request, "take")
    if what in {"leave_page", "take_page"}:
        page.update(is_left_out=what == "leave_page")
        return
    page.filter(pk__in=take).update(is_left_out=False)
    page.exclude(pk__in=take).update(is_left_out=True)


def _numbers(request: HttpRequest, name: str) -> list[int]:
    found = (parse_id(text) for text in request.POST.getlist(name)[:ITEMS_PAGE])
    return [number for number in found if number is not None]


def _searched(text: str) -> str:
    """Return what is looked for: PostgreSQL takes no NUL."""
    return text.strip().replace("\0", "")[:LONGEST_SEARCH]


def _shown(items: QuerySet[PreviewItem], tab: str, search: str) -> QuerySet[PreviewItem]:
    """Return the items of a tab that a search finds by path or title."""
    if search:
        items = items.filter(Q(path__icontains=search) | Q(title__icontains=search))
    return items.filter(outcome=tab)


def _list(request: HttpRequest, preview: ImportPreview) -> dict[str, Any]:
    counts = preview.items.order_by().values("outcome").annotate(size=Count("pk"))
    sizes = {str(each["outcome"]): int(each["size"]) for each in counts}
    first = next((each.value for each in TABS if sizes.get(each)), ImportOutcome.CREATED.value)
    asked = request.GET.get("tab", "")
    tab = asked if asked in ImportOutcome.values else first
    search = _searched(request.GET.get("q", ""))
    page = Paginator(_shown(preview.items.all(), tab, search), ITEMS_PAGE).get_page(
        request.GET.get("p")
    )
    return {
        "tabs": tabs(sizes, tab),
        "tab": tab,
        "q": search,
        "page": page,
        "rows": [row(item) for item in page.object_list],
        "is_choosable": tab in CHOOSABLE,
        "kind": ImportOutcome(tab).label,
    }


def _sums(preview: ImportPreview) -> dict[str, Any]:
    """Return how many files would be taken, gone ones be noted, and how many were left out."""
    of_note = preview.items.filter(outcome__in=CHOOSABLE).order_by()
    counted = of_note.values_list("outcome", "is_left_out").annotate(size=Count("pk"))
    sizes = {(outcome, is_left_out): size for outcome, is_left_out, size in counted}
    gone = sizes.get((ImportOutcome.MISSING.value, False), 0)
    return {
        "taken": sum(size for (_, out), size in sizes.items() if not out) - gone,
        "missing": gone,
        "left_out": sum(size for (_, out), size in sizes.items() if out),
        "enriched": [*preview.enriched.items()],
    }


def _progress_address(preview: ImportPreview) -> str:
    return reverse(f"admin:{PAGE}_progress", args=[preview.pk])


def _address(preview: ImportPreview, request: HttpRequest) -> str:
    """Return where somebody was: the tab, the search and the page."""
    where = {name: request.POST.get(name, "") for name in ("tab", "q", "p")}
    query = urlencode({name: value for name, value in where.items() if value})
    address = reverse(f"admin:{PAGE}", args=[preview.pk])
    return f"{address}?{query}" if query else address


def _run_address(preview: ImportPreview) -> str:
    return reverse("admin:articles_importrun_change", args=[preview.run_id])
