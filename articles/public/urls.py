"""Addresses of the public pages, from the site's root."""

from django.urls import path

from articles.public import views

app_name = "public"
# A file's name is an article's slug, and a domain is what a seed says: any text but a slash.
urlpatterns = [
    path("", views.home, name="home"),
    path("news/<str:slug>/", views.article, name="article"),
    path("topics/", views.topics, name="topics"),
    path("topics/<str:slug>/", views.topic, name="topic"),
    path("providers/", views.providers, name="providers"),
    path("providers/<path:domain>/", views.provider, name="provider"),
]
