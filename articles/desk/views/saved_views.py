"""The filter of the queue: its form, and the views that somebody keeps."""

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from articles.desk.access import current_user, is_fragment, staff_page
from articles.desk.queue import queue_of
from articles.desk.queue_orders import Order
from articles.models import SavedView

FIELDS = (
    "q", "provider", "topic", "type", "quality_from", "quality_to", "day_from", "day_to", "picture",
    "conflict", "outranked", "scored", "ready", "assigned", "held", "scheduled", "source",
)  # fmt: skip
"""The filters in the order in which a reviewer thinks of them."""
LONGEST_QUERY = 2_000
"""Of a kept view, in letters."""


class ViewForm(forms.Form):
    """A queue under a name."""

    name = forms.CharField(max_length=60)
    is_shared = forms.BooleanField(required=False)


@staff_page()
def narrow(request: HttpRequest) -> HttpResponse:
    """Show the filter's form, and the views that there are."""
    queue = queue_of(request)
    queue.filter.is_valid()
    form = queue.filter.form
    views = SavedView.objects.filter(place=SavedView.Place.DESK).select_related("owner")
    context = {
        "queue": queue,
        "fields": [form[name] for name in FIELDS],
        "orders": Order.choices,
        "views": views.filter(Q(owner=current_user(request)) | Q(is_shared=True)),
    }
    return render(
        request, "desk/_filter_panel.html" if is_fragment(request) else "desk/filter.html", context
    )


@require_POST
@staff_page("add_savedview")
def keep_view(request: HttpRequest) -> HttpResponse:
    """Keep the queue under a name."""
    queue, form = queue_of(request), ViewForm(request.POST)
    back = HttpResponseRedirect(f"{reverse('desk:queue')}?{queue.query}")
    if not form.is_valid():
        messages.error(request, "Give the view a name of at most 60 characters.")
        return back
    view = SavedView(
        owner=current_user(request),
        place=SavedView.Place.DESK,
        query=queue.query,
        **form.cleaned_data,
    )
    if len(view.query) > LONGEST_QUERY:
        messages.error(request, "This filter is too long to be kept.")
        return back
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        messages.error(request, f"You have a view called “{view.name}” already.")
    else:
        messages.success(request, f"“{view.name}” is kept.")
    return back


@require_POST
@staff_page("delete_savedview")
def drop_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget one of one's own views."""
    view = get_object_or_404(
        SavedView, pk=pk, owner=current_user(request), place=SavedView.Place.DESK
    )
    view.delete()
    messages.success(request, f"“{view.name}” is gone.")
    return HttpResponseRedirect(reverse("desk:queue"))
