"""An article's page: its forms, why it stands where it stands, what may be done, its history."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.helpers import AdminErrorList, AdminForm
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from articles.models import Article, Conflict, Event, Verb
from articles.models.values import article_values, empty_values
from articles.seeds.cleaning import is_web_address
from articles.workflow.editing import edit
from articles.workflow.errors import NotPossible, Stale
from articles.workflow.transitions import possible_verbs
from articles.workflow.why import why
from articles.workflow.writing import write_article

from .article_editor import Clash, Editor, clash, opened_values
from .article_form import FIELDSETS, WritingForm
from .article_history import events_of, timeline
from .article_verbs import BUTTONS, VerbForm
from .nouns import number_in
from .one_article import address, find_article
from .site import person
from .words import conflict_in_words, label

NEWEST_EVENTS = 20
"""How much of its history an article's page shows; the rest has a page of its own."""


class Writer(Editor):
    """The forms of an article that is written here."""

    form_class = WritingForm


def change_page(model_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show an article, or save what was typed."""
    article = find_article(object_id)
    if not model_admin.has_view_or_change_permission(request, article):
        raise PermissionDenied
    if request.method == "POST":
        return _save(model_admin, request, article)
    values = article_values(article)
    return _show(model_admin, request, article, _editor(request, article, values))


def add_page(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """Show empty forms, or write a new article."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    writer = Writer(person(request), data=data, values=empty_values(), version=1)
    if data is not None and writer.is_valid():
        source = writer.form.cleaned_data["source"]
        try:
            article = write_article(writer.taken(), by=person(request), source=source)
        except NotPossible as error:
            writer.form.add_error(None, str(error))
        else:
            model_admin.message_user(request, f"“{article}” was written.", messages.SUCCESS)
            return HttpResponseRedirect(address(article))
    return _render(model_admin, request, writer, None, title="Write an article")


def _save(model_admin: Any, request: HttpRequest, article: Article) -> HttpResponse:
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    version = _version(request)
    is_stale = version != article.version
    if not is_stale and not model_admin.has_change_permission(request, article):
        raise PermissionDenied
    values = opened_values(article, version)
    editor = Editor(person(request), data=request.POST, values=values, version=version)
    if not editor.is_valid():
        return _show(model_admin, request, article, editor)
    mine = editor.changes()
    if is_stale:
        return _show_both(model_admin, request, article, version, mine)
    reason = editor.form.cleaned_data["reason"]
    try:
        event = edit(article, mine, by=person(request), reason=reason)
    except Stale:
        return _show_both(model_admin, request, find_article(article.pk), version, mine)
    except NotPossible as error:
        editor.form.add_error(None, str(error))
        return _show(model_admin, request, article, editor)
    return _saved(model_admin, request, article, event)


def _saved(
    model_admin: Any, request: HttpRequest, article: Article, event: Event | None
) -> HttpResponse:
    fields = ", ".join(label(name) for name in event.after) if event else ""
    text = f"Saved: {fields}." if event else "Nothing was changed."
    model_admin.message_user(request, text, messages.SUCCESS if event else messages.INFO)
    if "_continue" in request.POST:
        return HttpResponseRedirect(address(article))
    response: HttpResponse = model_admin.response_post_save_change(request, article)
    return response


def _show_both(
    model_admin: Any, request: HttpRequest, article: Article, version: int, mine: dict[str, Any]
) -> HttpResponse:
    """Somebody else was quicker: show both versions, with what was typed in the newest form."""
    values = article_values(article) | mine
    editor = _editor(request, article, values)
    return _show(model_admin, request, article, editor, clash(article, version, mine))


def _editor(request: HttpRequest, article: Article, values: dict[str, Any]) -> Editor:
    return Editor(person(request), values=values, version=article.version)


def _version(request: HttpRequest) -> int:
    version = number_in(request.POST.get("version", ""))
    if version is None:
        raise Http404("The form did not say which version it was opened with.")
    return version


def _show(
    model_admin: Any,
    request: HttpRequest,
    article: Article,
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
        article,
        title="Change article" if may_change else "Look at article",
        subtitle=str(article),
        clash=clash,
        why=why(article),
        provider_address=article.address if is_web_address(article.address) else "",
        buttons=_buttons(request, article),
        verb_form=VerbForm(),
        picture=next((image for image in article.images.all() if image.file), None),
        conflicts=_conflicts(article),
        may_settle=request.user.has_perm("articles.settle_conflict"),
        timeline=timeline(events_of(article)[:NEWEST_EVENTS]),
        may_change=may_change,
    )


def _render(
    model_admin: Any,
    request: HttpRequest,
    editor: Editor,
    article: Article | None,
    **context: Any,
) -> HttpResponse:
    form: Any = editor.form  # the admin's parts only need a form, not a model's
    fieldsets: list[Any] = [(name, {"fields": fields}) for name, fields in FIELDSETS]
    if article is None:
        fieldsets.append(("Where it belongs", {"fields": ("source",)}))
    page: HttpResponse = model_admin.render_change_form(
        request,
        {
            **model_admin.admin_site.each_context(request),
            "adminform": AdminForm(form, fieldsets, {}, (), model_admin),
            "editor": editor,
            "errors": AdminErrorList(form, editor.formsets),
            "inline_admin_formsets": [],
            "media": model_admin.media,
            "object_id": article and str(article.pk),
            "original": article,
            "preserved_filters": model_admin.get_preserved_filters(request),
            "show_save_and_add_another": False,
            **context,
        },
        add=article is None,
        change=article is not None,
        obj=article,
    )
    return page


def _buttons(request: HttpRequest, article: Article) -> dict[str, Any]:
    """The buttons for this person and this state; the schedule's has a form of its own."""
    verbs = possible_verbs(article, person(request))
    plain = [verb for verb in verbs if verb in BUTTONS and verb != Verb.SCHEDULED]
    return {
        "plain": [(verb.value, BUTTONS[verb]) for verb in plain],
        "may_schedule": Verb.SCHEDULED in verbs,
    }


def _conflicts(article: Article) -> list[dict[str, Any]]:
    open_ones = Conflict.objects.unsettled().filter(article=article).select_related("run")
    return [conflict_in_words(conflict) for conflict in open_ones]
