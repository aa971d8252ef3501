"""The filter of the queue, with the number of drafts that it finds, and the saved views."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.desk.access import is_fragment, staff_page
from articles.desk.queue import count_drafts, queue_of
from articles.desk.views.review import saved_views
from articles.listing.filter_form import AUTOCOMPLETE, style_filter_form
from articles.listing.ordering import REVIEW_ORDERS


@staff_page()
def filter_panel(request: HttpRequest) -> HttpResponse:
    """Show the form of the filter and the saved views."""
    queue = queue_of(request)
    style_filter_form(queue.filter.form)
    context = {
        "queue": queue,
        "count": count_drafts(queue.articles),
        "orders": [(name, order.label) for name, order in REVIEW_ORDERS.items()],
        "suggested": list(AUTOCOMPLETE),
        "views": saved_views(queue),
    }
    template = "desk/_filter_panel.html" if is_fragment(request) else "desk/filter.html"
    return render(request, template, context)
