"""One-time links with which users set their own password.

Tokens are Django's: they are derived from the password hash and expire after three days, so a link
works once. Creating a link makes the current password unusable, and with it all earlier links.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from articles.models import User


class SetupTokenGenerator(PasswordResetTokenGenerator):
    key_salt = "articles.admin.accounts.password_setup"


setup_tokens = SetupTokenGenerator()


def create_setup_link(request: HttpRequest, user: User) -> str:
    """Make a user's password unusable and return the URL at which they set a new one."""
    user.set_unusable_password()
    user.save(update_fields=["password"])
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    path = reverse("admin:set_password", args=[uid, setup_tokens.make_token(user)])
    return request.build_absolute_uri(path)


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
