"""One-time links, by which people set their own password.

The tokens are Django's: they hang on the password's digest, so that one works until a password is
set by it, three days at most. Making a link shuts the password before it, and with it the links
before: one link at a time is alive.
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


class WelcomeTokens(PasswordResetTokenGenerator):
    key_salt = "articles.admin.accounts.password_setup"


tokens = WelcomeTokens()


def make_link(request: HttpRequest, user: User) -> str:
    """Shut a person's password and return the address at which they set a new one."""
    user.set_unusable_password()
    user.save(update_fields=["password"])
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    path = reverse("admin:welcome", args=[uid, tokens.make_token(user)])
    return request.build_absolute_uri(path)


class WelcomePage(PasswordResetConfirmView):
    """Whoever has the link sets a password. Any link that is no good gets the same page."""

    template_name = "accounts/set_password.html"
    token_generator = tokens
    success_url = reverse_lazy("admin:login")
    title = "Choose a password"

    def get_user(self, uidb64: str) -> Any:
        user = super().get_user(uidb64)
        return user if user and user.is_active and user.is_staff else None

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        told = f"Your password is set. Log in as {form.user.get_username()}."
        messages.success(self.request, told)
        return answer
