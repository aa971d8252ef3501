"""Things that only the admin's tests build."""

from articles.models import Conflict
from tests.builders import NOON


def conflict_about(article, field, base="Old", mine="Mine", theirs="Theirs"):
    """Return an open conflict about a field of an article."""
    return Conflict.objects.create(
        article=article, field=field, base=base, mine=mine, theirs=theirs, created_at=NOON
    )
