"""Choose which picture leads an article, and which one stands for a provider.

`Article.lead_image` and `Provider.icon` are derived: they change without a version and an event.
"""

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from articles.db.arrays import id_array
from articles.db.bulk import update_rows
from articles.images.stand_ins import FLAT, mark_stand_ins
from articles.models import Article, ImageUse, Provider, StoredImage

SENSIBLE_SHAPE = (1.2, 2.4)
"""Width to height of pictures that fit our shapes without losing much."""
SQUARE = (0.8, 1.25)
"""Width to height of pictures that fit the place of an icon."""


class Candidate(NamedTuple):
    """What the choice needs to know of a stored image."""

    pk: int
    width: int
    height: int
    entropy: float
    is_stand_in: bool

    @property
    def area(self) -> int:
        return self.width * self.height


CANDIDATE_FIELDS = tuple(f"fetch__image__{name}" for name in Candidate._fields)


def has_shape(image: Candidate | StoredImage, shape: tuple[float, float]) -> bool:
    """Return whether a picture's width to height is in this range."""
    return shape[0] <= image.width / image.height <= shape[1]


def unusable_reason(image: Candidate | StoredImage) -> str:
    """Return why a picture never leads unless a person chooses it, or ""."""
    if image.is_stand_in:
        return "the provider shows it with many articles"
    return "it shows next to nothing" if image.entropy < FLAT else ""


def best_image(candidates: Iterable[Candidate]) -> Candidate | None:
    """Return the picture that leads, of the stored ones in their declared order.

    The largest of a sensible shape, or else the largest; of equals the first. None if there are
    only stand-ins and flat pictures.
    """
    usable = [image for image in candidates if not unusable_reason(image)]
    return max(
        usable, key=lambda image: (has_shape(image, SENSIBLE_SHAPE), image.area), default=None
    )


def best_icon(candidates: Iterable[Candidate]) -> Candidate | None:
    """Return the largest picture that is about square, or else the largest; None without any."""
    return max(candidates, key=lambda image: (has_shape(image, SQUARE), image.area), default=None)


def refresh_leads(article_ids: Collection[int]) -> None:
    """Set the leading pictures of articles: what an editor chose, or else the best one."""
    if not article_ids:
        return
    with transaction.atomic():
        articles = Article.objects.filter(pk__in=id_array(article_ids)).order_by("pk")
        locked = articles.select_for_update(no_key=True)
        current = list(locked.values_list("pk", "chosen_image", "lead_image"))
        stored = _stored_images("article", [pk for pk, chosen, _ in current if not chosen])
        wanted = [
            (pk, chosen or _pk(best_image(stored.get(pk, ()))), lead)
            for pk, chosen, lead in current
        ]
        _write_changes(Article, "lead_image", wanted)


def refresh_icons(provider_ids: Collection[int]) -> None:
    """Set the icons of providers."""
    if not provider_ids:
        return
    stored = _stored_images("provider", provider_ids)
    current = Provider.objects.filter(pk__in=id_array(provider_ids)).values_list("pk", "icon")
    wanted = [(pk, _pk(best_icon(stored.get(pk, ()))), icon) for pk, icon in current]
    _write_changes(Provider, "icon", wanted)


def refresh_after_fetches(fetch_ids: Collection[int]) -> None:
    """Do what follows from a batch of fetches: mark stand-ins, set leading pictures and icons."""
    uses = ImageUse.objects.filter(fetch__in=id_array(fetch_ids))
    affected = uses | uses_of_new_stand_ins(fetch_ids)
    owners = list(affected.values_list("article", "provider"))
    refresh_leads({article for article, _ in owners if article})
    refresh_icons({provider for _, provider in owners if provider})


def uses_of_new_stand_ins(fetch_ids: Collection[int]) -> QuerySet[ImageUse]:
    """Mark the stand-ins among the pictures at these addresses; return all uses of the marked."""
    fetched = ImageUse.objects.filter(
        fetch__in=id_array(fetch_ids), fetch__image__isnull=False, article__isnull=False
    )
    marked = mark_stand_ins(set(fetched.values_list("fetch__image", flat=True)))
    return ImageUse.objects.filter(fetch__image__in=id_array(marked))


def _stored_images(owner: str, pks: Collection[int]) -> dict[int, list[Candidate]]:
    """Return the stored images of owners, each in declared order."""
    uses: QuerySet[Any, Any] = ImageUse.objects.filter(**{f"{owner}__in": id_array(pks)})
    rows = uses.filter(fetch__image__isnull=False).order_by(owner, "position")
    found: dict[int, list[Candidate]] = {}
    for pk, *fields in rows.values_list(owner, *CANDIDATE_FIELDS):
        found.setdefault(pk, []).append(Candidate(*fields))
    return found


def _write_changes(
    owner: type[Model], column: str, wanted: Iterable[tuple[int, int | None, int | None]]
) -> None:
    """Write (owner, image now, image before) where they differ; pages show it from now on."""
    changed = [row for row in wanted if row[1] != row[2]]
    if changed:
        update_rows(owner, ("id", column), [row[:2] for row in changed])
        images = {pk for _, *pair in changed for pk in pair if pk}
        StoredImage.objects.filter(pk__in=id_array(images)).update(changed_at=timezone.now())


def _pk(image: Candidate | None) -> int | None:
    return image.pk if image else None
