"""Login: password first, then a one-time code for users with two-factor authentication.

    password correct -> code, if two-factor authentication is set up -> logged in
                     -> set-up page, if it is required but not set up -> logged in

Wrong passwords and wrong codes count as failed logins (axes). In addition django-otp throttles
wrong codes.
"""

import time
from typing import Any
from zoneinfo import available_timezones

from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.contrib import messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import login, user_login_failed
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from articles.admin.accounts.two_factor import Throttled, device_for
from articles.mail.outbox import is_mail_on
from articles.models import User

PENDING_LOGIN = "pending_login"
PENDING_LOGIN_SECONDS = 600
"""How long a correct password stays valid while its code is entered."""
BACKEND = "django.contrib.auth.backends.ModelBackend"
WRONG_CODE = "This code is wrong or was already used."


class CodeForm(forms.Form):
    """A code from the authenticator app, or a recovery code."""

    code = forms.CharField(
        label="Code",
        max_length=32,
        help_text="Six digits from your authenticator app, or one of your recovery codes.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True}),
    )


class LoginForm(AdminAuthenticationForm):
    """Name and password. A script fills in the browser's time zone."""

    browser_time_zone = forms.CharField(
        required=False,
        max_length=64,
        widget=forms.HiddenInput(attrs={"data-browser-time-zone": ""}),
    )


class StaffLoginView(LoginView):
    """The password step of a login."""

    template_name = "accounts/login.html"
    authentication_form = LoginForm

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(**context, is_mail_on=is_mail_on())

    def form_valid(self, form: Any) -> HttpResponse:
        user, zone = form.get_user(), form.cleaned_data["browser_time_zone"]
        if user.has_second_factor:
            return ask_for_code(self.request, user, self.get_success_url(), zone)
        response = super().form_valid(form)
        adopt_time_zone(self.request, user, zone)
        return response


def ask_for_code(
    request: HttpRequest, user: User, next_url: str, time_zone: str = ""
) -> HttpResponse:
    """Remember in a new session whose password was right and where they want to go.

    The session key changes, so that a session cookie planted in the browser is useless.
    """
    request.session.cycle_key()
    request.session[PENDING_LOGIN] = {
        "time_zone": time_zone,
        "pk": user.pk,
        "hash": user.get_session_auth_hash(),
        "at": int(time.time()),
        "next_url": next_url,
    }
    return HttpResponseRedirect(reverse("admin:login_code"))


@never_cache
@sensitive_post_parameters()
def login_code_view(request: HttpRequest) -> HttpResponse:
    """Ask for the code. Redirect to the login without a recent correct password."""
    user = _pending_user(request)
    if user is None:
        return HttpResponseRedirect(reverse("admin:login"))
    form = CodeForm(request.POST or None)
    if form.is_valid() and (device := checked_device(request, user, form)):
        pending = request.session.pop(PENDING_LOGIN)
        user.otp_device = device  # type: ignore[attr-defined] # with it django-otp verifies
        login(request, user, BACKEND)
        adopt_time_zone(request, user, pending["time_zone"])
        return HttpResponseRedirect(pending["next_url"])
    return render(request, "accounts/login_code.html", {"form": form})


def adopt_time_zone(request: HttpRequest, user: User, zone: str) -> None:
    """Use the browser's time zone for a user who has none yet."""
    if user.time_zone or zone not in available_timezones():
        return
    user.time_zone = zone
    user.save(update_fields=["time_zone"])
    messages.info(request, f"Times are shown in {zone}. You can change this in My account.")


def checked_device(request: HttpRequest, user: User, form: CodeForm) -> Any:
    """Return the device that the form's code belongs to, or None after adding a form error."""
    if is_locked_out(request, user):
        form.add_error("code", "Too many attempts.")
        return None
    try:
        device = device_for(user, form.cleaned_data["code"])
    except Throttled as error:
        form.add_error("code", str(error))
        return None
    if device is None:
        count_failure(request, user)
        form.add_error("code", WRONG_CODE)
    return device


def is_locked_out(request: HttpRequest, user: User) -> bool:
    """Whether there were too many failures. If so, axes replaces the response by its own page."""
    locked_out = not AxesProxyHandler.is_allowed(request, _credentials(user))
    request.axes_locked_out = locked_out  # type: ignore[attr-defined] # for axes' middleware
    return locked_out


def count_failure(request: HttpRequest, user: User) -> None:
    """Count a wrong code, or a wrong password of a logged-in person, as a failed login."""
    user_login_failed.send(__name__, credentials=_credentials(user), request=request)


def _credentials(user: User) -> dict[str, str]:
    return {"username": user.get_username()}


def _pending_user(request: HttpRequest) -> User | None:
    """Return the person whose password was right a short while ago and has not changed since."""
    kept = request.session.get(PENDING_LOGIN) or {}
    if time.time() - kept.get("at", 0) > PENDING_LOGIN_SECONDS:
        return None
    user = User.objects.filter(pk=kept["pk"], is_active=True).first()
    if user is None or not user.has_second_factor:
        return None
    same = constant_time_compare(kept["hash"], user.get_session_auth_hash())
    return user if same and user.is_staff else None
