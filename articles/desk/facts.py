"""Facts that help to decide a draft: the address of its source, and its provider's record."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db.models import Count

from articles.models import Article, Status

_PROMOTION = re.compile(
    r"press-?releases?|newswire|sponsored(-(content|posts?))?|sponsor-content|advertorials?"
    r"|partner-?content|paid-?(content|posts?)|promoted|brand-?(voice|studio)",
    re.IGNORECASE,
)
"""Segments of a path that name a press release or an advertisement."""


@dataclass(frozen=True, slots=True)
class SourceAddress:
    """The domain of an address, and the segments of its path, each with whether it is marked."""

    domain: str
    segments: list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class ProviderRecord:
    """How many articles of a provider are published, rejected, and waiting as drafts."""

    published: int = 0
    rejected: int = 0
    waiting: int = 0


def source_address(address: str) -> SourceAddress | None:
    """Return the parts of an address to show; None if there is none."""
    try:
        parts = urlsplit(address)
    except ValueError:  # such as http://[
        return None
    if not parts.hostname:
        return None
    segments = [segment for segment in parts.path.split("/") if segment]
    return SourceAddress(
        parts.hostname.removeprefix("www."),
        [(segment, _PROMOTION.fullmatch(segment) is not None) for segment in segments],
    )


def provider_records(articles: Iterable[Article]) -> dict[int, ProviderRecord]:
    """Return the records of the providers of these articles, by primary key."""
    providers = {article.provider_id for article in articles if article.provider_id}
    rows = Article.objects.filter(provider__in=providers).order_by()
    counts = dict[int, dict[str, int]]()
    for provider, status, count in rows.values_list("provider", "status").annotate(n=Count("pk")):
        counts.setdefault(provider, {})[status] = count
    return {
        provider: ProviderRecord(
            found.get(Status.PUBLISHED, 0),
            found.get(Status.REJECTED, 0),
            found.get(Status.DRAFT, 0),
        )
        for provider, found in counts.items()
    }
