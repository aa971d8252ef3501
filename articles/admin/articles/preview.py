"""An article as readers will see it, in any status, for staff only."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods

from articles.admin.articles.edit_conflict import apply_choices
from articles.admin.articles.edit_view import values_when_opened
from articles.admin.articles.form_group import ArticleFormGroup
from articles.admin.articles.queries import can_edit, get_article
from articles.db.retry import retry_on_deadlock
from articles.desk.access import current_user, parse_id, staff_page
from articles.models import Article, Status
from articles.public.detail import detail_context, with_detail_relations
from articles.workflow.edit import edit
from articles.workflow.errors import Stale, WorkflowError

_VISIBILITY = {
    Status.DRAFT: "This is a draft. Readers cannot see it.",
    Status.PUBLISHED: "Readers see this page as it is here.",
    Status.REJECTED: "This article was rejected. Readers cannot see it.",
    Status.ARCHIVED: "This article is archived. Readers see that it was removed.",
}


@staff_page("view_article")
@require_http_methods(["GET", "HEAD", "POST"])
def preview_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the readers' page of an article, with the text of its form if that is sent."""
    if request.method == "POST":
        return _preview_of_form(request, pk)
    return _preview(request, pk)


@retry_on_deadlock
def _preview_of_form(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what the form holds, show the article, and roll back: nothing is changed."""
    article, user = get_article(pk), current_user(request)
    if not can_edit(user, article):
        raise PermissionDenied
    version = min(parse_id(request.POST.get("version", "")) or article.version, article.version)
    try:
        values = values_when_opened(article, version)
    except Stale:  # saved by another user since it was read
        return _preview_of_form(request, pk)
    forms = ArticleFormGroup(
        user, data=request.POST, values=values, version=version, asks_about_names=False
    )
    if not forms.is_valid():
        return _errors(request, article, forms)
    typed = forms.changed(apply_choices(request.POST, forms.cleaned_values(), values))
    try:
        with transaction.atomic():
            edit(article, typed, by=user)
            response = _preview(request, pk)
            transaction.set_rollback(True)
    except Stale:
        return _preview_of_form(request, pk)
    except WorkflowError as error:
        forms.form.add_error(None, str(error))
        return _errors(request, article, forms)
    return response


def _errors(request: HttpRequest, article: Article, forms: ArticleFormGroup) -> HttpResponse:
    context = {"title": "Preview", "forms": forms, "original": article}
    return render(request, "admin/article/preview_errors.html", context, status=422)


def _preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the readers' page, neither cached nor indexed."""
    article = get_object_or_404(with_detail_relations(Article.objects.all()), pk=pk)
    context = {**detail_context(article), "readers": _VISIBILITY[Status(article.status)]}
    response = render(request, "admin/article/preview.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    patch_cache_control(response, private=True, no_store=True)
    return response
