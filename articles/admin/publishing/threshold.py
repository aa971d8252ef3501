"""Publish by threshold: the numbers, what they would do, and the start of the run.

form -> rules -> tally (one count) -> judged -> the page
     -> start_publish_run(expected) -> jobs.tasks.enqueue
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from articles.admin.publishing.rules_table import Rules, rules_table
from articles.admin.publishing.threshold_form import MOST_CHOSEN, ThresholdForm, first_numbers
from articles.admin.publishing.threshold_preview import kinds_of, preview_of
from articles.admin.site import site
from articles.desk.access import current_user, is_fragment
from articles.jobs.tasks import enqueue
from articles.models import PublishRun
from articles.publishing.publish_run import CountChanged, start_publish_run
from articles.publishing.rules import as_rule


def publish_by_threshold(model_admin: Any, request: HttpRequest, articles: Any) -> Any:
    """Open the threshold page for the chosen articles."""
    ids = list(articles.values_list("pk", flat=True)[: MOST_CHOSEN + 1])
    if len(ids) > MOST_CHOSEN:
        text = f"Choose at most {MOST_CHOSEN} articles, or publish from all drafts."
        model_admin.message_user(request, text, messages.ERROR)
        return None
    if not ids:  # no numbers would stand for all drafts
        text = "There are no articles to publish: the filter shows none, or they are gone."
        model_admin.message_user(request, text, messages.ERROR)
        return None
    rules = rules_table()
    return _show(request, _form(rules, ids=ids), rules)


def threshold_page(request: HttpRequest) -> HttpResponse:
    """Show what the numbers would do; start the run when it is confirmed."""
    if not request.user.has_perm("articles.publish_article"):
        raise PermissionDenied
    rules = rules_table()
    if request.method != "POST":
        return _show(request, _form(rules, request.GET), rules)
    form = _form(rules, request.POST)
    if "publish" not in request.POST or not form.is_valid():
        return _show(request, form, rules)
    try:
        run = _start(request, form)
    except CountChanged as error:
        return _show(request, form, rules, problem=str(error))
    messages.success(request, f"{run} has begun.")
    return HttpResponseRedirect(reverse("admin:articles_publishrun_change", args=[run.pk]))


def _start(request: HttpRequest, form: ThresholdForm) -> PublishRun:
    expected = form.cleaned_data["expected"] or 0
    run = start_publish_run(
        form.rules(), by=current_user(request), scope=form.scope(), expected=expected
    )
    enqueue(run)
    return run


def kinds_page(request: HttpRequest) -> HttpResponse:
    """Return the fragment with the kinds of what would go live, for the numbers in the address."""
    if not request.user.has_perm("articles.publish_article"):
        raise PermissionDenied
    form = _form(rules_table(), request.GET)
    kinds = kinds_of(form) if form.is_valid() else []
    return TemplateResponse(request, "admin/publishing/_breakdown.html", {"kinds": kinds})


def _form(rules: Rules, data: Any = None, ids: Iterable[int] = ()) -> ThresholdForm:
    """Return the form over what was typed, or over the numbers of the rule for everything."""
    in_force = [as_rule(rule) for rule, _ in rules]
    typed = data if data and "threshold" in data else first_numbers(in_force, ids)
    return ThresholdForm(typed, in_force=in_force)


def _show(
    request: HttpRequest, form: ThresholdForm, rules: Rules, problem: str = ""
) -> HttpResponse:
    with_kinds = "kinds" in request.GET
    preview = preview_of(form, with_kinds=with_kinds) if form.is_valid() else None
    confirmation = _confirmation(form, preview) if preview else []
    fragment = is_fragment(request) and not problem
    context = {
        **site.each_context(request),
        "title": "Publish by threshold",
        "opts": PublishRun._meta,
        "form": form,
        "problem": problem,
        "has_narrower_rules": bool(form.narrower_rules),
        "preview": preview,
        "confirmation": confirmation,
        "numbers": urlencode([(name, value) for name, value in confirmation if name != "expected"]),
        "is_fragment": fragment,
    }
    if fragment:
        return TemplateResponse(request, "admin/publishing/_threshold_result.html", context)
    context["rules"] = rules
    context["may_manage"] = request.user.has_perm("articles.manage_rules")
    return TemplateResponse(request, "admin/publishing/threshold.html", context)


def _confirmation(form: ThresholdForm, preview: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return what the confirming button sends: the numbers that the preview was made of."""
    data = form.cleaned_data
    ids = ",".join(map(str, data["ids"]))
    sent = {**data, "ids": ids, "expected": preview["published"]}
    return [(name, value) for name, value in sent.items() if value or type(value) is int]
