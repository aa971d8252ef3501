"""Publishing rules: the list, and the page of one rule with its history."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from articles.desk.access import current_user, parse_id, staff_page
from articles.desk.display import Difference, between
from articles.listing.fields import LookupField, ProviderField
from articles.listing.filter_form import suggesting
from articles.models import Provider, PublishingRule, PublishRun, RuleChange, Topic
from articles.publishing.rule_changes import change_rule, delete_rule, make_rule
from articles.workflow.errors import NotPossible

if TYPE_CHECKING:
    _Form = forms.ModelForm[PublishingRule]
else:
    _Form = forms.ModelForm

MAX_CHANGES = 50
RULE_FIELDS = {
    "threshold": "threshold",
    "corroborated": "corroborated_threshold",
    "recommended": "recommended_threshold",
    "leads_only": "leads_only",
    "needs_picture": "needs_picture",
}
"""Fields of the threshold page, and the fields of a rule that they preset."""
SWITCHES = ("leads_only", "needs_picture")
RULE_SCOPE = {"topic", "provider", "type"}
Rules = list[tuple[PublishingRule, str]]


class RuleForm(_Form):
    """A rule; `shown_version` is the version that the page showed."""

    topic = LookupField(
        queryset=Topic.objects.all(),
        lookups=["name", "name__iexact"],
        required=False,
        help_text="A name; empty for any.",
    )
    provider = ProviderField(
        queryset=Provider.objects.all(),
        lookups=["domain", "name__iexact"],
        required=False,
        help_text="A name or domain; empty for any.",
    )
    shown_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = PublishingRule
        fields = [
            "name", "threshold", "corroborated_threshold", "recommended_threshold", "leads_only",
            "needs_picture", "topic", "provider", "type", "after_import",
        ]  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        rule, given = self.instance, options.get("initial") or {}
        self.initial["topic"] = given.get("topic") or (rule.topic and rule.topic.name)
        self.initial["provider"] = given.get("provider") or (rule.provider and rule.provider.domain)
        self.initial["shown_version"] = rule.version
        for name in ("topic", "provider", "type"):
            self.fields[name].widget.attrs |= suggesting(name, f"suggested-{name}")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.instance.pk and data.get("shown_version") != self.instance.version:
            raise forms.ValidationError(
                "This rule was changed after you opened the page. Reload it and try again."
            )
        return data


@dataclass(frozen=True, slots=True)
class Change:
    """A version of a rule, and what it changed."""

    change: RuleChange
    differences: list[Difference]


def list_rules() -> Rules:
    """Return the rules, the most general first, each with its scope in words."""
    rows = PublishingRule.objects.select_related("topic", "provider", "owner")
    return [(rule, describe_scope(rule)) for rule in sorted(rows, key=_specificity)]


def describe_scope(rule: PublishingRule) -> str:
    """Return the scope of a rule, such as "topic Storms, type video"."""
    parts = [("topic", rule.topic), ("provider", rule.provider), ("type", rule.type)]
    return ", ".join(f"{kind} {value}" for kind, value in parts if value) or "everything"


@staff_page("view_publishingrule")
@require_safe
def rule_list_view(request: HttpRequest) -> HttpResponse:
    """List the rules."""
    context = {"title": "Rules", "rules": list_rules(), "is_rule_list": True}
    return render(request, "admin/publishing/rules.html", context)


@staff_page("manage_rules")
def rule_add_view(request: HttpRequest) -> HttpResponse:
    """Show an empty rule, or the numbers of the threshold page; save a new rule."""
    form = RuleForm(request.POST or None, initial=_initial_from_query(request))
    if request.method == "POST" and form.is_valid() and _save(request, form):
        return HttpResponseRedirect(reverse("admin:articles_publishingrule_changelist"))
    return render(request, "admin/publishing/rule.html", {"title": "New rule", "form": form})


@staff_page("view_publishingrule")
def rule_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a rule with its history, or save a new version."""
    if request.method == "POST" and not current_user(request).has_perm("articles.manage_rules"):
        raise PermissionDenied
    rule = get_object_or_404(PublishingRule, pk=pk)
    form = RuleForm(request.POST or None, instance=rule, initial=_initial_from_query(request))
    title = f"Rule: {rule.name}"
    if request.method == "POST" and form.is_valid() and _save(request, form):
        return HttpResponseRedirect(reverse("admin:articles_publishingrule_changelist"))
    context = {"title": title, "form": form, "rule": rule, "changes": _changes(pk)}
    return render(request, "admin/publishing/rule.html", context)


@staff_page("manage_rules")
@require_POST
def rule_delete_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a rule in the version that the page showed."""
    rule = get_object_or_404(PublishingRule, pk=pk)
    name = rule.name
    rule.version = parse_id(request.POST.get("shown_version", "")) or 0
    try:
        delete_rule(rule, by=current_user(request))
    except NotPossible as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("admin:articles_publishingrule_change", args=[pk]))
    messages.success(request, f"Rule “{name}” deleted.")
    return HttpResponseRedirect(reverse("admin:articles_publishingrule_changelist"))


def _save(request: HttpRequest, form: RuleForm) -> bool:
    """Save the rule of a valid form. Return False and add an error if that is not possible."""
    rule = form.save(commit=False)
    try:
        done = (change_rule if rule.pk else make_rule)(rule, by=current_user(request))
    except NotPossible as error:
        form.add_error(None, str(error))
        return False
    saved = f"Rule “{rule.name}” saved, version {rule.version}."
    messages.success(request, saved if done else "Nothing changed.")
    return True


def _initial_from_query(request: HttpRequest) -> dict[str, Any]:
    """Return the numbers that were tried on the threshold page, as initial values of a rule."""
    fields = RULE_FIELDS | {name: name for name in RULE_SCOPE}
    given = {field: request.GET[name] for name, field in fields.items() if request.GET.get(name)}
    if "threshold" not in given:
        return given
    return (
        dict.fromkeys(RULE_FIELDS.values(), "")
        | given
        | {name: given.get(name) not in (None, "False") for name in SWITCHES}
    )


def make_rule_url(run: PublishRun) -> str:
    """Return the page of the rule with the scope of a one-off run, filled with its numbers.

    Return "" if the run has no such numbers, or is limited to something that no rule can be.
    """
    numbers = next((rule for rule in run.rules if rule.get("version") == 0), None)
    if numbers is None or run.scope.keys() - RULE_SCOPE:
        return ""
    scope = {name: run.scope.get(name, "") for name in RULE_SCOPE}
    rule = PublishingRule.objects.filter(
        topic__name=scope["topic"] or None,
        provider__domain=scope["provider"] or None,
        type=scope["type"],
    ).first()
    query = {name: numbers.get(field) for name, field in RULE_FIELDS.items()}
    query = {name: value for name, value in (query | scope).items() if value not in (None, "")}
    if rule:
        address = reverse("admin:articles_publishingrule_change", args=[rule.pk])
    else:
        address = reverse("admin:articles_publishingrule_add")
    return f"{address}?{urlencode(query)}"


def _changes(pk: int) -> list[Change]:
    rows = RuleChange.objects.filter(rule=pk).select_related("actor")[:MAX_CHANGES]
    return [
        Change(row, [d for d in between(row.before, row.after) if d.before != d.after])
        for row in rows
    ]


def _specificity(rule: PublishingRule) -> tuple[int, str]:
    return sum(map(bool, (rule.topic, rule.provider, rule.type))), rule.name
