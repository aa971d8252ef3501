"""The queue is shared out: each reviewer has a claim on the next few drafts, for two minutes.

A claim is a row with a unique article: of two reviewers who claim a draft at the same moment, one
gets it. Pages and the script's polls renew claims. Nothing waits for a lock while it holds others.
"""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from articles.db.retry import retry_on_deadlock
from articles.models import CLAIM_LASTS, Claim, User

RENEW_AFTER = timedelta(seconds=10)
"""A claim that was renewed more recently is not written again."""
GRACE = timedelta(seconds=10)
"""How long claims last after the desk is left: its next page, or unsent decisions, may follow."""


def claimed_by_others(user: User, now: datetime | None = None) -> dict[int, str]:
    """Return the names of the other reviewers by the primary keys of the drafts they claim."""
    claims = Claim.objects.valid(now or timezone.now()).exclude(user=user.pk).select_related("user")
    return {claim.article_id: str(claim.user) for claim in claims}


@retry_on_deadlock
def claim(pks: Collection[int], user: User, now: datetime | None = None) -> set[int]:
    """Claim drafts for a user, or renew the claims. Return those that other reviewers have."""
    now = now or timezone.now()
    if not pks or not user.has_perm("articles.review_article"):
        return set()
    claims = Claim.objects.filter(article__in=pks)
    held = {each.article_id: each for each in claims.valid(now)}
    others = {pk for pk, each in held.items() if each.user_id != user.pk}
    if all(pk in held and held[pk].renewed_at > now - RENEW_AFTER for pk in {*pks} - others):
        return others
    new = [Claim(article_id=pk, user=user, renewed_at=now) for pk in sorted({*pks} - {*held})]
    with suppress(IntegrityError):  # an article was deleted meanwhile
        Claim.objects.bulk_create(new, ignore_conflicts=True)
    with transaction.atomic():
        free = claims.filter(Q(user=user) | Q(renewed_at__lte=now - CLAIM_LASTS))
        locked = free.order_by("pk").select_for_update(skip_locked=True)
        found = list(locked.values_list("pk", flat=True))
        Claim.objects.filter(pk__in=found).update(user=user, renewed_at=now)
    user.claims.filter(renewed_at__lte=now - CLAIM_LASTS).delete()
    return {*pks} - {*claims.valid(now).filter(user=user).values_list("article_id", flat=True)}


@retry_on_deadlock
def release_soon(user: User, now: datetime | None = None) -> None:
    """Let the claims of a user who leaves the desk end after GRACE."""
    almost = (now or timezone.now()) - CLAIM_LASTS + GRACE
    user.claims.filter(renewed_at__gt=almost).update(renewed_at=almost)
