"""Two-factor authentication: a code from an app, or one of ten recovery codes.

Devices, throttling and the algorithm are django-otp's. Recovery codes are stored as HMAC digests
that are keyed with SECRET_KEY.
"""

import math
import secrets
from base64 import b32encode
from datetime import datetime
from typing import Any

import qrcode
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.models import User

CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that cannot be confused with each other."""
CODE_LETTERS = 10
APP_DIGITS = 6
APP, RECOVERY = "Authenticator app", "Recovery codes"
DIGEST_LENGTH = 16
"""The size of django-otp's column for a static token."""


class Throttled(Exception):
    """Raised while further codes are refused. Each wrong code doubles the delay."""

    def __init__(self, until: datetime) -> None:
        seconds = max(1, math.ceil((until - timezone.now()).total_seconds()))
        super().__init__(
            f"Too many wrong codes. Wait {seconds} second{'' if seconds == 1 else 's'}."
        )


def pending_device(user: User) -> Any:
    """Return the device that a user has started to set up, or None."""
    return TOTPDevice.objects.filter(user=user, confirmed=False).first()


@transaction.atomic
def begin(user: User) -> None:
    """Create a new secret. It is not in use until a code confirms it."""
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()
    TOTPDevice.objects.create(user=user, name=APP, confirmed=False)


@transaction.atomic
def confirm(user: User, code: str) -> tuple[Any, list[str]] | None:
    """Confirm the pending device by a code; return it and ten recovery codes, None if wrong."""
    device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
    if device is None or not _verify(device, _normalized(code)):
        return None
    device.confirmed = True
    device.save()
    return device, new_recovery_codes(user)


@transaction.atomic
def new_recovery_codes(user: User) -> list[str]:
    """Replace a user's recovery codes and return them. They cannot be read again later."""
    device, _ = StaticDevice.objects.get_or_create(user=user, name=RECOVERY)
    device.token_set.all().delete()
    codes = ["".join(secrets.choice(LETTERS) for _ in range(CODE_LETTERS)) for _ in range(CODES)]
    StaticToken.objects.bulk_create(
        [StaticToken(device=device, token=_digest(user, code)) for code in codes]
    )
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def codes_left(user: User) -> int:
    return int(StaticToken.objects.filter(device__user=user).count())


@transaction.atomic
def device_for(user: User, code: str) -> Any:
    """Return the device that a code belongs to, None if it is wrong. A code works once.

    Raises Throttled, even for a correct code, shortly after wrong ones.
    """
    plain = _normalized(code)
    is_of_app = len(plain) == APP_DIGITS and plain.isascii() and plain.isdecimal()
    model = TOTPDevice if is_of_app else StaticDevice
    device = model.objects.select_for_update().filter(user=user, confirmed=True).first()
    if device is None:
        return None
    token = plain if is_of_app else _stored_digest(device, user, plain)
    return device if _verify(device, token) else None


@transaction.atomic
def remove(user: User) -> None:
    """Switch two-factor authentication off for a user."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def format_secret(device: Any) -> str:
    """Return the secret for typing: capitals and digits in groups of four."""
    text = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def qr_svg_path(device: Any) -> tuple[int, str]:
    """Return the QR code as its width in modules and an SVG path of the dark modules."""
    code = qrcode.QRCode(border=4)
    code.add_data(device.config_url)
    rows = code.get_matrix()
    dark = ((x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return len(rows), "".join(f"M{x} {y}h1v1h-1z" for x, y in dark)


def _verify(device: Any, code: str) -> bool:
    is_allowed, details = device.verify_is_allowed()
    if not is_allowed:
        raise Throttled(details["locked_until"])
    return bool(device.verify_token(code))


def _normalized(code: str) -> str:
    """Remove spaces and dashes, and ignore case."""
    return "".join(code.split()).replace("-", "").lower()


def _digest(user: User, code: str, secret: str | None = None) -> str:
    digest = salted_hmac("articles.recovery-code", f"{user.pk}:{code}", secret, algorithm="sha256")
    return digest.hexdigest()[:DIGEST_LENGTH]


def _stored_digest(device: Any, user: User, code: str) -> str:
    """Return the digest of a code, under an earlier key if it was stored with that."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [_digest(user, code, key) for key in keys]
    stored = set(device.token_set.filter(token__in=digests).values_list("token", flat=True))
    return next((digest for digest in digests if digest in stored), digests[0])
