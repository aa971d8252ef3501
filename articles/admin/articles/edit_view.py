"""The page of one article: show it, save what was typed, show edit conflicts.

get_article -> article_values -> ArticleFormGroup, StateForm -> page
page -> ArticleFormGroup, StateForm -> (EditConflict ->) save_article
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.admin.articles.action_views import with_undo
from articles.admin.articles.add_view import render_page, show_deleted
from articles.admin.articles.edit_conflict import EditConflict, apply_choices
from articles.admin.articles.form_group import ITEM_KINDS, ArticleFormGroup
from articles.admin.articles.item_formset import ItemFormSet, requested_range
from articles.admin.articles.list_place import ListPlace
from articles.admin.articles.presence import mark_and_list_others
from articles.admin.articles.queries import can_edit, change_url, get_article
from articles.admin.articles.save import message_about, save_article
from articles.admin.articles.sidebar import sidebar_context
from articles.admin.articles.state_form import REASON_ALONE, StateForm
from articles.desk.access import current_user, parse_id, staff_page
from articles.models import Article, Event
from articles.models.value_fields import article_values
from articles.workflow.action import Action
from articles.workflow.actions import BY_KEY
from articles.workflow.edit import values_at
from articles.workflow.errors import NotPossible, Stale
from articles.workflow.permissions import require_permission


@staff_page("view_article")
def edit_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an article, or save what was typed."""
    try:
        article = get_article(pk)
    except Http404:
        if request.method == "POST" and "version" in request.POST:
            return show_deleted(request)
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


@staff_page("view_article")
@require_safe
def item_forms_view(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Return the forms of a page of items, or of one, as they were at a `version`."""
    article = get_article(pk)
    version = parse_id(request.GET.get("version", "")) or article.version
    if kind not in ITEM_KINDS or not 0 < version <= article.version:
        raise Http404("There are no such items.")
    try:
        items = values_when_opened(article, version)[kind]
    except Stale:
        return item_forms_view(request, pk, kind)
    indexes = _requested_range(request, len(items))
    formset = ItemFormSet(ITEM_KINDS[kind], items, shown=indexes, allow_new=False)
    may_change = can_edit(current_user(request), article)
    if not may_change:
        formset.set_read_only()
    context = {"rows": formset, "may_change": may_change}
    return render(request, "admin/article/_item_forms.html", context)


def _save(request: HttpRequest, article: Any) -> HttpResponse:
    """Save what was typed, then do the action of the button that was pressed."""
    user, version = current_user(request), parse_id(request.POST.get("version", ""))
    if version is None:
        raise Http404("The form does not say which version it was opened with.")
    action, is_stale = _action(request, article), version != article.version
    can_type = user.has_perm("articles.change_article") if is_stale else can_edit(user, article)
    try:
        values = values_when_opened(article, version)
    except Stale:  # saved by another user since it was read
        return _save(request, get_article(article.pk))
    data = request.POST if can_type else None
    forms = ArticleFormGroup(user, data=data, values=values, version=version)
    state = StateForm(article, user, request.POST, action)
    if {not can_type or forms.is_valid(), state.is_valid()} != {True}:
        return _show(request, article, forms, state)
    typed, steps = {}, [*state.steps()]
    if can_type:
        typed = forms.changed(apply_choices(request.POST, forms.cleaned_values(), values))
    elif not steps:
        raise PermissionDenied
    if is_stale:
        return _show_conflict(request, article, version, values, typed)
    try:
        events = save_article(article, typed, steps, by=user, reason=state.cleaned_data["reason"])
    except Stale:
        return _show_conflict(request, get_article(article.pk), version, values, typed)
    except NotPossible as error:
        state.add_error(None, str(error))
        return _show(request, article, forms, state)
    return _saved(request, article, events, forms, state)


def _action(request: HttpRequest, article: Article) -> Action | None:
    """Return the action of the button, None for Save. Raises BadRequest or NotAllowed."""
    key = request.POST.get("do")
    if key is None:
        return None
    action = BY_KEY.get(key)
    if action is None or action.group != "status":
        raise BadRequest("There is no such action.")
    require_permission(current_user(request), action.permission_for(article.status))
    return action


def values_when_opened(article: Article, version: int) -> dict[str, Any]:
    """Return the values at the version that a form was opened with. Raise Stale."""
    is_current = version >= article.version
    return article_values(article) if is_current else values_at(article, version)


def _saved(
    request: HttpRequest,
    article: Any,
    events: Sequence[Event],
    forms: ArticleFormGroup,
    state: StateForm,
) -> HttpResponse:
    """Say what was saved and done, and go back to the list or stay on the page."""
    if not events and state.cleaned_data["reason"]:
        state.add_error("reason", REASON_ALONE)
        return _show(request, article, forms, state)
    for event in events:
        text = message_about(event.article, event)
        messages.success(request, with_undo(request, text, event) if event is events[-1] else text)
    if not events:
        messages.info(request, f"Nothing was changed in “{article}”.")
    if {"_continue", "do"} & request.POST.keys():
        return HttpResponseRedirect(change_url(article, request.GET))
    return HttpResponseRedirect(ListPlace(request, article).address)


def _show_conflict(
    request: HttpRequest,
    article: Any,
    version: int,
    base: dict[str, Any],
    typed: dict[str, Any],
) -> HttpResponse:
    """Show both versions, with what was typed in a form over the stored version."""
    user, conflict = current_user(request), EditConflict(article, version, base, typed)
    forms = ArticleFormGroup(
        user,
        values=conflict.values,
        version=article.version,
        whole=ITEM_KINDS.keys() & typed.keys(),
    )
    state = StateForm(article, user, request.POST).refreshed()
    return _show(request, article, forms, state, conflict)


def _show(
    request: HttpRequest,
    article: Any,
    forms: ArticleFormGroup,
    state: StateForm | None = None,
    conflict: EditConflict | None = None,
) -> HttpResponse:
    user = current_user(request)
    may_change, state = can_edit(user, article), state or StateForm(article, user)
    if not may_change:
        forms.set_read_only()
    return render_page(
        request,
        forms,
        title="Article",
        subtitle=str(article),
        original=article,
        edit_conflict=conflict,
        may_change=may_change,
        state=state,
        error_count=forms.error_count + len(state.errors),
        others=mark_and_list_others(user, article),
        **sidebar_context(request, article),
    )


def _requested_items(request: HttpRequest, values: Mapping[str, Any]) -> dict[str, range]:
    """Return the items in the address: `?edit=related&page=2`, or `&row=17`."""
    name = request.GET.get("edit", "")
    return {name: _requested_range(request, len(values[name]))} if name in ITEM_KINDS else {}


def _requested_range(request: HttpRequest, count: int) -> range:
    item = parse_id(request.GET.get("row", ""))
    page = parse_id(request.GET.get("page", ""))
    return requested_range(count, item=item, page=None if item else page or 1)
