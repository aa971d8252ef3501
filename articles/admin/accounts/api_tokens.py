"""API tokens: people make, see and revoke their own; managing editors see and revoke all."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from articles.admin.accounts.account import PasswordForm, check_password
from articles.admin.base.fields import TextField
from articles.admin.base.modeladmin import ReadOnlyModelAdmin
from articles.admin.site import site
from articles.api.tokens import PERMISSIONS, make_token, permissions_of, revoke
from articles.desk.access import current_user
from articles.models import ApiToken, User
from articles.workflow.times import format_time

LIFETIMES = [("30", "30 days"), ("90", "90 days"), ("365", "1 year")]
LIST = "admin:articles_apitoken_changelist"


class TokenForm(PasswordForm):
    """A new token. Its permissions are chosen from those of the person."""

    name = TextField(
        required=True, max_length=60, help_text="Where it is used, such as “scoring system”."
    )
    permissions = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    days = forms.ChoiceField(label="Expires after", choices=LIFETIMES, initial="90")
    field_order = ["name", "permissions", "days", "password"]

    def __init__(self, *args: Any, owner: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.owner = owner
        choices = self.fields["permissions"]
        choices.choices = [*permissions_of(owner).items()]  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if self.owner.api_tokens.filter(name=name, revoked_at=None).exists():
            raise ValidationError("You already have a token with this name.")
        return name


@admin.register(ApiToken, site=site)
class ApiTokenAdmin(ReadOnlyModelAdmin):
    list_display = ["name", "owner", "starts_with", "standing", "expires", "last_use"]
    list_select_related = ["owner", "revoked_by"]
    search_fields = ["name", "owner__username"]
    ordering = ["-pk"]
    detail_fields = [
        "name", "whose", "starts_with", "standing", "allowed", "created", "expires", "last_use",
    ]  # fmt: skip
    change_form_template = "admin/api_tokens/token.html"
    empty_message = "No API tokens yet. Make one for each program that writes."

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiToken]:
        """Return the person's own tokens; those of all for people who manage users."""
        tokens: QuerySet[ApiToken] = super().get_queryset(request)
        user = current_user(request)
        return tokens if _manages_all(user) else tokens.filter(owner=user)

    def has_view_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return current_user(request).has_perm("articles.view_article")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    @admin.display(description="owner")
    def whose(self, token: ApiToken) -> str:
        """Return the owner as text: not everyone may open the pages of users."""
        return str(token.owner)

    @admin.display(description="begins with")
    def starts_with(self, token: ApiToken) -> str:
        return f"{token.beginning}…"

    @admin.display(description="state")
    def standing(self, token: ApiToken) -> str:
        if token.revoked_at is None:
            return token.state
        by = f" by {token.revoked_by}" if token.revoked_by else ""
        return f"{token.state}{by} on {format_time(token.revoked_at)}"

    @admin.display(description="allows")
    def allowed(self, token: ApiToken) -> str:
        return "; ".join(PERMISSIONS.get(name, name) for name in token.permissions)

    @admin.display(description="made")
    def created(self, token: ApiToken) -> str:
        return format_time(token.created_at)

    @admin.display(description="expires", ordering="expires_at")
    def expires(self, token: ApiToken) -> str:
        return format_time(token.expires_at)

    @admin.display(description="last used", ordering="last_used_at")
    def last_use(self, token: ApiToken) -> str:
        return format_time(token.last_used_at) if token.last_used_at else "Never"

    def get_urls(self) -> list[URLPattern]:
        revoking = self.admin_site.admin_view(require_POST(self.revoke_view))
        return [
            path("<int:pk>/revoke/", revoking, name="articles_apitoken_revoke"),
            *super().get_urls(),
        ]

    @method_decorator([never_cache, sensitive_post_parameters()])
    def add_view(self, request: HttpRequest, *_args: Any, **_options: Any) -> HttpResponse:
        """Ask for name, permissions and password; show the new secret in this answer only."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        user = current_user(request)
        form = TokenForm(request.POST or None, owner=user)
        context = {"title": "New API token", "form": form}
        if not form.is_valid() or not check_password(request, user, form):
            return render(request, "admin/api_tokens/new.html", context)
        token, secret = make_token(
            user,
            name=form.cleaned_data["name"],
            permissions=form.cleaned_data["permissions"],
            lifetime=timedelta(days=int(form.cleaned_data["days"])),
        )
        self.log_change(request, user, f"Made the API token “{token}”.")
        shown = {"title": "New API token", "token": token, "secret": secret}
        return render(request, "admin/api_tokens/secret.html", shown)

    def revoke_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Revoke a token for good."""
        token = get_object_or_404(self.get_queryset(request), pk=pk)
        if revoke(Q(pk=token.pk), by=current_user(request)):
            self.log_change(request, token.owner, f"Revoked the API token “{token}”.")
            messages.success(request, f"The API token “{token}” is revoked.")
        else:
            messages.warning(request, f"The API token “{token}” was revoked already.")
        return HttpResponseRedirect(reverse(LIST))


def _manages_all(user: User) -> bool:
    return user.has_perm("articles.change_user")
