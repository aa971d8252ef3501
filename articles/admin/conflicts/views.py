"""The page of a conflict, and its resolution."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from articles.admin.articles.action_views import VersionForm, with_undo
from articles.admin.articles.queries import change_url, get_article
from articles.desk.access import current_user, staff_page
from articles.desk.display import conflict_display, label
from articles.models import Conflict
from articles.models.value_fields import article_values
from articles.workflow.errors import Stale, WorkflowError
from articles.workflow.resolve_conflicts import chosen, resolve_conflict


@staff_page("view_conflict")
@require_safe
def conflict_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show both sides of a conflict."""
    conflicts = Conflict.objects.select_related("article", "run", "resolved_by")
    conflict = get_object_or_404(conflicts, pk=pk)
    article = get_article(conflict.article_id)
    context = {
        "title": "Conflict",
        "subtitle": str(conflict),
        "row": conflict_display(conflict, article_values(article)),
        "original": article,
        "next_conflict": next_open(conflict),
        "may_resolve": current_user(request).has_perm("articles.resolve_conflict"),
    }
    return render(request, "admin/conflicts/detail.html", context)


@staff_page("resolve_conflict")
@require_POST
def resolve_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep our value, or use that of the source, at the version that the page showed."""
    conflict = get_object_or_404(Conflict.objects.select_related("article"), pk=pk)
    form, by = VersionForm(request.POST), current_user(request)
    try:
        if not form.is_valid():
            raise Stale(conflict.article.title)
        resolution = chosen(request.POST.get("choice", ""))
        event = resolve_conflict(conflict, resolution, by=by, version=form.cleaned_data["version"])
    except WorkflowError as error:
        messages.error(request, str(error))
    else:
        resolved = conflict.get_resolution_display().lower()
        text = f"Conflict resolved: {label(conflict.field)} ({resolved})."
        messages.success(request, with_undo(request, text, event))
    return HttpResponseRedirect(_next_url(request, conflict))


def next_open(conflict: Conflict) -> Conflict | None:
    """Return the next open conflict in the order of the list; after the last the first."""
    others = Conflict.objects.unresolved().exclude(pk=conflict.pk).select_related("article")
    older = Q(created_at__lt=conflict.created_at) | Q(
        created_at=conflict.created_at, pk__lt=conflict.pk
    )
    ordered = others.order_by("-created_at", "-pk")
    return ordered.filter(older).first() or ordered.first()


def _next_url(request: HttpRequest, conflict: Conflict) -> str:
    """Return the next open conflict if this one's page was open, else the article's page."""
    if request.POST.get("from") != "conflict":
        return change_url(conflict.article, request.GET)
    following = next_open(conflict) if conflict.resolved_at else conflict
    if following is None:
        return f"{reverse('admin:articles_conflict_changelist')}?resolved_at__isempty=1"
    return reverse("admin:articles_conflict_change", args=[following.pk])
