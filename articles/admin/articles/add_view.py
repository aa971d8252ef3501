"""The page of a new article, also with what was typed about a deleted one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone

from articles.admin.articles.form_group import ITEM_KINDS, ArticleFormGroup, NewArticleFormGroup
from articles.admin.articles.prefill import can_prefill, prefilled
from articles.admin.articles.queries import change_url
from articles.db.retry import retry_on_deadlock
from articles.desk.access import current_user, staff_page
from articles.models import Article, User
from articles.models.value_fields import empty_values
from articles.seeds.records import time_value
from articles.workflow.create import create_article
from articles.workflow.errors import NotPossible
from articles.workflow.transitions import publish


@staff_page("add_article")
def add_view(request: HttpRequest) -> HttpResponse:
    """Show empty forms, or create an article."""
    user, key = current_user(request), request.POST.get("do")
    if key not in {None, "publish", "prefill"}:
        raise BadRequest("There is no such action.")
    data: QueryDict | None = request.POST if request.method == "POST" else None
    if key == "prefill":
        data = prefilled(request)
    values = empty_values() | {"published_at": time_value(timezone.now().replace(microsecond=0))}
    forms = NewArticleFormGroup(user, data=data, values=values, version=1)
    if data is not None and key != "prefill" and forms.is_valid():
        try:
            article = _create(forms, user, publishes=bool(key))
        except NotPossible as error:
            forms.form.add_error(None, str(error))
        else:
            done = "created and published" if key else "created"
            messages.success(request, f"“{article}” {done}.")
            return HttpResponseRedirect(change_url(article))
    return render_page(
        request,
        forms,
        title="New article",
        may_change=True,
        error_count=0 if key == "prefill" else forms.error_count,
        can_prefill=can_prefill(),
        is_filled=key == "prefill",
    )


@retry_on_deadlock
@transaction.atomic
def _create(forms: ArticleFormGroup, user: User, *, publishes: bool) -> Article:
    source = forms.form.cleaned_data["source"]
    article = create_article(forms.cleaned_values(), by=user, source=source)
    if publishes:
        publish(article, by=user)
    return article


def show_deleted(request: HttpRequest) -> HttpResponse:
    """Show what was typed about a deleted article; saving it creates a new one."""
    user = current_user(request)
    if not user.has_perm("articles.change_article"):
        raise PermissionDenied
    data = request.POST.copy()
    data.setdefault("source", "default")
    data.update({f"{name}-whole": "yes" for name in ITEM_KINDS})
    forms = NewArticleFormGroup(user, data=data, values=empty_values(), version=1)
    forms.is_valid()
    may_add = user.has_perm("articles.add_article")
    title = "This article was deleted"
    response = render_page(request, forms, title=title, is_gone=True, may_change=may_add)
    response.status_code = 410
    return response


def render_page(request: HttpRequest, forms: ArticleFormGroup, **context: Any) -> HttpResponse:
    return render(request, "admin/article/edit.html", {"forms": forms, **context})
