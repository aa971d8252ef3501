"""The root URLconf."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from articles.admin import site
from articles.api.api import api
from newsdesk.health import healthz
from newsdesk.media import refuse_media, serve_media

handler400 = "newsdesk.error_views.bad_request"
handler404 = "articles.public.views.errors.not_found"
handler500 = "newsdesk.error_views.internal_error"

# In production the web server serves media; for development and the demo Django does.
media = serve_media if settings.DEBUG or settings.NEWSDESK_DEMO else refuse_media

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("admin/", site.urls),
    path("desk/", include("articles.desk.urls")),
    path("api/v1/", api.urls),
    path("media/<path:path>", media, name="media"),
    path("", include("articles.public.urls")),
]
