"""My account: who I am here, my password, my second factor, my saved views."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from articles.admin.accounts.login import count_failure, is_locked_out
from articles.admin.accounts.roles import role_of, what_it_may
from articles.admin.accounts.two_factor import codes_left
from articles.desk.access import current_user
from articles.models import SavedView, User

PLACES = {
    SavedView.Place.ARTICLES: "admin:articles_article_changelist",
    SavedView.Place.DESK: "desk:queue",
}


class PasswordForm(forms.Form):
    """The own password once more, before something that matters."""

    password = forms.CharField(
        label="Your password",
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


def account_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Show the account; a password that is sent logs it out everywhere else."""
    user = current_user(request)
    form = PasswordForm(request.POST or None)
    if form.is_valid() and is_right(request, user, form):
        log_out_elsewhere(request, user, form.cleaned_data["password"])
        messages.success(request, "You are logged out everywhere but here.")
        return HttpResponseRedirect(reverse("admin:account"))
    context |= {
        "title": "My account",
        "role": role_of(user),
        "may": what_it_may(user),
        "codes_left": codes_left(user) if user.has_second_factor else 0,
        "views": [(view, _address(view)) for view in user.saved_views.all()],
        "form": form,
    }
    return TemplateResponse(request, "accounts/account.html", context)


def is_right(request: HttpRequest, user: User, form: Any) -> bool:
    """Whether the form's password is the person's; a wrong one counts as a failed login."""
    if is_locked_out(request, user):
        return False
    if user.check_password(form.cleaned_data["password"]):
        return True
    count_failure(request, user)
    form.add_error("password", "This is not your password.")
    return False


def log_out_elsewhere(request: HttpRequest, user: User, password: str) -> None:
    """End the person's other sessions: they hang on the digest of the password, made anew."""
    user.set_password(password)
    user.save(update_fields=["password"])
    update_session_auth_hash(request, user)


def _address(view: SavedView) -> str:
    return f"{reverse(PLACES[SavedView.Place(view.place)])}?{view.query}"
