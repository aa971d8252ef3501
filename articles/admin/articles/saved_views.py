"""Views: filters that somebody keeps under a name, for themselves or for everybody."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from articles.admin.base.fields import TextField
from articles.admin.base.modeladmin import Noun
from articles.admin.site import site
from articles.desk.access import current_user
from articles.models import SavedView

PLACES: dict[str, str] = {
    SavedView.Place.ARTICLES: "admin:articles_article_changelist",
    SavedView.Place.DESK: "desk:queue",
}


class ViewForm(forms.Form):
    """What a list sends to keep its filter."""

    place = forms.ChoiceField(choices=SavedView.Place.choices)
    name = TextField(max_length=60, required=True)
    query = forms.CharField(max_length=2000, required=False)
    is_shared = forms.BooleanField(required=False)


@admin.register(SavedView, site=site)
class SavedViewAdmin(Noun):
    """Everybody sees what is shared, and changes only what is their own."""

    list_display = ["name", "place", "is_shared", "owner", "follow"]
    list_select_related = ["owner"]
    fields = ["name", "is_shared", "place", "query"]
    readonly_fields = ["place", "query"]
    actions = None  # they would delete what others share
    when_empty = "No views yet. Narrow a list down, then save what it shows as a view."

    def get_queryset(self, request: HttpRequest) -> QuerySet[SavedView]:
        views: QuerySet[SavedView] = super().get_queryset(request)
        return views.filter(Q(owner=current_user(request)) | Q(is_shared=True))

    def get_urls(self) -> list[URLPattern]:
        save = self.admin_site.admin_view(require_POST(self.save))
        return [path("save/", save, name="articles_savedview_save"), *super().get_urls()]

    @admin.display(description="shows")
    def follow(self, view: SavedView) -> str:
        return format_html('<a href="{}">Open</a>', address_of(view))

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """A view is made by a list, from what it shows."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        own = obj is None or obj.owner_id == request.user.pk
        return own and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        own = obj is None or obj.owner_id == request.user.pk
        return own and super().has_delete_permission(request, obj)

    def save(self, request: HttpRequest) -> HttpResponse:
        """Keep a list's filter; what one had under this name before is replaced."""
        form = ViewForm(request.POST)
        if not form.is_valid():
            place = request.POST.get("place", "")
            text = " ".join(str(error) for errors in form.errors.values() for error in errors)
            messages.error(request, f"The view was not saved: {text}")
            here = PLACES.get(place, PLACES[SavedView.Place.ARTICLES])
            return HttpResponseRedirect(f"{reverse(here)}?{request.POST.get('query', '')[:2000]}")
        data = form.cleaned_data
        view, is_new = SavedView.objects.update_or_create(
            owner=current_user(request),
            place=data["place"],
            name=data["name"],
            defaults={"query": data["query"], "is_shared": data["is_shared"]},
        )
        done = "saved" if is_new else "replaced by what the list shows now"
        messages.success(request, f"The view “{view}” is {done}.")
        return HttpResponseRedirect(address_of(view))


def address_of(view: SavedView) -> str:
    """Return where a view shows what it is about."""
    return f"{reverse(PLACES[view.place])}?{view.query}"
