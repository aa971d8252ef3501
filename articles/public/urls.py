"""Addresses of the public pages, from the site's root."""

from django.urls import include, path, register_converter

from articles.public.converters import DomainConverter, SlugConverter
from articles.public.views.article import article
from articles.public.views.directory import providers, topics
from articles.public.views.lists import home, provider, topic

register_converter(SlugConverter, "seed_slug")
register_converter(DomainConverter, "seed_domain")

app_name = "public"
urlpatterns = [
    path("", include("articles.public.feeds.urls")),
    path("", home, name="home"),
    path("news/<seed_slug:slug>/", article, name="article"),
    path("topics/", topics, name="topics"),
    path("topics/<seed_slug:slug>/", topic, name="topic"),
    path("providers/", providers, name="providers"),
    path("providers/<seed_domain:domain>/", provider, name="provider"),
]
