"""Declared pictures: read what articles and providers declare, and connect them with fetches.

`Article.images`, `RelatedLink.images` and `Provider.images` are what seeds and editors say. What
we hold is found by the address alone, so a picture that is removed and declared again is there at
once. Pictures of related coverage are not shown, and so not fetched.
"""

from collections.abc import Collection, Iterable
from typing import Any

from articles.db.arrays import id_array
from articles.images.lead import refresh_icons, refresh_leads, uses_of_new_stand_ins
from articles.images.uses import LOCAL, fetch_address, store_uses
from articles.models import Article, Provider

ICON_PRIORITY = 1
"""Pictures of articles are fetched first."""


def connect_images(article_ids: Collection[int]) -> list[int]:
    """Request the declared pictures of articles, and let those lead that we hold.

    Return the articles with pictures that are files of their source.
    """
    if not article_ids:
        return []
    columns = ("pk", "images", "source__name", "seed_file__path", "web_url", "original_url")
    articles = Article.objects.filter(pk__in=id_array(article_ids)).order_by()
    addresses, pages = {}, {}
    for pk, images, source, path, web_url, original_url in articles.values_list(*columns):
        addresses[pk] = declared_addresses(images, source, path)
        pages[pk] = web_url or original_url
    fetches = store_uses("article", addresses, pages=pages)
    stand_ins = uses_of_new_stand_ins(fetches).filter(article__isnull=False)
    refresh_leads({*article_ids, *stand_ins.values_list("article", flat=True)})
    return [pk for pk, urls in addresses.items() if any(url.startswith(LOCAL) for url in urls)]


def connect_icons(provider_ids: Collection[int]) -> None:
    """Request the declared pictures of providers, and set the icons that we hold."""
    if not provider_ids:
        return
    columns = ("pk", "images", "seedfile__source__name", "seedfile__path")
    providers = Provider.objects.filter(pk__in=id_array(provider_ids)).order_by("pk", columns[-1])
    addresses: dict[int, list[str]] = {}
    for pk, images, source, path in providers.values_list(*columns):
        addresses.setdefault(pk, []).extend(declared_addresses(images, source, path))
    store_uses("provider", addresses, priority=ICON_PRIORITY)
    refresh_icons(provider_ids)


def declared_addresses(
    images: Iterable[dict[str, Any]], source: str | None, seed_path: str | None
) -> list[str]:
    """Return the `ImageFetch.url` of declared pictures, "" for one that we can never hold.

    An article that was written here has no seed, so none of its pictures is a file.
    """
    source = source or "" if seed_path else ""
    return [
        fetch_address(image["url"], source=source, seed_path=seed_path or "") for image in images
    ]
