"""Authentication by a token in the header `Authorization`, and nowhere else.

Neither session cookies nor tokens in addresses count, so no page of another site can act.
"""

from http import HTTPStatus

from django.http import HttpRequest
from ninja.security import HttpBearer

from articles.api.limits import count_failure, count_token
from articles.api.problems import Problem
from articles.api.tokens import find_token
from articles.models import User

CHALLENGE = 'Bearer realm="Newsdesk API"'


class Token(HttpBearer):
    """Require a token with all of the permissions; the operation acts as its owner.

    The request is counted first, so that a token is also limited in requests it is refused.
    """

    def __init__(self, *permissions: str) -> None:
        super().__init__()
        self.permissions = permissions

    def __call__(self, request: HttpRequest) -> User:
        user = super().__call__(request)
        if not isinstance(user, User):
            count_failure(request)
            raise _unauthorized(request)
        count_token(request, user.api_token)
        for permission in self.permissions:
            require(user, permission)
        return user

    def authenticate(self, _request: HttpRequest, token: str) -> User | None:
        found = find_token(token)
        if found is None:
            return None
        user: User = found.owner
        user.api_token = found
        return user


def acting_user(request: HttpRequest) -> User:
    """Return the owner of the token, limited to what the token allows."""
    user = getattr(request, "auth", None)
    if not isinstance(user, User):
        raise _unauthorized(request)
    return user


def require(user: User, permission: str) -> None:
    """Raise Problem, which names the permission, unless the token and its owner have it."""
    if not user.has_perm(f"articles.{permission}"):
        raise forbidden(user, permission)


def forbidden(user: User, permission: str) -> Problem:
    """Return the problem of a permission that the token or its owner lacks."""
    token = user.api_token
    is_owners_lack = token is not None and token.allows(f"articles.{permission}")
    lacking = "owner of this token" if is_owners_lack else "token"
    detail = f"The {lacking} does not have the permission {permission}."
    scope = f'{CHALLENGE}, error="insufficient_scope", scope="{permission}"'
    return Problem(HTTPStatus.FORBIDDEN, detail, headers={"WWW-Authenticate": scope})


def _unauthorized(request: HttpRequest) -> Problem:
    has_header = "Authorization" in request.headers
    detail = "The token is not valid: it is unknown, expired or revoked, or its owner is inactive."
    if not has_header:
        detail = "Send a token in the header “Authorization: Bearer …”."
    challenge = f'{CHALLENGE}, error="invalid_token"' if has_header else CHALLENGE
    return Problem(HTTPStatus.UNAUTHORIZED, detail, headers={"WWW-Authenticate": challenge})
