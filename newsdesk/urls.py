"""Addresses: each room brings its own; here stands only where it begins."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.static import serve

from articles.admin import site

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", site.urls),
    path("desk/", include("articles.desk.urls")),
    path("", include("articles.public.urls")),
]

# In production the web server in front serves media; on one's own machine nobody stands in front.
if settings.DEBUG or settings.NEWSDESK_DEMO:
    urlpatterns.append(
        re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT})
    )
