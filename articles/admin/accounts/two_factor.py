"""The second factor: a code from an app, or one of ten recovery codes.

Devices, throttling and the arithmetic are django-otp's. Recovery codes are kept as digests only.
"""

import hashlib
import math
import secrets
from base64 import b32encode
from datetime import datetime
from typing import Any

import qrcode
from django.db import transaction
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.models import User

CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are mistaken for each other."""
CODE_LETTERS = 10
APP_DIGITS = 6
APP, PAPER = "Authenticator app", "Recovery codes"


class TooSoon(Exception):
    """After wrong codes each further one has to wait, twice as long each time."""

    def __init__(self, until: datetime) -> None:
        seconds = max(1, math.ceil((until - timezone.now()).total_seconds()))
        super().__init__(
            f"Too many wrong codes. Wait {seconds} second{'' if seconds == 1 else 's'}."
        )


def pending_device(user: User) -> Any:
    """Return the device that a person is about to set up, or None."""
    return TOTPDevice.objects.filter(user=user, confirmed=False).first()


@transaction.atomic
def begin(user: User) -> None:
    """Make a new secret; it counts from when a code of it is typed."""
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()
    TOTPDevice.objects.create(user=user, name=APP, confirmed=False)


@transaction.atomic
def confirm(user: User, code: str) -> tuple[Any, list[str]] | None:
    """Take the pending device into use, if the code is of it; return it and ten recovery codes."""
    device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
    if device is None or not _fits(device, _plain(code)):
        return None
    device.confirmed = True
    device.save()
    return device, new_recovery_codes(user)


@transaction.atomic
def new_recovery_codes(user: User) -> list[str]:
    """Replace a person's recovery codes and return them, which is the only time to read them."""
    device, _ = StaticDevice.objects.get_or_create(user=user, name=PAPER)
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
    """Return the device that a code belongs to, None where it is wrong; a code works once.

    Raises TooSoon, whatever the code, shortly after wrong ones.
    """
    plain = _plain(code)
    is_of_app = len(plain) == APP_DIGITS and plain.isascii() and plain.isdecimal()
    model = TOTPDevice if is_of_app else StaticDevice
    device = model.objects.select_for_update().filter(user=user, confirmed=True).first()
    if device is None:
        return None
    return device if _fits(device, plain if is_of_app else _digest(user, plain)) else None


@transaction.atomic
def remove(user: User) -> None:
    """Let a password be enough again."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def secret_of(device: Any) -> str:
    """Return the secret as one types it: capitals and digits in groups of four."""
    text = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def picture_of(device: Any) -> tuple[int, str]:
    """Return the QR code as its width in modules and an SVG path of its dark ones."""
    code = qrcode.QRCode(border=4)
    code.add_data(device.config_url)
    rows = code.get_matrix()
    dark = ((x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return len(rows), "".join(f"M{x} {y}h1v1h-1z" for x, y in dark)


def _fits(device: Any, code: str) -> bool:
    is_allowed, details = device.verify_is_allowed()
    if not is_allowed:
        raise TooSoon(details["locked_until"])
    return bool(device.verify_token(code))


def _plain(code: str) -> str:
    """Codes are typed with blanks and dashes, and as capitals."""
    return "".join(code.split()).replace("-", "").lower()


def _digest(user: User, code: str) -> str:
    """As long as the column that django-otp has for it."""
    return hashlib.sha256(f"{user.pk}:{code}".encode()).hexdigest()[:16]
