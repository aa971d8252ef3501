"""Roles, which are Django's groups."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest

from articles.admin.base.merging_form import MergingModelForm
from articles.admin.base.modeladmin import StaffModelAdmin
from articles.admin.site import site


@admin.register(Group, site=site)
class RoleAdmin(StaffModelAdmin, GroupAdmin):
    """Roles are created by a migration; only a superuser changes them."""

    form = MergingModelForm

    filter_horizontal = ()

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest | None = None, **options: Any
    ) -> Any:
        """Use checkboxes: Django's two lists need a script and are not accessible."""
        options["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **options)
