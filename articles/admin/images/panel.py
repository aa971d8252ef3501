"""What the page of an article's picture shows: which picture leads and why, and all others."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from articles.images.lead import SENSIBLE_SHAPE, has_shape, unusable_reason
from articles.images.shapes import SHAPES, fit
from articles.models import Article, FetchState, ImageFetch, StoredImage, Verb
from articles.workflow.times import format_time

CROPS = {
    "wide": "16:9, lists and cards",
    "social": "Social networks",
    "classic": "4:3",
    "square": "Square",
}
"""One shape of each ratio, with the name that editors see."""
_RENDITIONS = "fetch__image__renditions"


@dataclass(frozen=True, slots=True)
class PictureEntry:
    """A picture that an article declares, or that a person chose for it before (no `fetch`)."""

    name: str
    url: str
    declared_size: str
    fetch: ImageFetch | None
    image: StoredImage | None
    is_lead: bool

    @property
    def state(self) -> str:
        """What became of it, in a word or two."""
        if self.image:
            return f"{_size(self.image.width, self.image.height)} {self.image.format.upper()}"
        if self.fetch is None:
            return "Cannot be fetched"
        if self.fetch.state == FetchState.WAITING and not settings.NEWSDESK_FETCH_IMAGES:
            return "Not fetched"
        return self.fetch.get_state_display()

    @property
    def note(self) -> str:
        """What an editor should know of it, or ""."""
        if self.image:
            if reason := unusable_reason(self.image):
                return f"Never leads automatically: {reason}."
            if has_shape(self.image, SENSIBLE_SHAPE):
                return ""
            return "An unusual shape: leads only if there is no other."
        if self.fetch is None:
            return "Its address is not complete."
        if self.fetch.reason:
            return self.fetch.reason
        return "" if settings.NEWSDESK_FETCH_IMAGES else "Fetching pictures is turned off."

    @property
    def has_other_size(self) -> bool:
        """Whether the picture is not as large as its seed says."""
        real = _size(self.image.width, self.image.height) if self.image else ""
        return bool(real and self.declared_size and real != self.declared_size)

    @property
    def is_waiting(self) -> bool:
        return bool(self.fetch and not self.image and self.fetch.state == FetchState.WAITING)


@dataclass(frozen=True, slots=True)
class Crop:
    """What a shape shows of a picture, as the `viewBox` of an SVG."""

    label: str
    ratio: float
    view_box: str


def picture_entries(article: Article) -> list[PictureEntry]:
    """Return the declared pictures of an article in order, then those that were chosen before."""
    uses = article.image_uses.select_related("fetch__image").prefetch_related(_RENDITIONS)
    fetches = {use.position: use.fetch for use in uses}
    by_url = {fetch.url: fetch for fetch in fetches.values()}
    entries = [
        _declared(article, image, fetches.get(place) or by_url.get(image["url"]))
        for place, image in enumerate(article.images)
    ]
    shown = {entry.image.pk for entry in entries if entry.image}
    return entries + [
        PictureEntry(str(image), "", "", None, image, image.pk == article.lead_image_id)
        for image in _chosen_before(article)
        if image.pk not in shown
    ]


def why_it_leads(article: Article, entries: Sequence[PictureEntry]) -> str:
    """Return a sentence on why the picture of an article leads, or why it has none."""
    if article.chosen_image_id:
        return _chosen_by(article)
    images = [entry.image for entry in entries if entry.fetch and entry.image]
    if article.lead_image_id:
        usable = {image.pk: image for image in images if not unusable_reason(image)}
        return f"Chosen automatically: {_why_best([*usable.values()])}."
    if not entries:
        return "No usable picture: its source names none."
    states = Counter(
        "stand-in or flat" if entry.image else entry.state.lower() for entry in entries
    )
    counts = ", ".join(f"{number} {state}" for state, number in states.items())
    return f"No usable picture: {counts}."


def crops_of(image: StoredImage) -> list[Crop]:
    """Return what each shape shows of a picture around its focal point."""
    size, focal = (image.width, image.height), (image.focal_x, image.focal_y)
    crops = []
    for shape in SHAPES:
        if shape.name in CROPS and shape.ratio:
            left, top, right, bottom = fit(shape, size, focal)[0]
            view_box = f"{left:g} {top:g} {right - left:g} {bottom - top:g}"
            crops.append(Crop(CROPS[shape.name], shape.ratio, view_box))
    return crops


def whole_address(image: StoredImage) -> str:
    """Return the address of a file that shows the whole picture, a smaller one if there is one."""
    rendition = image.renditions.filter(name="hero", format="jpeg").exclude(file="").first()
    return str((rendition or image).file.url)


def _why_best(usable: Sequence[StoredImage]) -> str:
    if len(usable) <= 1:
        return "the only usable picture"
    sensible = sum(has_shape(image, SENSIBLE_SHAPE) for image in usable)
    if sensible == 0:
        return "the largest, since none has a usual shape"
    return "the only one of a usual shape" if sensible == 1 else f"the largest of {sensible}"


def _declared(article: Article, image: dict[str, Any], fetch: ImageFetch | None) -> PictureEntry:
    stored = fetch.image if fetch else None
    return PictureEntry(
        name=image["title"] or image["url"].rstrip("/").rpartition("/")[2] or image["url"],
        url=image["url"],
        declared_size=_size(image["width"], image["height"]),
        fetch=fetch,
        image=stored,
        is_lead=bool(stored and stored.pk == article.lead_image_id),
    )


def _chosen_before(article: Article) -> list[StoredImage]:
    events = article.events.filter(verb=Verb.PICTURE_CHANGED).values_list("before", "after")
    values = (side.get("chosen_image") for sides in events for side in sides)
    keys = {value["id"] for value in values if value}
    images = StoredImage.objects.filter(pk__in=keys | {article.chosen_image_id})
    return list(images.prefetch_related("renditions"))


def _chosen_by(article: Article) -> str:
    events = article.events.filter(verb=Verb.PICTURE_CHANGED, after__has_key="chosen_image")
    event = events.select_related("actor").order_by("-version").first()
    return f"Chosen by {event.actor_name} on {format_time(event.at)}." if event else "Chosen."


def _size(width: int | None, height: int | None) -> str:
    return f"{width}x{height}" if width and height else ""
