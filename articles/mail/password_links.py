"""One-time links with which users set their own password.

Tokens are Django's: they are derived from the password hash and expire after three days, so a link
works once.
"""

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from articles.models import User


class SetupTokenGenerator(PasswordResetTokenGenerator):
    key_salt = "articles.mail.password_links"


setup_tokens = SetupTokenGenerator()


def password_path(user: User) -> str:
    """Return the path at which a user sets a password, with a new token."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("admin:set_password", args=[uid, setup_tokens.make_token(user)])
