"""Permissions of import views, and the lookup of previews."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from articles.admin.site import site
from articles.desk.access import current_user
from articles.models import ImportRun, RunState, User

View = Callable[..., HttpResponse]
PREVIEW = "articles_importrun_preview"


def importer_required(view: View) -> View:
    """Require the permission to import; answer 403 without it."""

    @wraps(view)
    def check(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not current_user(request).has_perm("articles.import_seeds"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return check


def with_preview(view: View) -> View:
    """Pass the preview of the address to a view. All importers may look at all previews."""

    @importer_required
    @wraps(view)
    def find(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        previews = ImportRun.previews.exclude(state=RunState.CANCELLED)
        preview = previews.select_related("source", "started_by").filter(pk=pk).first()
        if preview is None:
            messages.error(request, "This preview was deleted. Upload the files again.")
            return HttpResponseRedirect(reverse("admin:articles_importrun_upload"))
        return view(request, preview, **kwargs)

    return find


def with_own_preview(view: View) -> View:
    """Pass a preview only to its owner and to people who may undo any run."""

    @with_preview
    @wraps(view)
    def check(request: HttpRequest, preview: ImportRun) -> HttpResponse:
        if may_decide(preview, current_user(request)):
            return view(request, preview)
        owner = preview.started_by or "A deleted account"
        messages.error(request, f"{owner} started this preview: you can only look at it.")
        return HttpResponseRedirect(preview_url(preview))

    return check


def may_decide(preview: ImportRun, user: User) -> bool:
    """Whether a person may exclude files of a preview, confirm it and discard it."""
    return preview.started_by_id == user.pk or user.has_perm("articles.undo_any_run")


def may_use_risky_options(user: User) -> bool:
    return user.has_perm("articles.manage_rules")


def preview_url(preview: ImportRun) -> str:
    return reverse(f"admin:{PREVIEW}", args=[preview.pk])


def page_context(request: HttpRequest, title: str) -> dict[str, Any]:
    return {**site.each_context(request), "title": title, "opts": ImportRun._meta}
