"""What the pages of all nouns have in common."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ERROR_FLAG
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from articles.admin.base.messages import InOurVoice
from articles.admin.base.paging import CappedPaginator


class Noun(InOurVoice):
    """A list that stays quick at a million rows. `when_empty` says what to do about none."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = CappedPaginator
    list_per_page = 50
    list_max_show_all = 50
    when_empty = ""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """What no column holds is answered as Django answers other filters that mean nothing."""
        try:
            return super().changelist_view(request, extra_context)
        except (OverflowError, DataError):
            return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")


class Kept(Noun):
    """A noun that is never deleted: history is for ever."""

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False


class LookOnly(Kept):
    """A noun that only ingest and workflow write. `shown` are the fields of its page."""

    actions = None
    shown: Sequence[str] = ()

    def history_view(
        self, _request: HttpRequest, object_id: str, _extra_context: Any = None
    ) -> HttpResponse:
        """Nobody changes it here, so it has no history of its own."""
        route = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(route, args=[object_id]))

    def get_fields(self, _request: HttpRequest, _obj: Any = None) -> Any:
        return [*self.shown]

    def get_readonly_fields(self, _request: HttpRequest, _obj: Any = None) -> list[str]:
        return [*self.shown]

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False
