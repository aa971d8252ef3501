"""The picture queue: what waits, what is missing and why, and Retry."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from articles.admin.base.paging import CappedPaginator
from articles.admin.images.queue_counts import (
    MAX_GROUPS,
    count_by_host,
    count_by_reason,
    queue_state,
    retryable,
    uses_of,
)
from articles.desk.access import is_fragment, staff_page
from articles.images.fetch_queue import retry_fetches
from articles.models import FetchState, ImageFetch
from articles.seeds.limits import LIMITS

PAGE_SIZE = 100
CONFIRM_ABOVE = 100
"""More pictures are retried only after a question."""
NO_HOST = "-"
"""Stands for pictures of imported folders, which have no host."""
NOTHING_CHOSEN = "Choose which pictures to retry."


class QueueFilter(forms.Form):
    """Pictures of a state, of a host or with a reason, as an address or a button names them."""

    state = forms.ChoiceField(choices=FetchState.choices, required=False)
    host = forms.CharField(max_length=LIMITS.domain, required=False)
    reason = forms.CharField(max_length=300, required=False, strip=False)

    @property
    def chosen(self) -> dict[str, str]:
        """Return the values that are set; nothing if one is not valid."""
        return {k: v for k, v in self.cleaned_data.items() if v} if self.is_valid() else {}

    def narrow(self, fetches: QuerySet[ImageFetch]) -> QuerySet[ImageFetch]:
        chosen = self.chosen
        if chosen.get("host") == NO_HOST:
            chosen["host"] = ""
        return fetches.filter(**chosen)


@staff_page("view_imagefetch")
@require_safe
def queue_view(request: HttpRequest) -> HttpResponse:
    """Show the queue, or with a filter its addresses; a script asks for the counts alone."""
    state = queue_state()
    if is_fragment(request):
        response = render(request, "admin/images/_queue_state.html", {"queue": state})
        if not state.is_busy:
            response["HX-Refresh"] = "true"
        return response
    form = QueueFilter(request.GET)
    context: dict[str, Any] = {
        "title": "Picture queue",
        "queue": state,
        "chosen": form.chosen,
        "no_host": NO_HOST,
        "max_groups": MAX_GROUPS,
        "never_asked": settings.NEWSDESK_IMAGE_HOSTS_NEVER_ASKED,
    }
    if form.chosen:
        fetches = form.narrow(ImageFetch.objects.order_by("-pk"))
        page = CappedPaginator(fetches, PAGE_SIZE).get_page(request.GET.get("p"))
        uses = uses_of([fetch.pk for fetch in page])
        context |= {"page": page, "rows": [(fetch, uses.get(fetch.pk)) for fetch in page]}
        context["retryable"] = form.narrow(retryable()).count()
    else:
        context |= {"reasons": count_by_reason(), "hosts": count_by_host()}
    return render(request, "admin/images/queue.html", context)


@staff_page("import_seeds")
@require_POST
def retry_view(request: HttpRequest) -> HttpResponse:
    """Let the worker try pictures again that it refused or could not fetch."""
    form, queue = QueueFilter(request.POST), reverse("admin:articles_imagefetch_changelist")
    if not form.chosen:
        messages.error(request, NOTHING_CHOSEN)
        return HttpResponseRedirect(queue)
    fetches = form.narrow(retryable())
    number = fetches.count()
    if number > CONFIRM_ABOVE and "confirmed" not in request.POST:
        context = {
            "title": f"Retry {number:,} pictures?",
            "number": number,
            "chosen": form.chosen,
            "no_host": NO_HOST,
        }
        return render(request, "admin/images/confirm_retry.html", context)
    retried = retry_fetches(fetches)
    noun = "picture" if retried == 1 else "pictures"
    messages.success(request, f"{retried:,} {noun} will be tried again.")
    return HttpResponseRedirect(queue)
