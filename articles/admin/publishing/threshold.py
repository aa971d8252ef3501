"""Publish by threshold: try numbers, see what they would publish, and start the run.

form -> rules -> tally (counted once) -> preview -> start_publish_run(expected) -> enqueue
"""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.admin.publishing.rules import RULE_FIELDS, Rules, list_rules
from articles.admin.publishing.threshold_preview import count_kinds, preview
from articles.desk.access import current_user, is_fragment, parse_id, staff_page
from articles.jobs.tasks import enqueue
from articles.models import ArticleQuerySet, Provider, Topic
from articles.publishing.policy import Rule
from articles.publishing.publish_run import CountChanged, start_publish_run
from articles.publishing.rules import as_rule, default_rule
from articles.seeds.limits import LIMITS

MAX_SELECTED = 5_000
"""Selected articles that a page carries in a hidden field."""
SCOPES = ("topic", "provider", "type")


class ThresholdForm(forms.Form):
    """The numbers of a run and its scope.

    `ids` are the selected articles, empty for all drafts; `expected` is the number that the page
    promised to publish. `in_force` are the rules.
    """

    threshold = forms.IntegerField(min_value=0, max_value=LIMITS.quality[1])
    corroborated = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=LIMITS.quality[1],
        help_text="A lower threshold for items with related coverage; empty for none.",
    )
    recommended = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=LIMITS.quality[1],
        help_text="A lower threshold for drafts that a reviewer recommends; empty for none.",
    )
    leads_only = forms.BooleanField(
        required=False, help_text="Skip drafts that are outranked by related coverage."
    )
    narrower = forms.BooleanField(
        required=False,
        label="Apply specific rules",
        help_text="Drafts with their own rule keep its threshold.",
    )
    topic = forms.CharField(required=False, max_length=200, help_text="A topic's name.")
    provider = forms.CharField(required=False, max_length=253, help_text="A domain.")
    type = forms.CharField(required=False, max_length=50, help_text="Such as article or video.")
    ids = forms.CharField(required=False, widget=forms.HiddenInput)
    expected = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, in_force: Sequence[Rule], **options: Any) -> None:
        super().__init__(*args, **options)
        self.in_force = in_force

    @property
    def specific_rules(self) -> list[Rule]:
        return [rule for rule in self.in_force if rule.specificity[0]]

    @property
    def scope_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in SCOPES]

    def clean_topic(self) -> str:
        name: str = self.cleaned_data["topic"]
        if name and not Topic.objects.filter(name=name).exists():
            raise ValidationError("There is no topic with this name.")
        return name

    def clean_provider(self) -> str:
        domain: str = self.cleaned_data["provider"].lower()
        if domain and not Provider.objects.filter(domain=domain).exists():
            raise ValidationError("There is no provider with this domain.")
        return domain

    def clean_ids(self) -> list[int]:
        texts = [text for text in self.cleaned_data["ids"].split(",") if text]
        ids = [pk for pk in map(parse_id, texts) if pk is not None]
        if len(ids) < len(texts) or len(ids) > MAX_SELECTED:
            raise ValidationError("The selection is invalid. Select the articles again.")
        return ids

    def clean(self) -> None:
        threshold = self.cleaned_data.get("threshold")
        for name in ("corroborated", "recommended"):
            lower = self.cleaned_data.get(name)
            if threshold is not None and lower is not None and lower > threshold:
                self.add_error(name, f"The {name} threshold must not exceed the threshold.")

    def rules(self) -> list[Rule]:
        """Return the rule with these numbers, and the specific rules if they apply."""
        data = self.cleaned_data
        numbers = {field: data[name] for name, field in RULE_FIELDS.items()}
        rule = default_rule(self.in_force)
        if numbers != {field: getattr(rule, field) for field in RULE_FIELDS.values()}:
            rule = Rule("As asked for", **numbers)
        return [*(self.specific_rules if data["narrower"] else ()), rule]

    def scope(self) -> dict[str, Any]:
        """Return the scope of the run, as `articles.publishing.run_scope` reads it."""
        data = self.cleaned_data
        scope: dict[str, Any] = {name: data[name] for name in SCOPES if data[name]}
        return scope | ({"ids": data["ids"]} if data["ids"] else {})


def publish_by_threshold(request: HttpRequest, articles: ArticleQuerySet) -> HttpResponse | None:
    """Return the threshold page for selected articles; None with a message if it is impossible."""
    ids = list(articles.values_list("pk", flat=True)[: MAX_SELECTED + 1])
    if len(ids) > MAX_SELECTED:
        messages.error(request, f"At most {MAX_SELECTED:,} articles can be selected.")
        return None
    if not ids:  # without ids the form would mean all drafts
        messages.error(request, "There are no articles to publish: none match, or they are gone.")
        return None
    rules = list_rules()
    return _show(request, _form(rules, ids=ids), rules)


@staff_page("publish_article")
def threshold_view(request: HttpRequest) -> HttpResponse:
    """Show what the numbers would publish; start the run when it is confirmed."""
    rules = list_rules()
    if request.method != "POST":
        return _show(request, _form(rules, request.GET), rules)
    form = _form(rules, request.POST)
    if "publish" not in request.POST or not form.is_valid():
        return _show(request, form, rules)
    expected = form.cleaned_data["expected"] or 0
    try:
        run = start_publish_run(
            form.rules(), by=current_user(request), scope=form.scope(), expected=expected
        )
    except CountChanged as error:
        return _show(request, form, rules, problem=str(error))
    enqueue(run)
    messages.success(request, f"{run} started.")
    return HttpResponseRedirect(reverse("admin:articles_publishrun_change", args=[run.pk]))


@staff_page("publish_article")
@require_safe
def threshold_kinds_view(request: HttpRequest) -> HttpResponse:
    """Return the fragment with the kinds of the drafts that the numbers would publish."""
    form = _form(list_rules(), request.GET)
    kinds = count_kinds(form.rules(), form.scope()) if form.is_valid() else []
    return render(request, "admin/publishing/_breakdown.html", {"kinds": kinds})


def _form(rules: Rules, data: Any = None, ids: Iterable[int] = ()) -> ThresholdForm:
    """Return the form with the data, or with the numbers of the default rule."""
    in_force = [as_rule(rule) for rule, _ in rules]
    if data and "threshold" in data:
        return ThresholdForm(data, in_force=in_force)
    rule = default_rule(in_force)
    numbers = {
        **{name: getattr(rule, field) for name, field in RULE_FIELDS.items()},
        "narrower": True,
        "ids": ",".join(map(str, ids)),
    }
    return ThresholdForm(numbers, in_force=in_force)


def _show(
    request: HttpRequest, form: ThresholdForm, rules: Rules, problem: str = ""
) -> HttpResponse:
    context: dict[str, Any] = {
        "title": "Publish by threshold",
        "form": form,
        "problem": problem,
        "rules": rules,
        "is_fragment": is_fragment(request) and not problem,
    }
    if form.is_valid():
        data = form.cleaned_data
        shown = preview(
            form.rules(),
            form.scope(),
            data["threshold"],
            data["corroborated"],
            with_kinds="kinds" in request.GET,
        )
        confirmation = _confirmation(data, shown["published"])
        numbers = [(name, value) for name, value in confirmation if name != "expected"]
        context |= {
            "preview": shown,
            "confirmation": confirmation,
            "numbers": urlencode(numbers),
        }
    name = "_threshold_result" if context["is_fragment"] else "threshold"
    return render(request, f"admin/publishing/{name}.html", context)


def _confirmation(data: dict[str, Any], published: int) -> list[tuple[str, Any]]:
    """Return the hidden fields of the button that confirms a preview."""
    sent = {**data, "ids": ",".join(map(str, data["ids"])), "expected": published}
    return [(name, value) for name, value in sent.items() if value or type(value) is int]
