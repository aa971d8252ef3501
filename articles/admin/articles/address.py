"""The page on which an editor changes the address of an article."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from articles.admin.articles.action_views import with_undo
from articles.admin.articles.queries import can_edit, change_url
from articles.desk.access import current_user, staff_page
from articles.models import Article
from articles.seeds.naming import LONGEST_SLUG
from articles.workflow.change_address import change_address
from articles.workflow.errors import WorkflowError


class AddressForm(forms.Form):
    """The slug of an article, and the version that the page showed."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    slug = forms.CharField(
        label="Last part of the address",
        max_length=LONGEST_SLUG,
        help_text="a to z, 0 to 9 and hyphens. The file name of the article stays.",
    )

    def __init__(self, article: Article, data: Any = None) -> None:
        initial = {"version": article.version, "slug": article.slug}
        super().__init__(data, initial=initial, label_suffix="")


@staff_page("view_article")
@require_http_methods(["GET", "HEAD", "POST"])
def address_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the address of an article; the old one redirects to it."""
    article = get_object_or_404(Article, pk=pk)
    user = current_user(request)
    if not can_edit(user, article):
        raise PermissionDenied
    form = AddressForm(article, request.POST if request.method == "POST" else None)
    if form.is_valid():
        article.version = form.cleaned_data["version"]
        try:
            event = change_address(article, form.cleaned_data["slug"], by=user)
        except WorkflowError as error:
            form.add_error("slug", str(error))
        else:
            if event:
                messages.success(request, with_undo(request, "Address changed.", event))
            return HttpResponseRedirect(change_url(article))
    context = {
        "title": "Change address",
        "original": article,
        "form": form,
        "old_slugs": article.old_slugs.order_by("pk"),
    }
    return render(request, "admin/article/address.html", context)
