"""Rejection reasons: what the review desk offers when a draft is rejected."""

from django.contrib import admin

from articles.admin.base.merging_form import MergingModelForm
from articles.admin.base.modeladmin import StaffModelAdmin
from articles.admin.site import site
from articles.models import RejectionReason


@admin.register(RejectionReason, site=site)
class RejectionReasonAdmin(StaffModelAdmin):
    """Managed by managing editors. Events store the text, so past decisions do not change."""

    form = MergingModelForm
    list_display = ["text", "position", "offered"]
    list_filter = ["is_offered"]
    ordering = ["position", "text"]
    empty_message = "No reasons yet. Add the ones that you use most often."

    @admin.display(description="offered", ordering="is_offered", boolean=True)
    def offered(self, reason: RejectionReason) -> bool:
        return reason.is_offered
