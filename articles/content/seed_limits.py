"""The limits of seeds and zips that hold here."""

from django.conf import settings

from articles.seeds.limits import Limits


def limits_in_force() -> Limits:
    """Return the limits of seeds and zips, with those that the settings change."""
    return Limits(**settings.NEWSDESK_SEED_LIMITS)
