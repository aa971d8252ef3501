"""Publishing rules: when a draft may go live by itself."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponseRedirect

from articles.admin.base.modeladmin import Noun
from articles.admin.records.topic import NamedChoice
from articles.admin.site import site
from articles.desk.access import current_user
from articles.models import Provider, PublishingRule, Topic
from articles.publishing.rule_changes import change_rule, delete_rule, make_rule
from articles.workflow.errors import NotPossible

if TYPE_CHECKING:
    _Form = forms.ModelForm[PublishingRule]
else:
    _Form = forms.ModelForm


class RuleForm(_Form):
    topic = NamedChoice(Topic.objects.all(), "name", help_text="A topic's name; empty for any.")
    provider = NamedChoice(Provider.objects.all(), "domain", help_text="A domain; empty for any.")
    shown_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = PublishingRule
        fields = [
            "name", "threshold", "corroborated_threshold", "leads_only", "topic", "provider",
            "type", "after_import",
        ]  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        rule = self.instance
        self.initial["topic"] = rule.topic and rule.topic.name
        self.initial["provider"] = rule.provider and rule.provider.domain
        self.initial["shown_version"] = rule.version

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.instance.pk and data.get("shown_version") != self.instance.version:
            raise forms.ValidationError(
                "Somebody else has changed this rule in the meantime. Open it again, then decide."
            )
        return data


@admin.register(PublishingRule, site=site)
class PublishingRuleAdmin(Noun):
    """The most specific rule that covers a draft judges it. Each change is a new version."""

    form = RuleForm
    list_display = [
        "name", "threshold", "corroborated_threshold", "leads_only", "topic", "provider", "type",
        "version", "owner", "updated_at",
    ]  # fmt: skip
    list_select_related = ["topic", "provider", "owner"]
    readonly_fields = ["version", "owner", "updated_at"]
    fieldsets = [
        (None, {"fields": ["name", "threshold", "corroborated_threshold", "leads_only"]}),
        ("What it covers", {"fields": ["topic", "provider", "type"]}),
        ("By itself", {"fields": ["after_import"]}),
        ("Last change", {"fields": ["version", "owner", "updated_at", "shown_version"]}),
    ]
    when_empty = "Without a rule no draft goes live by itself. Add one with a threshold."

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.manage_rules")

    def has_change_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return request.user.has_perm("articles.manage_rules")

    def has_delete_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return request.user.has_perm("articles.manage_rules")

    def changeform_view(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        """Of two people who save in one moment, the second is told."""
        try:
            return super().changeform_view(request, *args, **options)
        except NotPossible as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(request.path)

    def save_model(self, request: HttpRequest, obj: PublishingRule, form: Any, change: Any) -> None:
        if not change:
            make_rule(obj, by=current_user(request))
            return
        obj.version = form.cleaned_data["shown_version"]
        change_rule(obj, by=current_user(request))

    def delete_model(self, request: HttpRequest, obj: PublishingRule) -> None:
        delete_rule(obj, by=current_user(request))

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for rule in queryset:
            delete_rule(rule, by=current_user(request))
