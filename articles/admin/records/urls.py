"""Addresses of the pages that rename and merge topics and providers."""

from django.urls import path

from articles.admin.records.naming import merge_view, rename_view, similar_view

urlpatterns = [
    path("articles/topic/<int:pk>/rename/", rename_view, name="articles_topic_rename"),
    *(
        pattern
        for kind in ("topic", "provider")
        for pattern in (
            path(
                f"articles/{kind}/<int:pk>/merge/",
                merge_view,
                {"kind": kind},
                name=f"articles_{kind}_merge",
            ),
            path(
                f"articles/{kind}/similar/",
                similar_view,
                {"kind": kind},
                name=f"articles_{kind}_similar",
            ),
        )
    ),
]
