"""The door: a password, then a code of those who have a second factor.

    login --password right--> code, if there is a second factor --right--> in
                              set one up, if there must be one ----------> in

Wrong passwords and wrong codes count alike (axes); django-otp lets wrong codes wait besides.
"""

import time
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import login, user_login_failed
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from articles.admin.accounts.backend import DeskBackend
from articles.admin.accounts.two_factor import TooSoon, device_for
from articles.models import User

HALF_IN = "half_in"
PATIENCE_SECONDS = 600
"""How long a password that was typed waits for its code."""
BACKEND = "articles.admin.accounts.backend.DeskBackend"
NOT_RIGHT = "This code is not right, or it was used already."


class CodeForm(forms.Form):
    """A code from the app, or a recovery code."""

    code = forms.CharField(
        label="Code",
        max_length=32,
        help_text="Six digits from your authenticator app, or one of your recovery codes.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True}),
    )


class LoginPage(LoginView):
    """Name and password."""

    template_name = "accounts/login.html"
    authentication_form = AdminAuthenticationForm

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.get_user()
        if not user.has_second_factor:
            return super().form_valid(form)
        return ask_for_code(self.request, user, self.get_success_url())


def ask_for_code(request: HttpRequest, user: User, goal: str) -> HttpResponse:
    """Remember whose password was right, and where they want to go."""
    request.session[HALF_IN] = {
        "pk": user.pk,
        "hash": user.get_session_auth_hash(),
        "at": int(time.time()),
        "goal": goal,
    }
    return HttpResponseRedirect(reverse("admin:login_code"))


def code_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Ask for the code; without a password that was right just now, lead back to it."""
    user = _half_in(request)
    if user is None:
        return HttpResponseRedirect(reverse("admin:login"))
    form = CodeForm(request.POST or None)
    if form.is_valid() and (device := checked_device(request, user, form)):
        goal = request.session.pop(HALF_IN)["goal"]
        user.otp_device = device  # type: ignore[attr-defined] # with it django-otp verifies
        login(request, user, BACKEND)
        return HttpResponseRedirect(goal)
    return TemplateResponse(request, "accounts/login_code.html", context | {"form": form})


def checked_device(request: HttpRequest, user: User, form: CodeForm) -> Any:
    """Return the device that the form's code belongs to, or None with the reason on the form."""
    if is_locked_out(request, user):
        form.add_error("code", "Too many attempts.")
        return None
    try:
        device = device_for(user, form.cleaned_data["code"])
    except TooSoon as error:
        form.add_error("code", str(error))
        return None
    if device is None:
        count_failure(request, user)
        form.add_error("code", NOT_RIGHT)
    return device


def is_locked_out(request: HttpRequest, user: User) -> bool:
    """Whether there were too many failures; the answer is then axes' page, whatever we return."""
    locked_out = not AxesProxyHandler.is_allowed(request, _credentials(user))
    request.axes_locked_out = locked_out  # type: ignore[attr-defined] # for axes' middleware
    return locked_out


def count_failure(request: HttpRequest, user: User) -> None:
    """Let a wrong code, or a wrong password of somebody inside, count as a failed login."""
    user_login_failed.send(__name__, credentials=_credentials(user), request=request)


def _credentials(user: User) -> dict[str, str]:
    return {"username": user.get_username()}


def _half_in(request: HttpRequest) -> User | None:
    """Return whose password was right a short while ago and has not changed since."""
    kept = request.session.get(HALF_IN) or {}
    if time.time() - kept.get("at", 0) > PATIENCE_SECONDS:
        return None
    user = DeskBackend().get_user(kept["pk"])
    if user is None or not user.has_second_factor:
        return None
    same = constant_time_compare(kept["hash"], user.get_session_auth_hash())
    return user if same and user.is_staff else None
