"""Addresses of the pages about pictures."""

from django.urls import path

from articles.admin.images.panel_views import picture_view
from articles.admin.images.queue import queue_view, retry_view
from articles.admin.images.report import report_view

urlpatterns = [
    path("pictures/report/", report_view, name="articles_article_pictures"),
    path("articles/article/<int:pk>/picture/", picture_view, name="articles_article_picture"),
    path("pictures/queue/", queue_view, name="articles_imagefetch_changelist"),
    path("pictures/queue/retry/", retry_view, name="articles_imagefetch_retry"),
]
