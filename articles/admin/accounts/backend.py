"""Who is logged in, with all that the door asks of them, in one query."""

from functools import cache
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Q, QuerySet
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.db.query_batch import rows_of, written
from articles.models import User


def with_second_factor(users: QuerySet[User]) -> QuerySet[User]:
    """Annotate `has_second_factor`, which otherwise takes a query for each."""
    device = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
    annotation = {"has_second_factor": Exists(device)}  # instead of the property's own answer
    return users.annotate(**annotation)


class DeskBackend(ModelBackend):
    """Passwords and permissions as Django has them, all permissions in one query."""

    def get_user(self, user_id: Any) -> User | None:
        user = with_second_factor(User.objects.filter(pk=user_id)).first()
        return user if user and self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        kept = vars(user_obj)
        if _KEPT not in kept:
            sql = _permissions_sql(is_superuser=user_obj.is_superuser)
            rows = rows_of(sql, [user_obj.pk] * sql.count("%s"))
            kept[_KEPT] = {f"{label}.{name}" for label, name in rows}
        permissions: set[str] = kept[_KEPT]
        return permissions


_KEPT = "_perm_cache"
"""Where Django keeps them with the person."""


@cache
def _permissions_sql(*, is_superuser: bool) -> str:
    """Put together once; its only value is the person's key."""
    anybody = User(pk=0, is_superuser=is_superuser)
    return written(_permissions(anybody).values_list("content_type__app_label", "codename"))


def _permissions(user: User) -> QuerySet[Permission]:
    """What somebody may, by themselves or by their groups."""
    everything = Permission.objects.order_by()
    if user.is_superuser:
        return everything
    own = User.user_permissions.through.objects.filter(user=user).values("permission")
    by_group = Permission.objects.filter(group__user=user).order_by().values("pk")
    return everything.filter(Q(pk__in=own) | Q(pk__in=by_group))
