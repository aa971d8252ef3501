"""Addresses of the pages about publishing rules and the threshold."""

from django.urls import path

from articles.admin.publishing.rules import (
    rule_add_view,
    rule_delete_view,
    rule_list_view,
    rule_view,
)
from articles.admin.publishing.threshold import threshold_kinds_view, threshold_view

urlpatterns = [
    path("threshold/", threshold_view, name="articles_publishrun_threshold"),
    path("threshold/kinds/", threshold_kinds_view, name="articles_publishrun_kinds"),
    path("rules/", rule_list_view, name="articles_publishingrule_changelist"),
    path("rules/add/", rule_add_view, name="articles_publishingrule_add"),
    path("rules/<int:pk>/", rule_view, name="articles_publishingrule_change"),
    path("rules/<int:pk>/delete/", rule_delete_view, name="articles_publishingrule_delete"),
]
