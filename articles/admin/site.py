"""The site of the editors: Django's admin with Newsdesk's name, and only Newsdesk's nouns."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from articles.admin.accounts.account import account_page
from articles.admin.accounts.login import (
    LoginPage,
    ask_for_code,
    code_page,
    count_failure,
    is_locked_out,
)
from articles.admin.accounts.password_setup import WelcomePage
from articles.admin.accounts.two_factor_views import two_factor_view
from articles.admin.dashboard.views import front_page, ready_page
from articles.desk.access import current_user
from articles.models import User

DAILY = ("Article", "Conflict", "ImportRun", "PublishRun", "PublishingRule", "Provider", "Topic")
"""What is wanted every day stands above the rest."""
Page = Callable[[HttpRequest, dict[str, Any]], HttpResponse]


class NewsdeskSite(AdminSite):
    """A site of our own: what other packages register for themselves is not shown here."""

    site_header = "Newsdesk"
    site_title = "Newsdesk"
    index_title = "The desk"
    empty_value_display = "-"
    password_change_template = "accounts/password_change.html"  # noqa: S105 a path
    password_change_done_template = "accounts/password_change_done.html"  # noqa: S105 a path

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(getattr(request.user, "may_work", False))

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page shows. Django's list of all nouns with their rights is not among it:
        only the front page has it, and makes it itself."""
        return {
            "site_title": self.site_title,
            "site_header": self.site_header,
            "site_url": self.site_url,
            "has_permission": self.has_permission(request),
            "available_apps": [],
            "is_popup": False,
            "is_nav_sidebar_enabled": False,
        }

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=_place)
        return apps

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """The front page, for whoever has something to see there."""
        user = current_user(request)
        context = front_page(user) if user.has_perm("articles.view_article") else {}
        return super().index(request, context | (extra_context or {}))

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Change the own password; an old one that is wrong counts as a failed login."""
        user = current_user(request)
        if request.method == "POST" and is_locked_out(request, user):
            return HttpResponse(status=403)  # axes' page stands instead
        title = {"title": "Change password"}
        response = super().password_change(request, title | (extra_context or {}))
        form = (getattr(response, "context_data", None) or {}).get("form")
        if form is not None and form.has_error("old_password", "password_incorrect"):
            count_failure(request, user)
        return response

    def password_change_done(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        title = {"title": "Password changed"}
        return super().password_change_done(request, title | (extra_context or {}))

    def get_urls(self) -> list[Any]:
        return [*self._pages(), *super().get_urls()]

    def _pages(self) -> list[URLPattern]:
        account = self.admin_view(self._page(account_page))
        return [
            path("login/code/", self._outside(code_page), name="login_code"),
            path("ready/", self.admin_view(self._page(ready_page)), name="index_ready"),
            path("account/", account, name="account"),
            path(
                "account/second-factor/",
                self._for_staff(two_factor_view),
                name="account_second_factor",
            ),
            path("welcome/<uidb64>/<token>/", self._welcome, name="welcome"),
        ]

    @method_decorator(never_cache)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask for name and password; who is partly in already is led to what is missing."""
        home = reverse("admin:index", current_app=self.name)
        user = request.user
        if request.method == "GET" and isinstance(user, User) and user.is_staff:
            if user.may_work:
                return HttpResponseRedirect(home)
            if user.is_half_in:
                return ask_for_code(request, user, home)
            return HttpResponseRedirect(reverse("admin:account_second_factor"))
        context = {**self.each_context(request), "app_path": request.get_full_path()}
        page = LoginPage.as_view(extra_context=context | (extra_context or {}))
        return cast("HttpResponse", page(request))

    def _page(self, page: Page) -> Callable[..., HttpResponse]:
        """A page of the site's frame, whose secrets no error report repeats."""

        @wraps(page)
        def view(request: HttpRequest) -> HttpResponse:
            return page(request, self.each_context(request))

        return never_cache(sensitive_post_parameters()(view))

    def _outside(self, page: Page) -> Callable[..., HttpResponse]:
        """A page for people who are not in yet."""
        return csrf_protect(self._page(page))

    def _for_staff(self, page: Page) -> Callable[..., HttpResponse]:
        """A page for people who are in but for a second factor that they have to set up."""
        inner = self._page(page)

        @wraps(page)
        def view(request: HttpRequest) -> HttpResponse:
            user = request.user
            if not isinstance(user, User) or not user.is_staff or user.is_half_in:
                return redirect_to_login(request.get_full_path(), reverse("admin:login"))
            return inner(request)

        return csrf_protect(view)

    def _welcome(self, request: HttpRequest, uidb64: str, token: str) -> HttpResponse:
        view = WelcomePage.as_view(extra_context=self.each_context(request))
        return cast("HttpResponse", view(request, uidb64=uidb64, token=token))


def _place(model: dict[str, Any]) -> tuple[int, str]:
    name = model["object_name"]
    return (DAILY.index(name) if name in DAILY else len(DAILY), str(model["name"]))


site = NewsdeskSite(name="admin")
