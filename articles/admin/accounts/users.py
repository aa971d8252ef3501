"""Users. No user can grant more permissions than they have."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.admin.accounts import two_factor
from articles.admin.accounts.password_setup import create_setup_link
from articles.admin.accounts.roles import (
    assignable_groups,
    describe_permissions,
    has_all,
    role_names,
)
from articles.admin.base.merging_form import MergingModelForm
from articles.admin.base.modeladmin import NoDeleteModelAdmin
from articles.admin.site import site
from articles.api.tokens import revoke
from articles.desk.access import current_user, parse_id
from articles.mail.outbox import is_mail_on
from articles.models import User
from articles.workflow.times import format_time

HELP_TEXTS = {
    "username": "For logging in. Letters, digits and @ . + - _",
    "is_active": "Untick when they have left. They cannot log in and their API tokens are revoked;"
    " the history keeps their name.",
    "is_staff": "Can log in to staff pages.",
    "is_superuser": "Has all permissions, whatever the role.",
    "user_permissions": "Permissions in addition to those of the role.",
}


@admin.register(User, site=site)
class UserAdmin(NoDeleteModelAdmin):
    """Users are deactivated, not deleted. They set their own passwords with a link."""

    form = MergingModelForm

    list_display = ["username", "name", "role", "state", "second_factor", "seen"]
    list_filter = ["is_active", "groups"]
    search_fields = ["username", "first_name", "last_name", "email"]
    ordering = ["username"]
    actions = None
    identity = (None, {"fields": ["username", "first_name", "last_name", "email"]})
    access = ("Access", {"fields": ["is_active", "groups"]})
    access_when_added = ("Access", {"fields": ["groups"]})
    for_superusers = (
        "Superusers and single permissions",
        {"fields": ["is_staff", "is_superuser", "user_permissions"], "classes": ["collapse"]},
    )
    filter_horizontal = ["user_permissions"]
    change_form_template = "admin/users/edit.html"
    add_form_template = "admin/users/add.html"
    empty_message = "No users yet."

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        users: QuerySet[User] = super().get_queryset(request)
        device = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        annotation = {"has_second_factor": Exists(device)}  # replaces the cached property
        return users.annotate(**annotation).prefetch_related("groups")

    def get_object(
        self, request: HttpRequest, object_id: str, _from_field: str | None = None
    ) -> User | None:
        return self.get_queryset(request).filter(pk=parse_id(object_id) or 0).first()

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        """Refuse filters by password hash, which would reveal it."""
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)

    def name(self, user: User) -> str:
        return user.get_full_name()

    def role(self, user: User) -> str:
        return role_names(user)

    def state(self, user: User) -> str:
        if not user.is_active:
            return "Inactive"
        return "Active" if user.has_usable_password() else "Invited, no password yet"

    @admin.display(description="two-factor")
    def second_factor(self, user: User) -> str:
        return "Yes" if user.has_second_factor else "No"

    @admin.display(description="last seen")
    def seen(self, user: User) -> str:
        return format_time(user.seen_at) if user.seen_at else "Never"

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is None:
            return [self.identity, self.access_when_added]
        superuser_only = [self.for_superusers] if current_user(request).is_superuser else []
        return [self.identity, self.access, *superuser_only]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Keep users from locking themselves out."""
        own = obj is not None and obj.pk == request.user.pk
        return ["is_active", "groups", "is_staff", "is_superuser"] if own else []

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Refuse users with more permissions: who can reset their login could become them."""
        if not super().has_change_permission(request, obj):
            return False
        giver = current_user(request)
        if obj is None or giver.is_superuser:
            return True
        rights = Permission.objects.filter(Q(user=obj) | Q(group__user=obj))
        return not obj.is_superuser and has_all(giver, rights)

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **options: Any) -> Any:
        return super().get_form(request, obj, change, **{"help_texts": HELP_TEXTS} | options)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name == "groups":
            options |= {
                "queryset": assignable_groups(current_user(request)),
                "widget": forms.CheckboxSelectMultiple,
                "help_text": "",
                "label": "Roles",
            }
            return db_field.formfield(**options)
        if db_field.name == "user_permissions":
            options["queryset"] = Permission.objects.select_related("content_type")
        return super().formfield_for_manytomany(db_field, request, **options)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: Any) -> None:
        """Give new users access and no password; revoke the API tokens of inactive ones."""
        if not change:
            obj.is_staff = True
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if not obj.is_active:
            revoke(Q(owner=obj), by=current_user(request))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Warn if a user has no role."""
        super().save_related(request, form, formsets, change)
        if not form.instance.is_superuser and not form.instance.groups.exists():
            text = f"{form.instance} has no role yet and can do nothing. Choose a role."
            self.message_user(request, text, messages.WARNING)

    def response_add(
        self, request: HttpRequest, obj: User, _post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._show_link(request, obj)

    def get_urls(self) -> list[Any]:
        def view(function: Any) -> Any:
            return never_cache(self.admin_site.admin_view(function))

        return [
            path("<int:pk>/link/", view(self.link_view), name="articles_user_link"),
            path(
                "<int:pk>/two-factor/",
                view(require_POST(self.two_factor_view)),
                name="articles_user_two_factor",
            ),
            *super().get_urls(),
        ]

    def link_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask first; then make the password unusable and show a link for setting a new one."""
        user = self._other(request, pk)
        if not user.is_active:
            text = f"{user} is inactive. Activate the account first."
            self.message_user(request, text, messages.ERROR)
            return HttpResponseRedirect(self._address(user))
        if request.method != "POST":
            context = self._link_context(request, user)
            return TemplateResponse(request, "admin/users/confirm_link.html", context)
        self.log_change(request, user, "Created a password link.")
        return self._show_link(request, user)

    def two_factor_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Turn off two-factor authentication for a user who has lost their device."""
        user = self._other(request, pk)
        two_factor.remove(user)
        self.log_change(request, user, "Turned off two-factor authentication.")
        text = f"Two-factor authentication of {user} is off."
        self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(self._address(user))

    def render_change_form(  # noqa: PLR0917 the signature is Django's
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: User | None = None,
    ) -> HttpResponse:
        context |= {"show_save_and_add_another": False, "show_save_and_continue": change}
        context["is_mail_on"] = is_mail_on()
        if obj is not None:
            context |= {
                "role": role_names(obj),
                "may": describe_permissions(obj),
                "state": self.state(obj),
                "is_other": obj.pk != request.user.pk,
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _other(self, request: HttpRequest, pk: int) -> User:
        """Return another user whose login this user may reset; their own is in *My account*."""
        user = get_object_or_404(User, pk=pk)
        if user.pk == request.user.pk or not self.has_change_permission(request, user):
            raise PermissionDenied
        return user

    def _show_link(self, request: HttpRequest, user: User) -> HttpResponse:
        context = self._link_context(request, user) | {"link": create_setup_link(request, user)}
        return TemplateResponse(request, "admin/users/setup_link.html", context)

    def _link_context(self, request: HttpRequest, user: User) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": f"Password link for {user}",
            "opts": self.opts,
            "who": user,
            "is_mail_on": is_mail_on(),
            "mail_to": user.email if is_mail_on() else "",
        }

    def _address(self, user: User) -> str:
        return reverse("admin:articles_user_change", args=[user.pk])
