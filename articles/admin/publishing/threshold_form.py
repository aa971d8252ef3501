"""The numbers of a publish run and its limits, as the address of the threshold page holds them."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from articles.admin.publishing.rules import RULE_FIELDS, SWITCHES
from articles.desk.access import parse_id
from articles.listing.fields import LookupField, ProviderField
from articles.listing.filter_form import suggesting
from articles.listing.filters import ArticleFilter
from articles.models import Article, ImportRun, Provider, PublishRun, RuleChange, Topic, User
from articles.publishing.policy import Rule
from articles.publishing.rules import default_rule, one_off_rule, rule_from
from articles.seeds.limits import LIMITS

MAX_IDS = 5_000
"""Articles of a list that one run may be limited to."""
MAX_IN_ADDRESS = 400
"""Selected articles that fit into an address."""
MAX_IMPORTS = 20
"""Newest imports that the page offers."""
SCOPES = ("import", "provider", "topic", "type")


class ThresholdForm(forms.Form):
    """The numbers of a run, and what it is limited to.

    `ids` are selected articles and `list` is the query of a list of articles; `user` is the person
    that "me" stands for in that query. `in_force` are the rules.
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
    needs_picture = forms.BooleanField(
        required=False, help_text="Skip drafts without a usable picture."
    )
    narrower = forms.BooleanField(
        required=False,
        label="Apply specific rules",
        help_text="Drafts with their own rule keep its threshold.",
    )
    provider = ProviderField(
        queryset=Provider.objects.all(),
        lookups=["domain", "name__iexact"],
        required=False,
        help_text="Name or domain.",
    )
    topic = LookupField(
        queryset=Topic.objects.all(), lookups=["name", "name__iexact"], required=False
    )
    type = forms.CharField(
        required=False, max_length=LIMITS.type, help_text="Such as article or video."
    )
    ids = forms.CharField(required=False, widget=forms.HiddenInput)
    list = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, in_force: Sequence[Rule], user: User) -> None:
        super().__init__(data)
        self.in_force = in_force
        self.user = user
        self.fields["import"] = forms.ModelChoiceField(
            ImportRun.imports.all(), required=False, empty_label="Any"
        )
        for name in ("provider", "topic", "type"):
            self.fields[name].widget.attrs |= suggesting(name, f"suggested-{name}")

    def clean_type(self) -> str:
        """Return the type as drafts have it, whatever its case."""
        text: str = self.cleaned_data["type"]
        drafts = Article.objects.drafts().order_by()
        if not text or drafts.filter(type=text).exists():
            return text
        return drafts.filter(type__iexact=text).values_list("type", flat=True).first() or text

    def clean_ids(self) -> Any:
        texts = [text for text in self.cleaned_data["ids"].split("-") if text]
        ids = [pk for pk in map(parse_id, texts) if pk is not None]
        if len(ids) < len(texts) or len(ids) > MAX_IN_ADDRESS:
            raise ValidationError("The selection is invalid. Select the articles again.")
        return ids

    def clean_list(self) -> Any:
        """Return the drafts that the list shows, None without a list."""
        if not self.cleaned_data["list"]:
            return None
        shown = ArticleFilter(QueryDict(self.cleaned_data["list"]), request=self)
        if not shown.is_valid():
            raise ValidationError("One of the filters of the list is invalid.")
        ids = list(shown.qs.drafts().order_by("pk").values_list("pk", flat=True)[: MAX_IDS + 1])
        if len(ids) > MAX_IDS:
            raise ValidationError(f"The list shows more than {MAX_IDS:,} drafts. Narrow it.")
        return ids

    def clean(self) -> None:
        threshold = self.cleaned_data.get("threshold")
        for name in ("corroborated", "recommended"):
            lower = self.cleaned_data.get(name)
            if threshold is not None and lower is not None and lower > threshold:
                self.add_error(name, f"The {name} threshold must not exceed the threshold.")

    @property
    def specific_rules(self) -> Sequence[Rule]:
        return [rule for rule in self.in_force if rule.specificity[0]]

    @property
    def scope_fields(self) -> Sequence[forms.BoundField]:
        """The fields that limit the run; an import is chosen from the newest."""
        chosen = parse_id(self["import"].data or "")
        newest = ImportRun.imports.order_by("-pk").values_list("pk", flat=True)[:MAX_IMPORTS]
        offered = ImportRun.imports.filter(pk__in=[*newest, *([chosen] if chosen else [])])
        self.fields["import"].queryset = offered.order_by("-pk")  # type: ignore[attr-defined]
        return [self[name] for name in SCOPES]

    @property
    def params(self) -> dict[str, str]:
        """The query parameters that are set, in the order of the fields."""
        values = {name: str(self.data.get(name) or "").strip() for name in self.fields}
        on = dict.fromkeys((*SWITCHES, "narrower"), "on")
        return {name: on.get(name, value) for name, value in values.items() if value}

    @property
    def limits(self) -> Sequence[str]:
        """The names of the parameters that limit the run."""
        return [name for name in (*SCOPES, "ids", "list") if name in self.params]

    @property
    def query(self) -> str:
        return urlencode(self.params)

    def rules(self) -> Sequence[Rule]:
        """Return the rule with these numbers, and the specific rules if they apply."""
        data = self.cleaned_data
        numbers = {field: data[name] for name, field in RULE_FIELDS.items()}
        rule = default_rule(self.in_force)
        if numbers != {field: getattr(rule, field) for field in numbers}:
            rule = one_off_rule(**numbers)
        return [*(self.specific_rules if data["narrower"] else ()), rule]

    def scope(self) -> dict[str, Any]:
        """Return the scope of the run, as `articles.publishing.run_scope` reads it."""
        data = self.cleaned_data
        limits = {
            "import": data["import"] and data["import"].pk,
            "provider": data["provider"] and data["provider"].domain,
            "topic": data["topic"] and data["topic"].name,
            "type": data["type"],
            "ids": data["ids"],
        }
        scope = {name: value for name, value in limits.items() if value}
        return scope if data["list"] is None else {**scope, "ids": data["list"]}


def opening_numbers(user: User, in_force: Sequence[Rule]) -> dict[str, Any]:
    """Return the numbers that the person published with last, or the rule's if it is newer."""
    rule = default_rule(in_force)
    last = PublishRun.objects.filter(started_by=user, import_run=None).first()
    changed = RuleChange.objects.order_by("-at").values_list("at", flat=True).first()
    if last and last.rules and not (changed and changed > last.created_at):
        used = rule_from(last.rules[-1])
        rule = rule if used.specificity[0] else used
    return rule_params(rule)


def rule_params(rule: Rule) -> dict[str, Any]:
    """Return the numbers of a rule as parameters of the threshold page."""
    numbers = {name: getattr(rule, field) for name, field in RULE_FIELDS.items()}
    numbers |= {name: "on" if getattr(rule, name) else None for name in SWITCHES}
    numbers |= {"narrower": "on"}
    return {name: value for name, value in numbers.items() if value is not None}
