"""Why drafts are rejected: the list that the desk offers."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from articles.admin.base.modeladmin import Noun
from articles.admin.site import site
from articles.models import RejectionReason

if TYPE_CHECKING:
    _Form = forms.ModelForm[RejectionReason]
else:
    _Form = forms.ModelForm


class ListedReason(_Form):
    """A reason's fields in the list; the column's head is no label, so each field has its own."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}: {self.instance.text}"


@admin.register(RejectionReason, site=site)
class RejectionReasonAdmin(Noun):
    """Managing editors keep it. Histories hold the words themselves: nothing changes in them."""

    list_display = ["text", "position", "is_offered"]
    list_editable = ["position", "is_offered"]
    list_filter = ["is_offered"]
    ordering = ["position", "text"]
    when_empty = "No reasons yet. Add those that your desk gives most."

    def get_changelist_form(self, request: HttpRequest, **options: Any) -> Any:
        return super().get_changelist_form(request, **{"form": ListedReason} | options)
