"""Publish by threshold: try numbers, see what they would publish, and start the run.

address -> form -> rules -> counts -> preview -> start_publish_run(expected) -> enqueue

The numbers are in the address, so that a reload, Back and a shared link show the same.
"""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.admin.publishing.rules import list_rules
from articles.admin.publishing.threshold_form import ThresholdForm, opening_numbers
from articles.admin.publishing.threshold_preview import count_kinds, preview
from articles.desk.access import current_user, is_fragment, parse_id, staff_page
from articles.jobs.background import enqueue
from articles.publishing.publish_run import CountChanged, start_publish_run
from articles.publishing.rules import rules_in_force

MOVED = "The numbers were changed before they were counted. Nothing was published."


def threshold_url(**params: Any) -> str:
    """Return the address of the threshold page; without numbers it opens with those used last."""
    address = reverse("admin:articles_publishrun_threshold")
    return f"{address}?{urlencode(params)}" if params else address


@staff_page("publish_article")
def threshold_view(request: HttpRequest) -> HttpResponse:
    """Show what the numbers would publish; start the run when it is confirmed."""
    if request.method == "POST":
        return _publish(request)
    if "threshold" not in request.GET:
        numbers = opening_numbers(current_user(request), rules_in_force())
        return HttpResponseRedirect(threshold_url(**{**numbers, **request.GET.dict()}))
    return _show(request, _form(request, request.GET))


@staff_page("publish_article")
@require_safe
def threshold_kinds_view(request: HttpRequest) -> HttpResponse:
    """Return the fragment with the kinds of the drafts that the numbers would publish."""
    form = _form(request, request.GET)
    kinds = count_kinds(form.rules(), form.scope(), form.params) if form.is_valid() else []
    return render(request, "admin/publishing/_breakdown.html", {"kinds": kinds})


def _form(request: HttpRequest, data: Any) -> ThresholdForm:
    return ThresholdForm(data, in_force=rules_in_force(), user=current_user(request))


def _publish(request: HttpRequest) -> HttpResponse:
    """Start the run that the page showed.

    A script sends the numbers that are `on_screen`: they may be newer than those of the count.
    """
    form = _form(request, request.POST)
    on_screen = _form(request, QueryDict(request.POST.get("on_screen", "")))
    if on_screen.params and on_screen.params != form.params:
        messages.error(request, MOVED)
        return HttpResponseRedirect(threshold_url(**on_screen.params))
    if not form.is_valid():
        return _show(request, form)
    expected = parse_id(request.POST.get("expected", "")) or 0
    try:
        run = start_publish_run(
            form.rules(), by=current_user(request), scope=form.scope(), expected=expected
        )
    except CountChanged as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(threshold_url(**form.params))
    enqueue(run)
    messages.success(request, f"{run} started.")
    return HttpResponseRedirect(reverse("admin:articles_publishrun_change", args=[run.pk]))


def _show(request: HttpRequest, form: ThresholdForm) -> HttpResponse:
    context: dict[str, Any] = {"title": "Publish by threshold", "form": form}
    if form.is_valid():
        data = form.cleaned_data
        context["preview"] = preview(
            form.rules(),
            form.scope(),
            form.params,
            data["threshold"],
            data["corroborated"],
            with_kinds="kinds" in request.GET,
        )
    if not is_fragment(request):
        return render(
            request, "admin/publishing/threshold.html", {**context, "rules": list_rules()}
        )
    response = render(request, "admin/publishing/_threshold_update.html", context)
    response["HX-Replace-Url"] = threshold_url(**form.params)
    if not form.is_valid():  # the last result stays, with the errors next to the form
        response["HX-Reswap"] = "none"
    return response
