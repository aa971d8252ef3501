"""Addresses of the public pages, from the site's root."""

from django.urls import path, register_converter

from articles.public import views
from articles.public.converters import DomainConverter, SlugConverter

register_converter(SlugConverter, "seed_slug")
register_converter(DomainConverter, "seed_domain")

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("news/<seed_slug:slug>/", views.article, name="article"),
    path("topics/", views.topics, name="topics"),
    path("topics/<seed_slug:slug>/", views.topic, name="topic"),
    path("providers/", views.providers, name="providers"),
    path("providers/<seed_domain:domain>/", views.provider, name="provider"),
]
