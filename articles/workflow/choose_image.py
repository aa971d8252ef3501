"""Choose the picture of an article, and describe a picture: its text, credit and focal point.

What describes a picture belongs to the stored image, which several articles may show. It is
changed from the page of an article and recorded in the history of that article.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.db.retry import retry_on_deadlock
from articles.models import Article, Event, Status, StoredImage, Verb
from articles.workflow.actions import BY_KEY
from articles.workflow.actors import Actor
from articles.workflow.apply import Change, apply_change
from articles.workflow.errors import NotPossible
from articles.workflow.events import EventContext
from articles.workflow.locking import lock_current
from articles.workflow.permissions import require_permission

DETAILS = ("alt_text", "credit", "focal_x", "focal_y")
"""What a person can say about a stored image."""
Values = Mapping[str, Any]


@retry_on_deadlock
def choose_image(
    article: Article,
    image: StoredImage | None,
    *,
    by: Actor,
    reason: str = "",
    now: datetime | None = None,
) -> Event | None:
    """Let this picture lead the article, or with None the best of its own; None if it does already.

    Raises Stale if `article` is not current any more, NotPossible if the picture was deleted, or
    NotAllowed.
    """
    _require_permission(article, by)
    with transaction.atomic():
        lock_current(article)
        if article.chosen_image_id == (image.pk if image else None):
            return None
        change = _choice(article, image, reason=reason)
        return apply_change(change, EventContext(Verb.PICTURE_CHANGED, by, now or timezone.now()))


@retry_on_deadlock
def describe_image(
    article: Article,
    image: StoredImage,
    values: Values,
    *,
    by: Actor,
    reason: str = "",
    now: datetime | None = None,
) -> Event | None:
    """Change DETAILS of the picture that leads the article; None if none differs.

    Raises Stale if `article` is not current any more, NotPossible if another picture leads it now,
    or NotAllowed.
    """
    _require_permission(article, by)
    with transaction.atomic():
        lock_current(article)
        article.refresh_from_db(fields=["lead_image"])
        stored = StoredImage.objects.select_for_update().filter(pk=image.pk).first()
        if stored is None or article.lead_image_id != stored.pk:
            raise NotPossible(f"“{article}” has another picture now. Look at it and save again.")
        require_permission(by, describe_permission(stored))
        changes = {name: value for name, value in values.items() if getattr(stored, name) != value}
        if not changes:
            return None
        change = _description(article, stored, changes, reason=reason)
        return apply_change(change, EventContext(Verb.PICTURE_CHANGED, by, now or timezone.now()))


def plan_image_undo(
    event: Event, article: Article, images: Mapping[int, StoredImage], *, by: Actor, reason: str
) -> Change:
    """Return the change that undoes an event of this module.

    `images` are those of `images_in`. Raises NotPossible if the picture is gone, or if it was
    described differently since, from the page of another article; or NotAllowed.
    """
    if "chosen_image" in event.before:
        chosen = event.before["chosen_image"]
        image = images.get(chosen["id"]) if chosen else None
        if chosen and image is None:
            raise NotPossible(f"The earlier picture of “{article}” was deleted.")
        return _choice(article, image, reason=reason, undoes=event.pk)
    image = images.get(event.before["image"])
    if image is None:
        raise NotPossible(f"The picture of “{article}” was deleted.")
    require_permission(by, describe_permission(image))
    before = {name: value for name, value in event.before.items() if name in DETAILS}
    if any(getattr(image, name) != event.after[name] for name in before):
        raise NotPossible("The picture was changed since, from another article that shows it.")
    return _description(article, image, before, reason=reason, undoes=event.pk)


def images_in(events: "list[Event]") -> dict[int, StoredImage]:
    """Return the stored images that `plan_image_undo` needs for these events, by primary key."""
    befores = [event.before for event in events if event.verb == Verb.PICTURE_CHANGED]
    chosen = [before["chosen_image"]["id"] for before in befores if before.get("chosen_image")]
    described = [before["image"] for before in befores if "image" in before]
    return StoredImage.objects.in_bulk([*chosen, *described]) if befores else {}


def describe_permission(image: StoredImage) -> str:
    """Return the permission to describe a picture: readers see it on all articles that it leads."""
    is_out = image.leads.exclude(status=Status.DRAFT).exists()
    return "publish_article" if is_out else "change_article"


def _require_permission(article: Article, by: Actor) -> None:
    require_permission(by, BY_KEY["choose_image"].permission_for(article.status))


def _choice(article: Article, image: StoredImage | None, **more: Any) -> Change:
    """Return the change of choice, with the picture locked: a sweep must not delete it."""
    rows = StoredImage.objects.select_for_update(no_key=True)
    if image and rows.filter(pk=image.pk).first() is None:
        raise NotPossible("This picture was deleted. Choose another one.")
    return Change(
        article,
        {"chosen_image": _reference(article.chosen_image)},
        {"chosen_image": _reference(image)},
        columns={"chosen_image": image},
        **more,
    )


def _description(article: Article, image: StoredImage, values: Values, **more: Any) -> Change:
    before = {name: getattr(image, name) for name in values}
    return Change(
        article,
        {"image": image.pk, **before},
        {"image": image.pk, **values},
        image_values={image.pk: values},
        **more,
    )


def _reference(image: StoredImage | None) -> dict[str, Any] | None:
    """Return an image as an event stores it: its key, and a name that remains without it."""
    return {"id": image.pk, "name": str(image)} if image else None
