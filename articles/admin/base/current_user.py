"""Who asks."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from articles.models import User


def person(request: HttpRequest) -> User:
    """Return who asks. Raises PermissionDenied for nobody, which the site's pages rule out."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
