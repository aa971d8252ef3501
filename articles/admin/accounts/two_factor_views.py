"""The page on which people set up and remove two-factor authentication and renew recovery codes.

One URL; the POST parameter `do` names the action. New recovery codes are shown only in the
response that creates them.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django_otp import login as show_device

from articles.admin.accounts import two_factor
from articles.admin.accounts.account import PasswordForm, check_password, end_other_sessions
from articles.admin.accounts.login import CodeForm, checked_device
from articles.desk.access import current_user
from articles.models import User

Answer = HttpResponse | None


class SetUpForm(PasswordForm):
    """The password, and a code that proves that the app has the secret."""

    code = forms.CharField(
        label="Code from the app",
        max_length=16,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    field_order = ["code", "password"]


class RemoveForm(PasswordForm, CodeForm):
    """Password and code: neither alone is enough to remove two-factor authentication."""

    field_order = ["code", "password"]


@never_cache
@sensitive_post_parameters()
def two_factor_view(request: HttpRequest) -> HttpResponse:
    """Show the current state, or perform `do`. Show an invalid form again.

    Unlike other staff pages it is open to staff who still have to set up a required second factor.
    """
    if not getattr(request.user, "is_staff", False) or getattr(request.user, "is_half_in", False):
        return redirect_to_login(request.get_full_path(), "admin:login")
    user = current_user(request)
    do = request.POST.get("do", "")
    form = FORMS[do](request.POST) if do in FORMS else None
    if form is None or not form.is_valid() or not (answer := _DO[do](request, user, form)):
        return _show(request, user, do, form)
    return answer


def _show(request: HttpRequest, user: User, do: str, form: Any) -> HttpResponse:
    device = None if user.has_second_factor else two_factor.pending_device(user)
    forms_by_name = {name: kind(auto_id=f"id_{name}_%s") for name, kind in FORMS.items()}
    context = {
        "title": "Two-factor authentication",
        "device": device,
        "secret": two_factor.format_secret(device) if device else "",
        "picture": two_factor.qr_svg_path(device) if device else None,
        "codes_left": two_factor.codes_left(user),
        "is_required": user.lacks_second_factor,
        "forms": forms_by_name | ({do: form} if form else {}),
    }
    return render(request, "accounts/two_factor.html", context)


def _begin(_request: HttpRequest, user: User, _form: Any) -> Answer:
    if not user.has_second_factor:
        two_factor.begin(user)
    return HttpResponseRedirect(reverse("admin:account_two_factor"))


def _confirm(request: HttpRequest, user: User, form: Any) -> Answer:
    if user.has_second_factor or not check_password(request, user, form):
        return None
    try:
        confirmed = two_factor.confirm(user, form.cleaned_data["code"])
    except two_factor.Throttled as error:
        form.add_error("code", str(error))
        return None
    if confirmed is None:
        form.add_error("code", "This is not the code that the app shows now.")
        return None
    device, codes = confirmed
    end_other_sessions(request, user, form.cleaned_data["password"])
    show_device(request, device)
    return _codes(request, codes, "Two-factor authentication is set up.")


def _renew(request: HttpRequest, user: User, form: Any) -> Answer:
    if not user.has_second_factor or not check_password(request, user, form):
        return None
    codes = two_factor.new_recovery_codes(user)
    return _codes(request, codes, "Your previous recovery codes no longer work.")


def _remove(request: HttpRequest, user: User, form: Any) -> Answer:
    if not check_password(request, user, form) or not checked_device(request, user, form):
        return None
    two_factor.remove(user)
    messages.success(request, "Two-factor authentication is switched off.")
    return HttpResponseRedirect(reverse("admin:account"))


def _codes(request: HttpRequest, codes: list[str], done: str) -> HttpResponse:
    context = {"title": "Recovery codes", "codes": codes, "done": done}
    return render(request, "accounts/recovery_codes.html", context)


FORMS: dict[str, type[forms.Form]] = {
    "begin": forms.Form,
    "confirm": SetUpForm,
    "renew": PasswordForm,
    "remove": RemoveForm,
}
_DO: dict[str, Callable[..., Answer]] = {
    "begin": _begin,
    "confirm": _confirm,
    "renew": _renew,
    "remove": _remove,
}
