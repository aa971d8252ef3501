"""Addresses of what programs read besides feeds, included in those of the public pages."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from articles.public.converters import PageNumberConverter
from articles.public.sitemaps import PARTS
from articles.public.views.files import llms, robots, security
from articles.public.views.site_json import site_page, site_sitemap
from articles.public.views.sitemaps import sitemap_index, sitemap_news, sitemap_part


class SitemapKindConverter(StringConverter):
    """The kind of pages that a part of the sitemap lists."""

    regex = "|".join(PARTS)


register_converter(PageNumberConverter, "page_number")
register_converter(SitemapKindConverter, "sitemap_kind")

PAGE = "page/<page_number:number>/index.json"
urlpatterns = [
    path("api/news/index.json", site_page, name="site_page"),
    path(f"api/news/{PAGE}", site_page, name="site_page"),
    path("api/news/<slug:slug>/index.json", site_page, name="site_page"),
    path(f"api/news/<slug:slug>/{PAGE}", site_page, name="site_page"),
    path("news-sitemap.xml", site_sitemap, name="site_sitemap"),
    path("sitemap.xml", sitemap_index, name="sitemap"),
    path("sitemaps/news.xml", sitemap_news, name="sitemap_news"),
    path(
        "sitemaps/<sitemap_kind:kind>-<page_number:number>.xml", sitemap_part, name="sitemap_part"
    ),
    path("robots.txt", robots, name="robots"),
    path("llms.txt", llms, name="llms"),
    path(".well-known/security.txt", security, name="security"),
]
