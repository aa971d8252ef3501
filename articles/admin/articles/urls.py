"""Addresses of the pages about articles."""

from django.urls import path

from articles.admin.articles.action_views import (
    resolve_all_view,
    revert_view,
    undo_view,
)
from articles.admin.articles.add_view import add_view
from articles.admin.articles.address import address_view
from articles.admin.articles.bulk_view import bulk_view
from articles.admin.articles.edit_view import edit_view, item_forms_view
from articles.admin.articles.history import history_view
from articles.admin.articles.list_view import list_view
from articles.admin.articles.presence import presence_view
from articles.admin.articles.preview import preview_view
from articles.admin.articles.save_view import save_view
from articles.admin.articles.schedule import reschedule_view, schedule_view
from articles.admin.base.autocomplete import suggest

ARTICLE = "articles/article/<int:pk>"
urlpatterns = [
    path("articles/article/", list_view, name="articles_article_changelist"),
    path("articles/article/add/", add_view, name="articles_article_add"),
    path("articles/article/bulk/", bulk_view, name="articles_article_bulk"),
    path("articles/article/suggest/", suggest, name="articles_article_suggest"),
    path(f"{ARTICLE}/change/", edit_view, name="articles_article_change"),
    path(f"{ARTICLE}/rows/<slug:kind>/", item_forms_view, name="articles_article_rows"),
    path(f"{ARTICLE}/history/", history_view, name="articles_article_history"),
    path(f"{ARTICLE}/preview/", preview_view, name="articles_article_preview"),
    path(f"{ARTICLE}/presence/", presence_view, name="articles_article_presence"),
    path(f"{ARTICLE}/back/<int:version>/", revert_view, name="articles_article_back"),
    path(f"{ARTICLE}/resolve/", resolve_all_view, name="articles_article_resolve"),
    path(f"{ARTICLE}/address/", address_view, name="articles_article_address"),
    path(f"{ARTICLE}/undo/<int:version>/", undo_view, name="articles_article_undo"),
    path(f"{ARTICLE}/reschedule/", reschedule_view, name="articles_article_reschedule"),
    path("articles/savedview/save/", save_view, name="articles_savedview_save"),
    path("schedule/", schedule_view, name="articles_article_schedule"),
]
