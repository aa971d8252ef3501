"""The page of an article's picture: choose, upload, add and describe pictures."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from articles.admin.articles.action_views import with_undo
from articles.admin.articles.queries import can_edit
from articles.admin.articles.save import message_about
from articles.admin.images.panel import crops_of, picture_entries, whole_address, why_it_leads
from articles.admin.images.panel_forms import AddressForm, DetailsForm, UploadForm
from articles.desk.access import current_user, parse_id, staff_page
from articles.images.decode import MAX_BYTES, RefusedImage
from articles.images.store import store_image
from articles.models import Article, Event, StoredImage, User
from articles.workflow.choose_image import choose_image, describe_image, describe_permission
from articles.workflow.edit import edit
from articles.workflow.errors import NotPossible, WorkflowError

Forms = dict[str, forms.Form]


@staff_page("view_article")
@require_http_methods(["GET", "HEAD", "POST"])
def picture_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the picture of an article and all that could lead it, or change it."""
    article = _get(pk)
    if request.method == "POST":
        return _change(request, article)
    return _show(request, article, _forms(article))


def picture_url(article: Article) -> str:
    return reverse("admin:articles_article_picture", args=[article.pk])


def _get(pk: int) -> Article:
    articles = Article.objects.select_related("lead_image", "chosen_image", "provider")
    article = articles.filter(pk=pk).first()
    if article is None:
        raise Http404("There is no such article.")
    return article


def _change(request: HttpRequest, article: Article) -> HttpResponse:
    """Do what a button of the page says; show the page again if that is not possible."""
    user, key = current_user(request), request.POST.get("do", "")
    if not can_edit(user, article):
        raise PermissionDenied
    bound = _forms(article, request, key)
    article.version = parse_id(request.POST.get("version", "")) or 0
    problem = ""
    try:
        event = _act(request, article, bound, key, by=user)
    except WorkflowError as error:
        problem = str(error)
    if problem or any(form.errors for form in bound.values()):
        return _show(request, _get(article.pk), bound, problem)
    if event:
        messages.success(request, with_undo(request, message_about(article, event), event))
    else:
        messages.info(request, f"Nothing was changed in “{article}”.")
    return HttpResponseRedirect(picture_url(article))


def _act(
    request: HttpRequest, article: Article, bound: Forms, key: str, *, by: User
) -> Event | None:
    """Do one of the actions of the page; a form that is not valid has errors afterwards."""
    match key:
        case "use":
            return _use(article, parse_id(request.POST.get("image", "")), by)
        case "automatic":
            return choose_image(article, None, by=by)
        case "describe" if not article.lead_image:
            raise NotPossible(f"“{article}” has no picture any more.")
        case "upload" | "add" | "describe" if key in bound:
            form = bound[key]
            return _SUBMITTED[key](article, form, by) if form.is_valid() else None
    raise BadRequest("There is no such action.")


def _use(article: Article, pk: int | None, by: User) -> Event | None:
    """Choose one of the pictures that the page offers."""
    offered = {entry.image.pk: entry.image for entry in picture_entries(article) if entry.image}
    if pk not in offered:
        raise NotPossible(f"This picture does not belong to “{article}” any more.")
    return choose_image(article, offered[pk], by=by)


def _upload(article: Article, form: forms.Form, by: User) -> Event | None:
    file = form.cleaned_data["file"]
    try:
        image = store_image(file.read(MAX_BYTES + 1))
    except RefusedImage as refused:
        form.add_error("file", str(refused))
        return None
    return choose_image(article, image, by=by)


def _add(article: Article, form: forms.Form, by: User) -> Event | None:
    images, url = article.images, form.cleaned_data["url"]
    if any(image["url"] == url for image in images):
        form.add_error("url", "This picture is among those of the article already.")
        return None
    added = {"url": url, "width": None, "height": None, "title": "", "is_cached": None}
    try:
        return edit(article, {"images": [*images, added]}, by=by)
    except NotPossible as error:
        form.add_error("url", str(error))
        return None


def _describe(article: Article, form: Any, by: User) -> Event | None:
    """Describe the picture that the page showed, if it still leads."""
    shown = StoredImage(pk=parse_id(form.data.get("image", "")))
    return describe_image(article, shown, form.changes(), by=by)


_SUBMITTED = {"upload": _upload, "add": _add, "describe": _describe}


def _forms(article: Article, request: HttpRequest | None = None, key: str = "") -> Forms:
    """Return the forms of the page, that of the button with what was sent."""

    def data(name: str) -> Any:
        return request.POST if request and key == name else None

    upload = UploadForm(data("upload"), request.FILES if request and key == "upload" else None)
    made: Forms = {"upload": upload}
    if settings.NEWSDESK_FETCH_IMAGES:
        made["add"] = AddressForm(data("add"))
    if article.lead_image:
        made["describe"] = DetailsForm(article.lead_image, data("describe"))
    return made


def _show(request: HttpRequest, article: Article, made: Forms, problem: str = "") -> HttpResponse:
    entries, lead, user = picture_entries(article), article.lead_image, current_user(request)
    may_change = can_edit(user, article)
    context = {
        "title": "Picture",
        "subtitle": str(article),
        "original": article,
        "problem": problem,
        "entries": entries,
        "is_waiting": "add" in made and any(entry.is_waiting for entry in entries),
        "reason": why_it_leads(article, entries),
        "lead": lead,
        "lead_address": whole_address(lead) if lead else "",
        "crops": crops_of(lead) if lead else [],
        "other_articles": lead.leads.exclude(pk=article.pk).count() if lead else 0,
        "may_change": may_change,
        "may_describe": may_change
        and lead
        and user.has_perm(f"articles.{describe_permission(lead)}"),
        **{f"{name}_form": form for name, form in made.items()},
    }
    return render(request, "admin/images/picture.html", context, status=409 if problem else 200)
