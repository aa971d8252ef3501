"""Why drafts are rejected: the list that the desk offers."""

from django.contrib import admin

from articles.models import RejectionReason

from .nouns import Noun
from .site import site


@admin.register(RejectionReason, site=site)
class RejectionReasonAdmin(Noun):
    """Managing editors keep it. Histories hold the words themselves: nothing changes in them."""

    list_display = ["text", "position", "is_offered"]
    list_editable = ["position", "is_offered"]
    list_filter = ["is_offered"]
    ordering = ["position", "text"]
    when_empty = "No reasons yet. Add those that your desk gives most."
