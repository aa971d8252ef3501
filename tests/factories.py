"""Factories: plain functions that create one object; keyword arguments replace its defaults."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group

from articles.content.derive import article_hashes
from articles.content.thresholds import refresh_all_thresholds, refresh_thresholds
from articles.images.uses import store_uses
from articles.models import (
    Article,
    ArticleTopic,
    Event,
    FetchState,
    ImageFetch,
    Provider,
    PublishingRule,
    RelatedLink,
    Rendition,
    Source,
    Status,
    StoredImage,
    Topic,
    User,
    Verb,
)
from articles.search.backends import index_articles
from articles.seeds.naming import seed_name
from articles.seeds.records import time_value
from articles.stories.ranking import refresh_top_related

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
SEED: dict[str, Any] = {
    "category": "news",
    "title": "A heron reads the tide tables",
    "excerpt": "It was right twice.",
    "publishedDateTime": "2031-05-04T08:00:00Z",
    "originalUrl": "https://tidewire.example/heron",
    "webUrl": "https://tidewire.example/heron",
    "type": "article",
    "quality": 50,
    "heat": 5,
    "published": False,
    "provider": {"name": "Tidewire", "domain": "tidewire.example"},
    "topics": ["Harbours"],
}
_numbers = count(1)


def source(name: str = "default") -> Source:
    return Source.objects.get_or_create(name=name)[0]


def provider(domain: str = "tidewire.example", **changes: Any) -> Provider:
    return Provider.objects.create(**{"domain": domain, "name": domain.partition(".")[0]} | changes)


def topic(name: str = "Harbours", **changes: Any) -> Topic:
    slug = name.lower().replace(" ", "-")
    return Topic.objects.create(**{"name": name, "slug": slug} | changes)


def set_hashes(article: Article) -> None:
    """Set the hashes that `content` derives from an article's values."""
    names = ("title", "web_url", "original_url")
    values = {name: getattr(article, name) for name in names}
    values["published_at"] = time_value(article.published_at)
    for name, value in article_hashes(values, values).items():
        setattr(article, name, value)


def article(*, topics: tuple[Topic, ...] = (), **changes: Any) -> Article:
    """Return a stored draft with its first event; `changes` are columns."""
    columns: dict[str, Any] = {
        "title": f"Harbour report {next(_numbers)}",
        "published_at": NOON,
        "web_url": "https://tidewire.example/report",
        "quality": 50,
    }
    columns |= changes
    columns.setdefault("source", source())
    columns.setdefault("name", seed_name(columns["published_at"], columns["title"]))
    columns.setdefault("slug", columns["name"])
    made = Article(**columns)
    set_hashes(made)
    made.save()
    index_articles([made.pk])
    for position, each in enumerate(topics):
        ArticleTopic.objects.create(article=made, topic=each, position=position)
    refresh_thresholds([made.pk])
    Event.objects.create(
        article=made,
        version=made.version,
        at=NOON,
        by_system=True,
        verb=Verb.WRITTEN,
        after={"status": "draft"},
    )
    return made


def draft(**changes: Any) -> Article:
    return article(**changes)


def published_article(**changes: Any) -> Article:
    live: dict[str, Any] = {"status": Status.PUBLISHED, "went_live_at": NOON}
    return article(**live | changes)


def in_status(status: str, **changes: Any) -> Article:
    """Return an article in this status."""
    if status == Status.PUBLISHED:
        return published_article(**changes)
    return article(status=status, **changes)


def link(of: Article, **changes: Any) -> RelatedLink:
    """Return a related link after the existing ones, and rank the article's story."""
    columns: dict[str, Any] = {
        "title": f"Coverage {next(_numbers)}",
        "position": of.links.count(),
        "quality": 10,
        "name": "2031-05-04-coverage",
    }
    made = RelatedLink.objects.create(article=of, **columns | changes)
    refresh_top_related(Article.objects.filter(pk=of.pk))
    refresh_thresholds([of.pk])
    of.refresh_from_db()
    return made


def rule(**changes: Any) -> PublishingRule:
    made = PublishingRule.objects.create(**{"name": "A rule", "threshold": 70} | changes)
    refresh_all_thresholds()
    return made


def person(role: str = "Editor", username: str = "") -> User:
    """Return a staff user with a role; "" is none, "Superuser" needs none."""
    made = User.objects.create_user(username or f"person-{next(_numbers)}", is_staff=True)
    if role == "Superuser":
        made.is_superuser = True
        made.save()
    elif role:
        made.groups.add(Group.objects.get(name=role))
    return made


def stored_image(**columns: Any) -> StoredImage:
    """Return a stored image of 1280x720 pixels, without a file on disk unless `file` names one."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "digest": f"{number:064}",
        "file": f"images/{number}.jpg",
        "format": "JPEG",
        "byte_count": 100_000,
        "width": 1280,
        "height": 720,
        "dhash": number * 0x9E37_79B9_7F4A_7C15 % 2**63,
        "entropy": 7.0,
        "sketch": "336699" * 12,
    }
    return StoredImage.objects.create(**defaults | columns)


def declared_image(url: str = "https://far.example/a.jpg", **changes: Any) -> dict[str, Any]:
    """Return a declared picture as the value field `images` has it."""
    nothing = {"width": None, "height": None, "title": "", "is_cached": None}
    return {"url": url} | nothing | changes


def declare(of: Article, pictures: Mapping[str, StoredImage | None]) -> None:
    """Let an article declare pictures by their addresses; None is not fetched yet."""
    store_uses("article", {of.pk: [*pictures]})
    for url, image in pictures.items():
        if image:
            state = FetchState.FETCHED
            ImageFetch.objects.filter(url=url).update(image=image, state=state)


def rendition(of: StoredImage, name: str = "card", kind: str = "jpeg", **columns: Any) -> Rendition:
    """Return a rendition of 640x360 pixels, without a file on disk."""
    file = f"renditions/{of.pk}-{name}.{'jpg' if kind == 'jpeg' else kind}"
    defaults: dict[str, Any] = {"width": 640, "height": 360, "byte_count": 9_000, "file": file}
    return Rendition.objects.create(image=of, name=name, format=kind, **defaults | columns)


def stored_images(number: int) -> list[StoredImage]:
    """Return that many stored images with renditions of five shapes, without files on disk."""
    start = StoredImage.objects.count()
    columns = {"format": "JPEG", "byte_count": 100_000, "width": 1280, "height": 720}
    images = StoredImage.objects.bulk_create(
        StoredImage(
            digest=f"many-{n}", file=f"images/{n}.jpg", dhash=n, entropy=7, sketch="336699" * 12,
            **columns,
        )
        for n in range(start, start + number)
    )  # fmt: skip
    Rendition.objects.bulk_create(
        Rendition(image=image, name=name, format=format_, width=320, height=180, file="r/a.jpg")
        for image in images
        for name in ("icon", "list", "card", "wide", "hero")
        for format_ in ("avif", "jpeg")
    )
    return images


def seed_text(*, body: str = "", **keys: Any) -> str:
    """Return a small valid seed of these keys of the file; a key that is None is left out."""
    written = {name: value for name, value in (SEED | keys).items() if value is not None}
    # JSON is YAML, but not as the project's own writer formats it.
    lines = "".join(f"{name}: {json.dumps(value)}\n" for name, value in written.items())
    return f"---\n{lines}---\n{body}"


def write_seeds(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files by their relative paths and return the folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def numbered_seeds(number: int, **keys: Any) -> dict[str, str]:
    """Return `number` files of different articles."""
    return {
        f"_news/2031-05-04-report-{n:03}.md": seed_text(
            title=f"Report {n:03}", webUrl=f"https://tidewire.example/{n}", **keys
        )
        for n in range(number)
    }
