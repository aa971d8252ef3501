"""Saved views of the article list and the review desk: rename, share, delete."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from articles.admin.base.links import view_url
from articles.admin.base.modeladmin import StaffModelAdmin
from articles.admin.site import site
from articles.desk.access import current_user
from articles.models import SavedView


class SavedViewForm(forms.ModelForm[SavedView]):
    """Rename or share a saved view. `loaded` is the time of the last change that the page shows."""

    loaded = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["loaded"].initial = self.instance.updated_at.isoformat()

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        view = self.instance
        others = SavedView.objects.filter(owner=view.owner, place=view.place, name=name)
        if others.exclude(pk=view.pk).exists():
            raise ValidationError("You already have a view with this name.")
        return name

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("loaded") != self.instance.updated_at.isoformat():
            raise ValidationError(
                "This view was changed after you opened the page. Reload it and try again."
            )
        return self.cleaned_data


@admin.register(SavedView, site=site)
class SavedViewAdmin(StaffModelAdmin):
    """The views that a user sees. Only the owner can change one."""

    form = SavedViewForm
    list_display = ["name", "place", "shared_with", "owner", "open_view"]
    list_select_related = ["owner"]
    actions = None  # they would delete the views of others
    empty_message = "No saved views yet. Filter a list, then save the filter as a view."

    def get_queryset(self, request: HttpRequest) -> QuerySet[SavedView]:
        return SavedView.objects.visible_to(current_user(request))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        shown = ["name", "is_shared", "place", "query"]
        return [*shown, "loaded"] if self.has_change_permission(request, obj) else shown

    def get_readonly_fields(self, request: HttpRequest, _obj: Any = None) -> list[str]:
        return [
            "place",
            "query",
            *([] if request.user.has_perm("articles.share_savedview") else ["is_shared"]),
        ]

    @admin.display(description="shared with", ordering="is_shared")
    def shared_with(self, view: SavedView) -> str:
        return "Everyone" if view.is_shared else ""

    @admin.display(description="shows")
    def open_view(self, view: SavedView) -> str:
        return format_html('<a href="{}">Open</a>', view_url(view))

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Views are added by the lists, from their current filter."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_owner = obj is None or obj.owner_id == request.user.pk
        return is_owner and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_owner = obj is None or obj.owner_id == request.user.pk
        return is_owner and super().has_delete_permission(request, obj)
