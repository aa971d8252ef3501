"""An article's page: shown, saved, and what happens when somebody else was quicker.

find_article -> article_values -> Editor -> the page
the page -> Editor -> (clash ->) edit
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from articles.admin.articles.action_views import with_undo
from articles.admin.articles.edit_conflict import Clash, clash, opened_values, settled
from articles.admin.articles.form_group import KINDS, Editor, Writer
from articles.admin.articles.forms import GROUPS
from articles.admin.articles.item_rows_view import rows_asked_for
from articles.admin.articles.presence import others_here
from articles.admin.articles.queries import address, find_article
from articles.admin.articles.sidebar import aside
from articles.desk.access import current_user, parse_id
from articles.desk.display import label
from articles.models import Article, Event
from articles.models.value_fields import article_values, empty_values
from articles.workflow.create import create_article
from articles.workflow.edit import edit
from articles.workflow.errors import NotPossible, Stale

TEMPLATE = "admin/article/edit.html"


def change_page(model_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show an article, or save what was typed."""
    try:
        article = find_article(object_id)
    except Http404:
        if request.method == "POST" and "version" in request.POST:
            return _gone(model_admin, request)
        raise
    if not model_admin.has_view_or_change_permission(request, article):
        raise PermissionDenied
    if request.method == "POST":
        return _save(model_admin, request, article)
    values = article_values(article)
    editor = _editor(request, article, values, shown=rows_asked_for(request, values))
    return _show(model_admin, request, article, editor)


def add_page(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """Show empty forms, or write a new article."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    writer = Writer(current_user(request), data=data, values=empty_values(), version=1)
    if data is not None and writer.is_valid():
        source = writer.form.cleaned_data["source"]
        try:
            article = create_article(writer.taken(), by=current_user(request), source=source)
        except NotPossible as error:
            writer.form.add_error(None, str(error))
        else:
            model_admin.message_user(request, f"“{article}” was written.", messages.SUCCESS)
            return HttpResponseRedirect(address(article))
    return _render(model_admin, request, writer, title="Write an article", may_change=True)


def _save(model_admin: Any, request: HttpRequest, article: Article) -> HttpResponse:
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    version = _version(request)
    is_stale = version != article.version
    if not is_stale and not model_admin.has_change_permission(request, article):
        raise PermissionDenied
    try:
        values = opened_values(article, version)
    except Stale:  # saved by another user between the two queries
        article, is_stale = find_article(article.pk), True
        values = opened_values(article, version)
    editor = Editor(current_user(request), data=request.POST, values=values, version=version)
    if not editor.is_valid():
        return _show(model_admin, request, article, editor)
    mine = editor.changed(settled(request.POST, editor.taken(), values))
    if is_stale:
        return _show_both(model_admin, request, article, version, mine)
    reason = editor.form.cleaned_data["reason"]
    try:
        event = edit(article, mine, by=current_user(request), reason=reason)
    except Stale:
        return _show_both(model_admin, request, find_article(article.pk), version, mine)
    except NotPossible as error:
        editor.form.add_error(None, str(error))
        return _show(model_admin, request, article, editor)
    return _saved(model_admin, request, article, event)


def _saved(
    model_admin: Any, request: HttpRequest, article: Article, event: Event | None
) -> HttpResponse:
    if event is None:
        model_admin.message_user(request, "Nothing was changed.", messages.INFO)
    else:
        fields = ", ".join(label(name) for name in event.after)
        text = with_undo(request, f"Saved: {fields}.", event)
        model_admin.message_user(request, text, messages.SUCCESS)
    if "_continue" in request.POST:
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return HttpResponseRedirect(address(article) + query)
    response: HttpResponse = model_admin.response_post_save_change(request, article)
    return response


def _show_both(
    model_admin: Any, request: HttpRequest, article: Article, version: int, mine: dict[str, Any]
) -> HttpResponse:
    """Somebody else was quicker: show both versions, with what was typed in the newest form."""
    both = clash(article, version, mine)
    reason = request.POST.get("reason", "")
    editor = _editor(request, article, both.values, reason=reason, whole=KINDS.keys() & mine.keys())
    return _show(model_admin, request, article, editor, both)


def _gone(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """The article is gone, undone with its import: what was typed can become a new one."""
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    data = request.POST.copy()
    data.setdefault("source", "default")
    data.update({f"{name}-whole": "yes" for name in KINDS})
    writer = Writer(current_user(request), data=data, values=empty_values(), version=1)
    writer.is_valid()
    response = _render(
        model_admin,
        request,
        writer,
        title="This article is gone",
        is_gone=True,
        may_change=model_admin.has_add_permission(request),
    )
    response.status_code = 410
    return response


def _editor(
    request: HttpRequest, article: Article, values: dict[str, Any], **options: Any
) -> Editor:
    return Editor(current_user(request), values=values, version=article.version, **options)


def _version(request: HttpRequest) -> int:
    version = parse_id(request.POST.get("version", ""))
    if version is None:
        raise Http404("The form did not say which version it was opened with.")
    return version


def _show(
    model_admin: Any,
    request: HttpRequest,
    article: Any,
    editor: Editor,
    clash: Clash | None = None,
) -> HttpResponse:
    may_change = model_admin.has_change_permission(request, article)
    if not may_change:
        editor.look_only()
    return _render(
        model_admin,
        request,
        editor,
        title="Article" if may_change else "Look at article",
        subtitle=str(article),
        original=article,
        clash=clash,
        may_change=may_change,
        others=others_here(request, article, may_change=may_change),
        **aside(request, article),
    )


def _render(
    model_admin: Any, request: HttpRequest, editor: Editor, **context: Any
) -> TemplateResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "editor": editor,
        "groups": editor.groups(GROUPS),
        **context,
    }
    return TemplateResponse(request, TEMPLATE, context)
