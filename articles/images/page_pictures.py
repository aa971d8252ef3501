"""Load what pages show of pictures: renditions of leading pictures and icons, in one query."""

from collections.abc import Iterable

from django.db.models import Prefetch, Q, prefetch_related_objects

from articles.models import Article, Provider, Rendition, StoredImage

ICON = "icon"
"""The shape of providers' icons."""
LIST_SHAPES = ("list", "card")
LEAD_SHAPES = (*LIST_SHAPES, "wide")
"""The shapes of a page that begins with a large picture."""
LEAD_COLUMNS = ("lead_image__width", "lead_image__height", "lead_image__sketch")
"""What lists fetch of leading pictures with `only()`."""

_COLUMNS = ("image", "name", "format", "width", "height", "byte_count", "file")


def load_pictures(
    articles: Iterable[Article] = (),
    providers: Iterable[Provider | None] = (),
    *,
    shapes: Iterable[str] = LIST_SHAPES,
) -> None:
    """Fetch the renditions of the articles' leading pictures and of the providers' icons.

    Read the articles with `select_related("lead_image")` and the providers with their `icon`.
    """
    leads = [article.lead_image for article in articles if article.lead_image]
    icons = [provider.icon for provider in providers if provider and provider.icon]
    wanted = Q(name__in=[*shapes], image__in=_keys(leads)) | Q(name=ICON, image__in=_keys(icons))
    renditions = Rendition.objects.filter(wanted, reason="").order_by("width")
    columns = renditions.only(*_COLUMNS)
    prefetch_related_objects([*leads, *icons], Prefetch("renditions", columns))


def _keys(images: Iterable[StoredImage]) -> set[int]:
    return {image.pk for image in images}
