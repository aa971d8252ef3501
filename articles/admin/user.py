"""Users and groups: Django's pages, in which nobody can give more than they have."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from articles.models import User

from .nouns import Kept, Noun, number_in
from .site import person, site

if TYPE_CHECKING:
    _UserAdmin = UserAdmin[User]
else:
    _UserAdmin = UserAdmin


def may_hand_out(giver: User, permissions: QuerySet[Permission]) -> bool:
    """Whether a person has all of these permissions."""
    labels = permissions.values_list("content_type__app_label", "codename")
    return giver.has_perms([f"{app}.{codename}" for app, codename in labels])


def groups_within(giver: User) -> QuerySet[Group]:
    """Return the groups that hold no more than what a person has."""
    groups = Group.objects.prefetch_related("permissions")
    if giver.is_superuser:
        return groups
    held = giver.get_all_permissions()
    labels = Permission.objects.values_list("pk", "content_type__app_label", "codename")
    beyond = [pk for pk, app, codename in labels if f"{app}.{codename}" not in held]
    return groups.exclude(permissions__in=beyond)


@admin.register(User, site=site)
class DeskUserAdmin(Kept, _UserAdmin):
    """Users are made inactive, not deleted: history names them."""

    list_display = ["username", "first_name", "last_name", "email", "role", "is_active"]
    list_filter = ["is_active", "groups"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Who", {"fields": ["first_name", "last_name", "email"]}),
        ("Role", {"fields": ["is_active", "is_staff", "groups"]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    for_superusers = ("Beyond the roles", {"fields": ["is_superuser", "user_permissions"]})
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = ["user_permissions"]
    when_empty = "No users yet. Add one and give it a role."

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        users: QuerySet[User] = super().get_queryset(request)
        return users.prefetch_related("groups")

    def get_object(
        self, request: HttpRequest, object_id: str, _from_field: str | None = None
    ) -> User | None:
        return self.get_queryset(request).filter(pk=number_in(object_id) or 0).first()

    def role(self, user: User) -> str:
        names = [group.name for group in user.groups.all()]
        return ", ".join(["Superuser", *names] if user.is_superuser else names)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not person(request).is_superuser:
            return fieldsets
        return [*fieldsets, self.for_superusers]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Whoever sets another's password could become that other: no way to more rights."""
        if not super().has_change_permission(request, obj):
            return False
        giver = person(request)
        if obj is None or giver.is_superuser:
            return True
        rights = Permission.objects.filter(Q(user=obj) | Q(group__user=obj))
        return not obj.is_superuser and may_hand_out(giver, rights)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name == "groups":
            options["queryset"] = groups_within(person(request))
        return super().formfield_for_manytomany(db_field, request, **options)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: Any) -> None:
        """Whoever is added here is to work here."""
        obj.is_staff = obj.is_staff or not change
        super().save_model(request, obj, form, change)


@admin.register(Group, site=site)
class DeskGroupAdmin(Noun, GroupAdmin):
    """Roles come by migration; only a superuser changes them."""
