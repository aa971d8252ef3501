"""The pictures that readers see: stored ones, and those whose origin the policy allows.

The content security policy allows `img-src` from this site and from the origins in CSP_IMG_SRC.
Any other picture would be shown as broken, so it is left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q

from articles.models import Article, Image, Provider


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to show. Sizes are pixels, measured ones if known, else None."""

    address: str
    width: int | None
    height: int | None
    title: str


class Pictures:
    """The pictures of some articles and the logos of some providers, in one query."""

    def __init__(self, images: Iterable[Image]) -> None:
        self._articles: dict[int, Picture] = {}
        self._providers: dict[int, list[Picture]] = {}
        sources = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"]
        for image in images:
            if not is_shown(image, sources):
                continue
            if image.article_id:
                self._articles.setdefault(image.article_id, _picture(image))
            elif image.provider_id:
                self._providers.setdefault(image.provider_id, []).append(_picture(image))

    @classmethod
    def of(
        cls, articles: Iterable[Article] = (), providers: Iterable[Provider | None] = ()
    ) -> Self:
        owners = Q(article__in=[article.pk for article in articles])
        owners |= Q(provider__in={provider.pk for provider in providers if provider})
        return cls(Image.objects.filter(owners).order_by("position"))

    def of_article(self, article: Article) -> Picture | None:
        """Return the first picture of an article that readers may see."""
        return self._articles.get(article.pk)

    def logo(self, provider: Provider | None, *, large: bool = False) -> Picture | None:
        """Return a provider's smallest logo, or its largest; of unknown sizes the first."""
        logos = self._providers.get(provider.pk, []) if provider else []
        if large:
            return max(logos, key=lambda logo: logo.width or 0, default=None)
        return min(logos, key=lambda logo: logo.width or 0, default=None)


def is_shown(image: Image, sources: Iterable[str]) -> bool:
    """Return whether a browser under these `img-src` sources shows the picture."""
    return bool(image.file) or any(_allows(source, image.address) for source in sources)


def _allows(source: str, address: str) -> bool:
    """Match a CSP source: `*`, `https:`, `[scheme://][*.]host[:port]`."""
    try:
        parts = urlsplit(address)
    except ValueError:  # stored before addresses were validated
        return False
    if not parts.netloc:
        return False
    if source in {"*", f"{parts.scheme}:"}:
        return True
    scheme, _, host = source.rpartition("://")
    if scheme not in ("", parts.scheme):
        return False
    host = host.rstrip("/")
    return parts.netloc == host or (host[:2] == "*." and parts.netloc.endswith(host[1:]))


def _picture(image: Image) -> Picture:
    return Picture(
        address=image.address,
        width=image.real_width or image.width,
        height=image.real_height or image.height,
        title=image.title,
    )
