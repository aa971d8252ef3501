"""Publish by threshold: the numbers, what they would do, and the start of the run.

form -> rules -> count_verdicts -> the page -> start_publish_run(expected) -> publish_task
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from articles.models import FIRST_BLOCKING_REASON, Article, PublishRun
from articles.seeds.limits import LIMITS
from articles.workflow.policy import Rule, by_specificity
from articles.workflow.policy_sql import publishable, with_verdicts
from articles.workflow.report import count_reasons
from articles.workflow.rules import default_rule, rules_in_force
from articles.workflow.runs import (
    Moved,
    count_publishable,
    count_verdicts,
    scoped_drafts,
    start_publish_run,
)
from articles.workflow.tasks import publish_task
from articles.workflow.why import describe

from .nouns import number_in
from .site import person, site

MOST_CHOSEN = 5_000
"""Chosen articles that a page carries along; more are published from the page for all drafts."""
SAMPLE = 10


class ThresholdForm(forms.Form):
    """The numbers of a run. `ids` are the chosen articles, empty for all drafts; `expected` is
    what the page said would go live."""

    threshold = forms.IntegerField(min_value=0, max_value=LIMITS.quality[1])
    corroborated = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=LIMITS.quality[1],
        help_text="A lower threshold for items with related coverage; empty for none.",
    )
    leads_only = forms.BooleanField(
        required=False, help_text="Nothing that its related coverage outranks."
    )
    narrower = forms.BooleanField(required=False, label="Narrower rules count")
    ids = forms.CharField(required=False, widget=forms.HiddenInput)
    expected = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_ids(self) -> list[int]:
        texts = [text for text in self.cleaned_data["ids"].split(",") if text]
        ids = [pk for pk in map(number_in, texts) if pk is not None]
        if len(ids) < len(texts) or len(ids) > MOST_CHOSEN:
            raise ValidationError("These are no articles. Choose them again.")
        return ids

    def clean(self) -> None:
        threshold, lower = self.cleaned_data.get("threshold"), self.cleaned_data.get("corroborated")
        if threshold is not None and lower is not None and lower > threshold:
            text = "The threshold for corroborated items cannot be above the other."
            self.add_error("corroborated", text)

    def rules(self) -> list[Rule]:
        """Return the rules to judge by: these numbers, and the narrower rules where they count."""
        data = self.cleaned_data
        numbers = (data["threshold"], data["corroborated"], data["leads_only"])
        rule = default_rule()
        if numbers != (rule.threshold, rule.corroborated_threshold, rule.leads_only):
            rule = Rule("As asked for", *numbers)
        return [*(narrower_rules() if data["narrower"] else ()), rule]

    def scope(self) -> dict[str, Any]:
        ids = self.cleaned_data["ids"]
        return {"ids": ids} if ids else {}


def narrower_rules() -> list[Rule]:
    return [rule for rule in rules_in_force() if rule.specificity[0]]


def first_numbers(ids: Iterable[int] = ()) -> dict[str, Any]:
    """Return what the form shows before anybody has typed: the default rule's numbers."""
    rule = default_rule()
    return {
        "threshold": rule.threshold,
        "corroborated": rule.corroborated_threshold,
        "leads_only": rule.leads_only,
        "narrower": True,
        "ids": ",".join(map(str, ids)),
    }


@admin.action(description="Publish by threshold…", permissions=["publish"])
def publish_by_threshold(model_admin: Any, request: HttpRequest, articles: Any) -> Any:
    """Open the threshold page for the chosen articles."""
    ids = list(articles.values_list("pk", flat=True)[: MOST_CHOSEN + 1])
    if len(ids) > MOST_CHOSEN:
        text = f"Choose at most {MOST_CHOSEN} articles, or publish from all drafts."
        model_admin.message_user(request, text, messages.ERROR)
        return None
    return _show(request, ThresholdForm(first_numbers(ids)))


def threshold_page(request: HttpRequest) -> HttpResponse:
    """Show what the numbers would do; start the run when it is confirmed."""
    if not request.user.has_perm("articles.publish_article"):
        raise PermissionDenied
    if request.method != "POST":
        asked = "threshold" in request.GET
        return _show(request, ThresholdForm(request.GET if asked else first_numbers()))
    form = ThresholdForm(request.POST)
    if "publish" not in request.POST or not form.is_valid():
        return _show(request, form)
    try:
        run = _start(request, form)
    except Moved as error:
        return _show(request, form, problem=str(error))
    messages.success(request, f"{run} has begun.")
    return HttpResponseRedirect(reverse("admin:articles_publishrun_change", args=[run.pk]))


def _start(request: HttpRequest, form: ThresholdForm) -> PublishRun:
    expected = form.cleaned_data["expected"] or 0
    run = start_publish_run(form.rules(), by=person(request), scope=form.scope(), expected=expected)
    publish_task.enqueue(run.pk)
    return run


def _show(request: HttpRequest, form: ThresholdForm, problem: str = "") -> HttpResponse:
    preview = _preview(form) if form.is_valid() else None
    context = {
        **site.each_context(request),
        "title": "Publish by threshold",
        "opts": PublishRun._meta,
        "form": form,
        "problem": problem,
        "has_narrower_rules": bool(narrower_rules()),
        "preview": preview,
        "confirmation": _confirmation(form, preview) if preview else [],
    }
    return TemplateResponse(request, "admin/articles/publishrun/threshold.html", context)


def _confirmation(form: ThresholdForm, preview: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return what the confirming button sends: the numbers that the preview was made of."""
    data = form.cleaned_data
    ids = ",".join(map(str, data["ids"]))
    sent = {**data, "ids": ids, "expected": preview["published"]}
    return [(n, value) for n, value in sent.items() if value is not None and value is not False]


def _preview(form: ThresholdForm) -> dict[str, Any]:
    """Return how many would go live of how many, why the others stay, and some of both."""
    rules, scope = by_specificity(form.rules()), form.scope()
    verdicts = count_verdicts(rules, scope)
    published, total = count_publishable(verdicts), sum(verdicts.values())
    judged: Any = with_verdicts(scoped_drafts(scope).select_related("provider"), rules)
    kept = judged.filter(reasons__gte=FIRST_BLOCKING_REASON)
    return {
        "published": published,
        "total": total,
        "kept": total - published,
        "reasons": count_reasons(verdicts),
        "chosen": len(scope.get("ids", ())),
        "just_above": _sample(publishable(judged).order_by("quality", "pk"), rules),
        "just_below": _sample(kept.order_by(F("quality").desc(nulls_last=True), "pk"), rules),
    }


def _sample(judged: Any, rules: list[Rule]) -> list[tuple[Article, list[str]]]:
    return [(article, _reasons(article, rules)) for article in judged[:SAMPLE]]


def _reasons(article: Any, rules: list[Rule]) -> list[str]:
    rule = rules[article.rule_place] if article.rule_place is not None else None
    return describe(article.reasons, article.quality, rule)
