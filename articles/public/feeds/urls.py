"""Addresses of feeds, included in those of the public pages."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from articles.public.feeds import views
from articles.public.feeds.formats import FORMATS


class FeedKindConverter(StringConverter):
    """The end of a feed's address, which names its format."""

    regex = "|".join(FORMATS)


register_converter(FeedKindConverter, "feed_kind")

FEED = "feed.<feed_kind:kind>"
urlpatterns = [
    path("feeds/", views.overview, name="feeds"),
    path(FEED, views.latest, name="feed"),
    path(f"search/{FEED}", views.search, name="search_feed"),
    path(f"topics/<seed_slug:slug>/{FEED}", views.topic, name="topic_feed"),
    path(f"providers/<seed_domain:domain>/{FEED}", views.provider, name="provider_feed"),
]
