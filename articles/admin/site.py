"""The admin site: Django's with Newsdesk's name, login and pages, and only Newsdesk's models."""

from typing import Any, cast

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from articles.admin.accounts.account import account_view, preferences_view
from articles.admin.accounts.login import (
    StaffLoginView,
    ask_for_code,
    count_failure,
    is_locked_out,
    login_code_view,
)
from articles.admin.accounts.password_setup import ForgotPasswordView, SetPasswordView
from articles.admin.accounts.two_factor_views import two_factor_view
from articles.admin.articles import urls as article_urls
from articles.admin.dashboard.views import dashboard_context, ready_view, visited_view
from articles.admin.images import urls as image_urls
from articles.admin.publishing import urls as publishing_urls
from articles.admin.records import urls as record_urls
from articles.desk.access import current_user
from articles.models import User


class NewsdeskSite(AdminSite):
    """A site of its own, so that models which other packages register do not appear."""

    site_header = "Newsdesk"
    site_title = "Newsdesk"
    empty_value_display = "-"
    password_change_template = "accounts/password_change.html"  # noqa: S105 a path
    password_change_done_template = "accounts/password_change_done.html"  # noqa: S105 a path

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(getattr(request.user, "may_work", False))

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Return the context of every admin page, without Django's list of all models."""
        return {
            "site_title": self.site_title,
            "has_permission": self.has_permission(request),
            "is_popup": False,
        }

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Show the dashboard, empty for users without a role."""
        user = current_user(request)
        context = dashboard_context(user) if user.has_perm("articles.view_article") else {}
        return super().index(request, context | (extra_context or {}))

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Change the own password; a wrong old password counts as a failed login."""
        user = current_user(request)
        if request.method == "POST" and is_locked_out(request, user):
            return HttpResponse(status=403)  # axes replaces it by its own page
        context = {"title": "Change password"} | (extra_context or {})
        response = super().password_change(request, context)
        form = (getattr(response, "context_data", None) or {}).get("form")
        if form is not None and form.has_error("old_password", "password_incorrect"):
            count_failure(request, user)
        return response

    def password_change_done(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        context = {"title": "Password changed"} | (extra_context or {})
        return super().password_change_done(request, context)

    def get_urls(self) -> list[Any]:
        """Mount the pages that belong to no model before those of the models."""
        return [
            path("login/code/", login_code_view, name="login_code"),
            path("ready/", ready_view, name="index_ready"),
            path("visited/", visited_view, name="index_visited"),
            path("account/", account_view, name="account"),
            path("account/preferences/", preferences_view, name="account_preferences"),
            path("account/two-factor/", two_factor_view, name="account_two_factor"),
            path("forgot-password/", ForgotPasswordView.as_view(), name="forgot_password"),
            path("set-password/<uidb64>/<token>/", SetPasswordView.as_view(), name="set_password"),
            *article_urls.urlpatterns,
            *image_urls.urlpatterns,
            *publishing_urls.urlpatterns,
            *record_urls.urlpatterns,
            *super().get_urls(),
        ]

    @method_decorator(never_cache)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask for name and password; send users who are partly logged in to the missing step."""
        home = reverse("admin:index", current_app=self.name)
        user = request.user
        if request.method == "GET" and isinstance(user, User) and user.is_staff:
            if user.may_work:
                return HttpResponseRedirect(home)
            if user.is_half_in:
                return ask_for_code(request, user, home)
            return HttpResponseRedirect(reverse("admin:account_two_factor"))
        context = {**self.each_context(request), "app_path": request.get_full_path()}
        view = StaffLoginView.as_view(extra_context=context | (extra_context or {}))
        return cast("HttpResponse", view(request))


site = NewsdeskSite(name="admin")
