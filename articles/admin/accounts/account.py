"""My account: role, preferences, password, two-factor authentication and saved views."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from articles.admin.accounts.login import count_failure, is_locked_out
from articles.admin.accounts.roles import describe_permissions, role_names
from articles.admin.accounts.two_factor import codes_left
from articles.admin.base.links import view_url
from articles.desk.access import current_user, staff_page
from articles.mail.outbox import is_mail_on
from articles.models import User


class PasswordForm(forms.Form):
    """The person's own password, asked again before a security-relevant change."""

    password = forms.CharField(
        label="Your password",
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PreferencesForm(forms.ModelForm[User]):
    """The time zone in which staff pages show and read times, and whether mail is wanted."""

    time_zone = forms.ChoiceField(
        required=False,
        choices=lambda: [
            ("", f"The site's time zone ({settings.TIME_ZONE})"),
            *((zone, zone) for zone in sorted(available_timezones())),
        ],
    )

    class Meta:
        model = User
        fields = ("time_zone", "wants_mail")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_mail_on():
            del self.fields["wants_mail"]


@staff_page(permission="")
@sensitive_post_parameters()
def account_view(request: HttpRequest) -> HttpResponse:
    """Show the account. POST with the password ends all other sessions."""
    user = current_user(request)
    form = PasswordForm(request.POST or None)
    if form.is_valid() and check_password(request, user, form):
        end_other_sessions(request, user, form.cleaned_data["password"])
        messages.success(request, "You are logged out everywhere else.")
        return HttpResponseRedirect(reverse("admin:account"))
    context = {
        "title": "My account",
        "role": role_names(user),
        "may": describe_permissions(user),
        "codes_left": codes_left(user) if user.has_second_factor else 0,
        "tokens": user.api_tokens.usable(timezone.now()).count(),
        "views": [(view, view_url(view)) for view in user.saved_views.all()],
        "form": form,
        "preferences_form": PreferencesForm(instance=user),
        "is_mail_on": is_mail_on(),
    }
    return render(request, "accounts/account.html", context)


@staff_page(permission="")
@require_POST
def preferences_view(request: HttpRequest) -> HttpResponse:
    """Save what was chosen under *Preferences* in *My account*."""
    form = PreferencesForm(request.POST, instance=current_user(request))
    if form.is_valid():
        form.instance.save(update_fields=[*form.fields])
        messages.success(request, "Preferences saved.")
    else:
        messages.error(request, "Choose a time zone from the list.")
    return HttpResponseRedirect(reverse("admin:account"))


def check_password(request: HttpRequest, user: User, form: Any) -> bool:
    """Whether the form's password is the person's; a wrong one counts as a failed login."""
    if is_locked_out(request, user):
        return False
    if user.check_password(form.cleaned_data["password"]):
        return True
    count_failure(request, user)
    form.add_error("password", "Incorrect password.")
    return False


def end_other_sessions(request: HttpRequest, user: User, password: str) -> None:
    """End the person's other sessions by hashing the same password again with a new salt."""
    user.set_password(password)
    user.save(update_fields=["password"])
    update_session_auth_hash(request, user)
