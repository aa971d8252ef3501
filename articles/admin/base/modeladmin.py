"""Base classes of the ModelAdmins."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import BadRequest
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst

from articles.admin.base.paging import CappedPaginator
from articles.desk.access import parse_id

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Any]
else:
    _ModelAdmin = admin.ModelAdmin
NO_SUCH_VALUE = "A value in the form is too large or not valid."


class StaffModelAdmin(_ModelAdmin):
    """A model's pages that stay fast at a million rows. `empty_message` is shown without rows."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = CappedPaginator
    list_per_page = 50
    list_max_show_all = 50
    empty_message = ""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Ignore a filter value that fits no column, like Django other invalid filters."""
        ids = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not all(parse_id(text) for text in ids):
            raise BadRequest(NO_SUCH_VALUE)
        try:
            return super().changelist_view(request, extra_context)
        except (OverflowError, DataError):
            return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Answer 400 if an id or number in the form fits no column."""
        noun = str(self.opts.verbose_name)
        title = capfirst(noun) if object_id else f"New {noun}"
        context = {"title": title, **(extra_context or {})}
        try:
            return super().changeform_view(request, object_id, form_url, context)
        except (OverflowError, DataError) as error:
            raise BadRequest(NO_SUCH_VALUE) from error


class NoDeleteModelAdmin(StaffModelAdmin):
    """A model whose rows are never deleted by hand, because history refers to them."""

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False


class ReadOnlyModelAdmin(NoDeleteModelAdmin):
    """A model that only imports and workflows write. `detail_fields` are shown on its page."""

    actions = None
    detail_fields: Sequence[str] = ()

    def history_view(
        self, _request: HttpRequest, object_id: str, _extra_context: Any = None
    ) -> HttpResponse:
        """Redirect to the row: rows that cannot be changed here have no change history."""
        route = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(route, args=[object_id]))

    def get_fields(self, _request: HttpRequest, _obj: Any = None) -> Any:
        return [*self.detail_fields]

    def get_readonly_fields(self, _request: HttpRequest, _obj: Any = None) -> list[str]:
        return [*self.detail_fields]

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False
