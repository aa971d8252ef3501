"""Addresses of the public pages, from the site's root."""

from django.urls import include, path, register_converter

from articles.public.converters import (
    DomainConverter,
    SlugConverter,
    TwoDigitConverter,
    YearConverter,
)
from articles.public.views.archive import day, month
from articles.public.views.article import article
from articles.public.views.directory import providers, topics
from articles.public.views.home import home
from articles.public.views.lists import provider, topic
from articles.public.views.oembed import oembed
from articles.public.views.search import search
from articles.public.views.story import story

register_converter(SlugConverter, "seed_slug")
register_converter(DomainConverter, "seed_domain")
register_converter(YearConverter, "year")
register_converter(TwoDigitConverter, "two_digits")

app_name = "public"
urlpatterns = [
    path("", include("articles.public.feeds.urls")),
    path("", include("articles.public.file_urls")),
    path("", home, name="home"),
    path("news/<seed_slug:slug>/", article, name="article"),
    path("search/", search, name="search"),
    path("stories/<seed_slug:slug>/", story, name="story"),
    path("<year:year>/<two_digits:month>/", month, name="month"),
    path("<year:year>/<two_digits:month>/<two_digits:day>/", day, name="day"),
    path("oembed", oembed, name="oembed"),
    path("topics/", topics, name="topics"),
    path("topics/<seed_slug:slug>/", topic, name="topic"),
    path("providers/", providers, name="providers"),
    path("providers/<seed_domain:domain>/", provider, name="provider"),
]
