"""The filter of the queue, with the saved views."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.desk.access import current_user, is_fragment, staff_page
from articles.desk.queue import queue_of
from articles.listing.ordering import REVIEW_ORDERS
from articles.models import SavedView


@staff_page()
def filter_panel(request: HttpRequest) -> HttpResponse:
    """Show the form of the filter and the saved views."""
    queue = queue_of(request)
    views = SavedView.objects.visible_to(current_user(request))
    context = {
        "queue": queue,
        "orders": [(name, order.label) for name, order in REVIEW_ORDERS.items()],
        "views": views.filter(place=SavedView.Place.DESK).select_related("owner"),
    }
    template = "desk/_filter_panel.html" if is_fragment(request) else "desk/filter.html"
    return render(request, template, context)
