"""One-time links with which users set their own password, and the page behind a link."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.views import PasswordResetConfirmView, PasswordResetView
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils import timezone

from articles.mail.outbox import is_mail_on, queue_mail
from articles.mail.password_links import password_path, setup_tokens
from articles.models import OutgoingMail, User


@transaction.atomic
def create_setup_link(request: HttpRequest, user: User) -> str:
    """Make a user's password unusable and return the URL at which they set a new one.

    It ends earlier links. A link is also mailed, if mail is on.
    """
    user.set_unusable_password()
    user.save(update_fields=["password"])
    facts = {"is_new": user.last_login is None}
    queue_mail(OutgoingMail.Kind.PASSWORD_LINK, [user], timezone.now().isoformat(), **facts)
    return request.build_absolute_uri(password_path(user))


class SetPasswordView(PasswordResetConfirmView):
    """Set a password with a link. Every invalid link shows the same page."""

    template_name = "accounts/set_password.html"
    token_generator = setup_tokens
    success_url = reverse_lazy("admin:login")
    title = "Choose a password"

    def get_user(self, uidb64: str) -> Any:
        user = super().get_user(uidb64)
        return user if user and user.is_active and user.is_staff else None

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        name = form.user.get_username()
        messages.success(self.request, f"Your password is set. Log in as {name}.")
        return response


class ForgotPasswordForm(PasswordResetForm):
    """Queue a mail with a link for each account with this address, at most one an hour."""

    def save(self, *_arguments: Any, **_options: Any) -> None:
        hour = f"{timezone.now():%Y-%m-%dT%H}"
        users = self.get_users(self.cleaned_data["email"])
        queue_mail(OutgoingMail.Kind.PASSWORD_LINK, users, hour, is_new=False)


class ForgotPasswordView(PasswordResetView):
    """Mail a password link to people who have forgotten their password."""

    template_name = "accounts/forgot_password.html"
    form_class = ForgotPasswordForm
    success_url = reverse_lazy("admin:login")

    def dispatch(self, request: Any, *args: Any, **options: Any) -> Any:
        if not is_mail_on():
            raise Http404
        return super().dispatch(request, *args, **options)

    def form_valid(self, form: Any) -> HttpResponse:
        text = "If there is an account with this address, it gets a mail within a few minutes."
        messages.success(self.request, text)
        return super().form_valid(form)
