"""Show stored pictures: as `<picture>` with a sketch of its colours behind it, or as an icon.

Only pictures that we hold are shown: pages load nothing from other sites.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal
from zlib import crc32

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from articles.images.page_pictures import ICON
from articles.images.render import FORMATS
from articles.images.shapes import same_ratio
from articles.models import Article, Provider, Rendition, StoredImage

register = template.Library()

TINTS = 6
"""Colours of monograms and of blocks without a picture: `tint-0` to `tint-5` in the style sheet."""

Priority = Literal["", "ahead", "lead"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as `components/picture.html` shows it; without `src` only its sketch."""

    kind: str
    width: int
    height: int
    sketch: str
    src: str
    avif: str
    jpeg: str
    sizes: str
    alt: str
    priority: Priority


@register.simple_tag
def picture(
    image: StoredImage,
    shape: str,
    sizes: str = "",
    alt: str = "",
    priority: Priority = "",
) -> SafeString:
    """Return a picture in a shape of `articles.images.shapes`; load it with `load_pictures`.

    `sizes` is the attribute of `<img>`. `alt` stays empty where the title stands next to the
    picture. Pictures are loaded when they come into view. The `priority` "lead" is for the largest
    picture of a page, "ahead" for one that is loaded before it comes into view.
    Without renditions, only its sketch is shown: the original file has metadata that readers must
    not see.
    """
    names = same_ratio(shape)
    found = [each for each in image.renditions.all() if each.file and each.name in names]
    main = next((each for each in found if (each.name, each.format) == (shape, "jpeg")), None)
    return _render(
        Shown(
            kind=shape,
            width=(main and main.width) or image.width,
            height=(main and main.height) or image.height,
            sketch=image.sketch,
            src=main.file.url if main else "",
            avif=_srcset(found, "avif"),
            jpeg=_srcset(found, "jpeg"),
            sizes=sizes,
            alt=alt,
            priority=priority,
        )
    )


@register.simple_tag
def provider_icon(provider: Provider, size: int = 18) -> SafeString:
    """Return a provider's icon, or a drawn letter. Its name stands next to it."""
    if provider.icon:
        files = {
            each.format: each.file for each in provider.icon.renditions.all() if _is_icon(each)
        }
        if len(files) == len(FORMATS):
            return _icon(files["avif"].url, files["jpeg"].url, size)
    return _monogram("logo", provider.name, tint(provider), size, size)


@register.simple_tag
def thumbnail(article: Article) -> SafeString:
    """Return the small picture of an article in a list of staff pages, or a drawn letter."""
    if article.lead_image:
        return picture(article.lead_image, "list", sizes="4rem")
    name = article.provider.name if article.provider else ""
    return _monogram("thumbnail", name, tint(article.provider), 64, 36)


@register.filter
def tint(provider: Provider | None) -> int:
    """Return the number of the provider's colour: always the same for a domain."""
    return crc32(provider.domain.encode()) % TINTS if provider else TINTS - 1


def _is_icon(rendition: Rendition) -> bool:
    return rendition.name == ICON and bool(rendition.file)


def _srcset(renditions: Iterable[Rendition], format_: str) -> str:
    """Return the `srcset` of a format, one address for each width."""
    by_width = {each.width: each.file.url for each in renditions if each.format == format_}
    return ", ".join(f"{url} {width}w" for width, url in sorted(by_width.items()))


@lru_cache(maxsize=2_000)
def _render(shown: Shown) -> SafeString:
    """A page has dozens of pictures, and many pages the same ones: each is rendered once."""
    colours = [shown.sketch[start : start + 6] for start in range(0, len(shown.sketch), 6)]
    cells = [(n % 4, n // 4, colour) for n, colour in enumerate(colours)]
    scale = f"{shown.width / 4:g} {shown.height / 3:g}"
    context = {"shown": shown, "cells": cells, "scale": scale}
    return render_to_string("components/picture.html", context)


@lru_cache(maxsize=2_000)
def _icon(avif: str, jpeg: str, size: int) -> SafeString:
    context = {"avif": avif, "jpeg": jpeg, "size": size}
    return _inline("components/provider_icon.html", context)


@lru_cache(maxsize=2_000)
def _monogram(kind: str, name: str, number: int, width: int, height: int) -> SafeString:
    context = {
        "kind": kind,
        "letter": next((each for each in name if each.isalnum()), "").upper()[:1],
        "tint": number,
        "width": width,
        "height": height,
        "font_size": round(height * 0.58),
    }
    return _inline("components/monogram.html", context)


def _inline(name: str, context: dict[str, Any]) -> SafeString:
    """Render a template without its final line end, which would be a space in a line of text."""
    return SafeString(render_to_string(name, context).rstrip())
