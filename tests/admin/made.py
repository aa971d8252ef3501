"""Things that only the admin's tests build."""

from typing import Any

from django.contrib.auth.models import Group

from articles.models import (
    ApiToken,
    BulkAction,
    Conflict,
    Event,
    ImportItem,
    ImportRun,
    PublishingRule,
    PublishRun,
    RejectionReason,
    SavedView,
    SeedFile,
    SeedKind,
)
from tests.factories import NOON, draft, link, person, provider, source, topic

IMAGE = {"url": "https://p.example/a.jpg", "width": 8, "height": 6, "title": "", "is_cached": True}
LINK = {
    "title": "The tide was late",
    "excerpt": "By an hour.",
    "published_at": "2031-05-04T07:00:00Z",
    "web_url": "https://other.example/late",
    "amp_url": "https://other.example/amp",
    "cdn_amp_url": "",
    "type": "article",
    "provider": "other.example",
    "quality": 30,
    "images": [IMAGE],
}


def conflict_about(article, field, base="Old", ours="Mine", source="Theirs"):
    """Return an open conflict about a field of an article."""
    return Conflict.objects.create(
        article=article, field=field, base=base, ours=ours, source=source, created_at=NOON
    )


def one_of_each() -> dict[str, Any]:
    """A row of each noun, by the name that its routes begin with."""
    article = draft(topics=(topic(),), provider=provider())
    importing = ImportRun.objects.create(source=source(), label="/seeds")
    publishing = PublishRun.objects.create()
    seed = {"digest": b"", "content": b"", "source": source(), "kind": SeedKind.ARTICLE}
    return {
        "articles_article": article,
        "articles_provider": article.provider,
        "articles_topic": article.topics.get(),
        "articles_publishingrule": PublishingRule.objects.get(),
        "articles_user": person("Editor"),
        "articles_apitoken": ApiToken.objects.create(owner=person("Editor"), expires_at=NOON),
        "auth_user": person("Editor"),
        "auth_group": Group.objects.first(),
        "articles_conflict": conflict_about(article, "title", ours=article.title),
        "articles_event": Event.objects.first(),
        "articles_importrun": importing,
        "articles_importitem": ImportItem.objects.create(
            run=importing, path="a.md", outcome="created"
        ),
        "articles_publishrun": publishing,
        "articles_bulkaction": BulkAction.objects.create(verb="held"),
        "articles_savedview": SavedView.objects.create(
            owner=person(), place="articles", name="Torn", is_shared=True
        ),
        "articles_rejectionreason": RejectionReason.objects.first(),
        "articles_relatedlink": link(article, published_at=NOON),
        "articles_seedfile": SeedFile.objects.create(name="a", path="a.md", **seed),
        "articles_source": source(),
    }
