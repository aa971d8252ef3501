"""The publishing rules on the threshold page, and the page on which one is changed."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from articles.admin.publishing.publishing_rule import RuleForm
from articles.admin.site import site
from articles.desk.access import current_user, parse_id
from articles.desk.display import Difference, between
from articles.models import PublishingRule, RuleChange
from articles.publishing.rule_changes import change_rule, delete_rule, make_rule
from articles.workflow.errors import NotPossible

CHANGES_SHOWN = 50
NUMBERS = {
    "threshold": "threshold",
    "corroborated": "corroborated_threshold",
    "leads_only": "leads_only",
}
"""What the threshold page's numbers are called in a rule."""


@dataclass(frozen=True, slots=True)
class Change:
    """A version of a rule, and what it changed."""

    change: RuleChange
    differences: list[Difference]


Rules = list[tuple[PublishingRule, str]]


def rules_table() -> Rules:
    """Return the rules, the most general first, each with what it covers."""
    rows = PublishingRule.objects.select_related("topic", "provider", "owner")
    return [(rule, scope_in_words(rule)) for rule in sorted(rows, key=_narrowness)]


def scope_in_words(rule: PublishingRule) -> str:
    """Return what a rule covers, such as "topic Storms, type video"."""
    parts = [("topic", rule.topic), ("provider", rule.provider), ("type", rule.type)]
    return ", ".join(f"{kind} {value}" for kind, value in parts if value) or "everything"


def rule_page(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Show a rule with its history, or take its new numbers; without `pk` a rule is made."""
    user = current_user(request)
    if not user.has_perm("articles.view_publishingrule"):
        raise PermissionDenied
    rule = get_object_or_404(PublishingRule, pk=pk) if pk else PublishingRule()
    may_manage = user.has_perm("articles.manage_rules")
    if request.method == "POST" or pk is None:
        _demand(may_manage)
    form = RuleForm(request.POST or None, instance=rule, initial=_asked_for(request))
    if request.method == "POST" and form.is_valid() and _store(request, form, pk):
        return HttpResponseRedirect(reverse("admin:articles_publishrun_threshold"))
    context = {
        **site.each_context(request),
        "title": f"Rule: {rule.name}" if pk else "New rule",
        "opts": PublishingRule._meta,
        "form": form,
        "rule": rule if pk else None,
        "may_manage": may_manage,
        "changes": _changes(pk) if pk else [],
    }
    return TemplateResponse(request, "admin/publishing/rule.html", context)


def rule_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a rule that the page showed."""
    _demand(request.user.has_perm("articles.manage_rules"))
    rule = get_object_or_404(PublishingRule, pk=pk)
    name = rule.name
    rule.version = parse_id(request.POST.get("shown_version", "")) or 0
    try:
        delete_rule(rule, by=current_user(request))
    except NotPossible as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("admin:articles_publishingrule_page", args=[pk]))
    messages.success(request, f"The rule “{name}” was deleted.")
    return HttpResponseRedirect(reverse("admin:articles_publishrun_threshold"))


def _demand(may_manage: bool) -> None:
    if not may_manage:
        raise PermissionDenied


def _store(request: HttpRequest, form: RuleForm, pk: int | None) -> bool:
    rule = form.save(commit=False)
    try:
        done = (change_rule if pk else make_rule)(rule, by=current_user(request))
    except NotPossible as error:
        form.add_error(None, str(error))
        return False
    text = f"The rule “{rule.name}” is now version {rule.version}." if done else "Nothing changed."
    messages.success(request, text)
    return True


def _asked_for(request: HttpRequest) -> dict[str, Any]:
    """Return the numbers that were tried on the threshold page, for the form to begin with."""
    given = {field: request.GET[name] for name, field in NUMBERS.items() if request.GET.get(name)}
    return given | ({"leads_only": "leads_only" in given} if given else {})


def _changes(pk: int) -> list[Change]:
    rows = RuleChange.objects.filter(rule=pk).select_related("actor")[:CHANGES_SHOWN]
    return [
        Change(row, [d for d in between(row.before, row.after) if d.before != d.after])
        for row in rows
    ]


def _narrowness(rule: PublishingRule) -> tuple[int, str]:
    return sum(map(bool, (rule.topic, rule.provider, rule.type))), rule.name
