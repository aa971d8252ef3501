"""The numbers and the scope of a publish run, as somebody types them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from articles.desk.access import parse_id
from articles.models import Provider, Topic
from articles.publishing.policy import Rule
from articles.publishing.rules import default_rule
from articles.seeds.limits import LIMITS

MOST_CHOSEN = 5_000
"""Chosen articles that a page carries along; more are published from the page for all drafts."""
SCOPES = ("topic", "provider", "type")


class ThresholdForm(forms.Form):
    """The numbers of a run, and which drafts it looks at.

    `ids` are the chosen articles, empty for all drafts; `expected` is what the page said would go
    live. `in_force` are the rules, read once for the page.
    """

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
    topic = forms.CharField(required=False, max_length=200, help_text="A topic's name.")
    provider = forms.CharField(required=False, max_length=253, help_text="A domain.")
    type = forms.CharField(required=False, max_length=50, help_text="Such as article or video.")
    ids = forms.CharField(required=False, widget=forms.HiddenInput)
    expected = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, in_force: Sequence[Rule], **options: Any) -> None:
        super().__init__(*args, **options)
        self.in_force = in_force

    @property
    def narrower_rules(self) -> list[Rule]:
        return [rule for rule in self.in_force if rule.specificity[0]]

    def clean_topic(self) -> str:
        return self._known(Topic, "name", self.cleaned_data["topic"], "topic")

    def clean_provider(self) -> str:
        domain = self.cleaned_data["provider"].lower()
        return self._known(Provider, "domain", domain, "provider with this domain")

    def clean_ids(self) -> list[int]:
        texts = [text for text in self.cleaned_data["ids"].split(",") if text]
        ids = [pk for pk in map(parse_id, texts) if pk is not None]
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
        rule = default_rule(self.in_force)
        if numbers != (rule.threshold, rule.corroborated_threshold, rule.leads_only):
            rule = Rule("As asked for", *numbers)
        return [*(self.narrower_rules if data["narrower"] else ()), rule]

    def scope(self) -> dict[str, Any]:
        """Return which drafts the run looks at, as `articles.publishing.run_scope` reads it."""
        data = self.cleaned_data
        scope: dict[str, Any] = {name: data[name] for name in SCOPES if data[name]}
        return scope | ({"ids": data["ids"]} if data["ids"] else {})

    @staticmethod
    def _known(noun: Any, key: str, value: str, called: str) -> str:
        if value and not noun.objects.filter(**{key: value}).exists():
            raise ValidationError(f"There is no {called}.")
        return value


def first_numbers(in_force: Sequence[Rule], ids: Iterable[int] = ()) -> dict[str, Any]:
    """Return what the form shows before anybody has typed: the default rule's numbers."""
    rule = default_rule(in_force)
    return {
        "threshold": rule.threshold,
        "corroborated": rule.corroborated_threshold,
        "leads_only": rule.leads_only,
        "narrower": True,
        "ids": ",".join(map(str, ids)),
    }
