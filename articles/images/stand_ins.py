"""Find stand-ins: pictures that a provider shows with many articles, such as its logo.

Each batch of fetched pictures is compared with those that share a quarter of its perceptual hash:
of two hashes that differ in 3 bits at least one of four quarters is equal. So the work for a
picture does not grow with the number of pictures.
"""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Q

from articles.db.arrays import id_array
from articles.models import DHASH_QUARTERS, ImageUse, StoredImage

MANY_ITEMS = 10
"""A picture with so many items of one provider belongs to none of them."""
ALIKE = 3
"""The bits in which the perceptual hashes of pictures that look alike may differ."""
_64_BITS = 2**64 - 1
"""Hashes are signed, and Python counts the bits of the absolute value of a negative number."""
FLAT = 2.0
"""Pillow's entropy, in bits, under which a picture shows nothing: one colour, or a few lines.

Such a picture never leads. Their hashes are all alike, so they are not compared.
"""


def mark_stand_ins(image_ids: Collection[int]) -> set[int]:
    """Mark the stand-ins among pictures that were fetched; return all that were marked now.

    A picture that looks like a stand-in is one, too.
    """
    columns = ("pk", "dhash", "is_stand_in", *DHASH_QUARTERS)
    images = StoredImage.objects.filter(is_stand_in=False, entropy__gte=FLAT)
    fetched = list(images.filter(pk__in=id_array(image_ids)).values_list(*columns))
    if not fetched:
        return set()
    shared = Q()
    for name, values in zip(DHASH_QUARTERS, list(zip(*fetched, strict=True))[3:], strict=True):
        shared |= Q(**{f"{name}__in": set(values)})
    others = StoredImage.objects.filter(shared, entropy__gte=FLAT)
    candidates = list(others.values_list("pk", "dhash", "is_stand_in"))
    groups = {
        pk: [
            (other, is_stand_in)
            for other, look, is_stand_in in candidates
            if ((dhash ^ look) & _64_BITS).bit_count() <= ALIKE
        ]
        for pk, dhash, *_ in fetched
    }
    items = _items_by_image(
        {other for group in groups.values() for other, known in group if not known}
    )
    marked: set[int] = set()
    for group in groups.values():
        unmarked = {other for other, is_stand_in in group if not is_stand_in}
        if len(unmarked) < len(group) or _has_many_items(unmarked, items):
            marked |= unmarked
    StoredImage.objects.filter(pk__in=id_array(marked)).update(is_stand_in=True)
    return marked


def _items_by_image(images: Collection[int]) -> dict[int, list[tuple[int, int]]]:
    """Return (provider, article) of the items that declare each picture."""
    uses = ImageUse.objects.filter(
        fetch__image__in=id_array(images), article__provider__isnull=False
    )
    found = defaultdict(list)
    for image, *item in uses.values_list("fetch__image", "article__provider", "article"):
        found[image].append((item[0], item[1]))
    return found


def _has_many_items(images: Collection[int], items: dict[int, list[tuple[int, int]]]) -> bool:
    articles = defaultdict(set)
    for image in images:
        for provider, article in items.get(image, ()):
            articles[provider].add(article)
    return any(len(each) >= MANY_ITEMS for each in articles.values())
