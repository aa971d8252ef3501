"""The root URLconf."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.static import serve

from articles.admin import site
from newsdesk.health import healthz

handler400 = "newsdesk.error_views.bad_request"
handler500 = "newsdesk.error_views.internal_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("admin/", site.urls),
    path("desk/", include("articles.desk.urls")),
    path("", include("articles.public.urls")),
]

# In production the web server serves media; for development and the demo Django does.
if settings.DEBUG or settings.NEWSDESK_DEMO:
    urlpatterns.append(
        re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT})
    )
