"""The page of one article: show it, save what was typed, show edit conflicts.

get_article -> article_values -> ArticleFormGroup -> page
page -> ArticleFormGroup -> (EditConflict ->) workflow.edit
"""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.admin.articles.action_views import with_undo
from articles.admin.articles.edit_conflict import EditConflict, apply_choices
from articles.admin.articles.form_group import ITEM_KINDS, ArticleFormGroup, NewArticleFormGroup
from articles.admin.articles.item_formset import ItemFormSet, requested_range
from articles.admin.articles.presence import mark_and_list_others
from articles.admin.articles.queries import can_edit, change_url, get_article
from articles.admin.articles.sidebar import sidebar_context
from articles.desk.access import current_user, parse_id, staff_page
from articles.desk.display import label
from articles.models import Article, Event
from articles.models.value_fields import article_values, empty_values
from articles.workflow.create import create_article
from articles.workflow.edit import edit, values_at
from articles.workflow.errors import NotPossible, Stale


@staff_page("view_article")
def edit_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an article, or save what was typed."""
    try:
        article = get_article(pk)
    except Http404:
        if request.method == "POST" and "version" in request.POST:
            return _show_deleted(request)
        raise
    if request.method == "POST":
        return _save(request, article)
    values = article_values(article)
    forms = ArticleFormGroup(
        current_user(request),
        values=values,
        version=article.version,
        shown=_requested_items(request, values),
    )
    return _show(request, article, forms)


@staff_page("add_article")
def add_view(request: HttpRequest) -> HttpResponse:
    """Show empty forms, or create an article."""
    user = current_user(request)
    data = request.POST if request.method == "POST" else None
    forms = NewArticleFormGroup(user, data=data, values=empty_values(), version=1)
    if data is not None and forms.is_valid():
        source = forms.form.cleaned_data["source"]
        try:
            article = create_article(forms.cleaned_values(), by=user, source=source)
        except NotPossible as error:
            forms.form.add_error(None, str(error))
        else:
            messages.success(request, f"“{article}” created.")
            return HttpResponseRedirect(change_url(article))
    return _render(request, forms, title="New article", may_change=True)


@staff_page("view_article")
@require_safe
def item_forms_view(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Return the forms of a page of items, or of one, as they were at a `version`."""
    article = get_article(pk)
    version = parse_id(request.GET.get("version", "")) or article.version
    if kind not in ITEM_KINDS or not 0 < version <= article.version:
        raise Http404("There are no such items.")
    try:
        items = _values_at(article, version)[kind]
    except Stale:
        return item_forms_view(request, pk, kind)
    indexes = _requested_range(request, len(items))
    formset = ItemFormSet(ITEM_KINDS[kind], items, shown=indexes, allow_new=False)
    may_change = can_edit(current_user(request), article)
    if not may_change:
        formset.set_read_only()
    context = {"rows": formset, "may_change": may_change}
    return render(request, "admin/article/_item_forms.html", context)


def _save(request: HttpRequest, article: Article) -> HttpResponse:
    user, version = current_user(request), parse_id(request.POST.get("version", ""))
    if version is None:
        raise Http404("The form does not say which version it was opened with.")
    is_stale = version != article.version
    if not user.has_perm("articles.change_article") or not (is_stale or can_edit(user, article)):
        raise PermissionDenied
    try:
        values = _values_at(article, version)
    except Stale:  # saved by another user since it was read
        return _save(request, get_article(article.pk))
    forms = ArticleFormGroup(user, data=request.POST, values=values, version=version)
    if not forms.is_valid():
        return _show(request, article, forms)
    typed = forms.changed(apply_choices(request.POST, forms.cleaned_values(), values))
    if is_stale:
        return _show_conflict(request, article, version, values, typed)
    try:
        event = edit(article, typed, by=user, reason=forms.form.cleaned_data["reason"])
    except Stale:
        return _show_conflict(request, get_article(article.pk), version, values, typed)
    except NotPossible as error:
        forms.form.add_error(None, str(error))
        return _show(request, article, forms)
    return _saved(request, article, event)


def _values_at(article: Article, version: int) -> dict[str, Any]:
    """Return the values at the version that a form was opened with. Raise Stale."""
    is_current = version >= article.version
    return article_values(article) if is_current else values_at(article, version)


def _saved(request: HttpRequest, article: Article, event: Event | None) -> HttpResponse:
    if event is None:
        messages.info(request, "Nothing was changed.")
    else:
        fields = ", ".join(label(name) for name in event.after)
        messages.success(request, with_undo(request, f"Saved: {fields}.", event))
    if "_continue" not in request.POST:
        return HttpResponseRedirect(reverse("admin:articles_article_changelist"))
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return HttpResponseRedirect(change_url(article) + query)


def _show_conflict(
    request: HttpRequest,
    article: Article,
    version: int,
    base: dict[str, Any],
    typed: dict[str, Any],
) -> HttpResponse:
    """Show both versions, with what was typed in a form over the stored version."""
    conflict = EditConflict(article, version, base, typed)
    forms = ArticleFormGroup(
        current_user(request),
        values=conflict.values,
        version=article.version,
        reason=request.POST.get("reason", ""),
        whole=ITEM_KINDS.keys() & typed.keys(),
    )
    return _show(request, article, forms, conflict)


def _show_deleted(request: HttpRequest) -> HttpResponse:
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
    response = _render(request, forms, title=title, is_gone=True, may_change=may_add)
    response.status_code = 410
    return response


def _show(
    request: HttpRequest,
    article: Any,
    forms: ArticleFormGroup,
    conflict: EditConflict | None = None,
) -> HttpResponse:
    user = current_user(request)
    may_change = can_edit(user, article)
    if not may_change:
        forms.set_read_only()
    return _render(
        request,
        forms,
        title="Article",
        subtitle=str(article),
        original=article,
        edit_conflict=conflict,
        may_change=may_change,
        others=mark_and_list_others(user, article),
        **sidebar_context(request, article),
    )


def _render(request: HttpRequest, forms: ArticleFormGroup, **context: Any) -> HttpResponse:
    return render(request, "admin/article/edit.html", {"forms": forms, **context})


def _requested_items(request: HttpRequest, values: Mapping[str, Any]) -> dict[str, range]:
    """Return the items in the address: `?edit=related&page=2`, or `&row=17`."""
    name = request.GET.get("edit", "")
    return {name: _requested_range(request, len(values[name]))} if name in ITEM_KINDS else {}


def _requested_range(request: HttpRequest, count: int) -> range:
    item = parse_id(request.GET.get("row", ""))
    page = parse_id(request.GET.get("page", ""))
    return requested_range(count, item=item, page=None if item else page or 1)
