"""Make, find and revoke the tokens of the API.

A secret has 256 random bits, so its plain SHA-256 is enough: it cannot be guessed, neither online
nor from a copy of the table, and a lookup by the digest says nothing about other secrets.
"""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import Q
from django.utils import timezone

from articles.models import ApiToken, User
from articles.workflow.errors import NotAllowed

PREFIX = "nd_"
"""The beginning of each secret, by which scanners of published code recognize one."""
PERMISSIONS = {
    "view_article": "Read all articles, drafts too; needed to edit and decide",
    "view_event": "Read the history of all articles",
    "change_article": "Edit drafts",
    "review_article": "Recommend, hold, release, reject and reopen",
    "publish_article": "Publish, unpublish, schedule, archive; edit live articles; publish runs",
    "import_seeds": "Import seeds",
    "add_topic": "Add topics while editing",
    "add_provider": "Add providers while editing",
    "undo_any_run": "Cancel and undo the runs of others",
}
"""The permissions that a token may have, and what they allow in the API."""
MAX_LIFETIME = timedelta(days=366)
_USE_NOTED_EVERY = timedelta(minutes=1)


def permissions_of(owner: User) -> dict[str, str]:
    """Return which of PERMISSIONS a person has."""
    held = PERMISSIONS.items()
    return {name: label for name, label in held if owner.has_perm(f"articles.{name}")}


def make_token(
    owner: User, *, name: str, permissions: Collection[str], lifetime: timedelta
) -> tuple[ApiToken, str]:
    """Store a token; return it and its secret, which cannot be shown again.

    Raises NotAllowed for a permission that its owner does not have.
    """
    if lacking := set(permissions) - permissions_of(owner).keys():
        raise NotAllowed(f"Your role does not allow this ({', '.join(sorted(lacking))}).")
    secret = PREFIX + secrets.token_urlsafe(32)
    now = timezone.now()
    token = ApiToken.objects.create(
        owner=owner,
        name=name,
        beginning=secret[:9],
        digest=_digest(secret),
        permissions=sorted(permissions),
        created_at=now,
        expires_at=now + min(lifetime, MAX_LIFETIME),
    )
    return token, secret


def find_token(secret: str, *, now: datetime | None = None) -> ApiToken | None:
    """Return the usable token of a secret with its owner, and note its use once a minute."""
    now = now or timezone.now()
    found = ApiToken.objects.usable(now).select_related("owner")
    token = found.filter(digest=_digest(secret)).first()
    if token is None or token.owner.lacks_second_factor:
        return None
    _note_use(token, now)
    return token


def revoke(tokens: Q, *, by: User) -> int:
    """Revoke the tokens that fit a condition for good; return how many were not revoked before."""
    now = timezone.now()
    return ApiToken.objects.filter(tokens, revoked_at=None).update(revoked_at=now, revoked_by=by)


def _note_use(token: ApiToken, now: datetime) -> None:
    last = token.last_used_at
    if last is None or last < now - _USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk, last_used_at=last).update(last_used_at=now)


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
