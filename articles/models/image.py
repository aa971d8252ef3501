"""Images of articles, related links and providers."""

from django.db import models
from django.db.models import Q

from articles.models.article import Article
from articles.models.provider import Provider
from articles.models.related_link import RelatedLink
from articles.seeds.limits import LIMITS

_NO_OWNERS = {"article__isnull": True, "link__isnull": True, "provider__isnull": True}


def _owned_by(owner: str) -> Q:
    return Q(**(_NO_OWNERS | {f"{owner}__isnull": False}))


def _one_a_position(owner: str) -> models.UniqueConstraint:
    """Return a partial unique constraint: most images belong to links and need no other entry."""
    return models.UniqueConstraint(
        fields=[owner, "position"],
        condition=Q(**{f"{owner}__isnull": False}),
        name=f"image_unique_{owner}_position",
    )


class Image(models.Model):
    """An image of its owner: its declared size, and the real one if the file is stored.

    `url` is the address as the seed gives it: absolute, or relative to the seed's folder.
    Sizes are pixels.
    """

    article = models.ForeignKey(
        Article,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="images",
        db_index=False,
    )
    link = models.ForeignKey(
        RelatedLink,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="images",
        db_index=False,
    )
    provider = models.ForeignKey(
        Provider,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="images",
        db_index=False,
    )
    position = models.PositiveSmallIntegerField(default=0)
    url = models.CharField(max_length=LIMITS.address)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    title = models.CharField(max_length=LIMITS.title, blank=True)
    is_cached = models.BooleanField(null=True, blank=True)

    file = models.FileField(upload_to="images/", blank=True, max_length=200)
    real_width = models.PositiveIntegerField(null=True, blank=True, editable=False)
    real_height = models.PositiveIntegerField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=_owned_by("article") | _owned_by("link") | _owned_by("provider"),
                name="image_has_one_owner",
            ),
            *(_one_a_position(owner) for owner in ("article", "link", "provider")),
        ]

    def __str__(self) -> str:
        return self.title or self.url

    @property
    def address(self) -> str:
        """The address for a browser, or "" if the image cannot be shown."""
        if self.file:
            return self.file.url
        return self.url if self.url.startswith(("http://", "https://")) else ""
