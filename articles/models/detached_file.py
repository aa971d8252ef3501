"""Files of pictures that no row shows any more."""

from django.db import models
from django.db.models import Q

from articles.models.article import Article
from articles.models.provider import Provider


class DetachedFile(models.Model):
    """The file that an article's or a provider's picture of this address had, and its real size.

    Rows of pictures go when somebody, or a source, takes a picture out; what was fetched or
    lay beside the seed cannot be had again. So when the address comes back, its file is here.
    An article's related coverage counts as its own. The newest row of an address counts.
    """

    article = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.CASCADE, related_name="detached_files"
    )
    provider = models.ForeignKey(
        Provider, null=True, blank=True, on_delete=models.CASCADE, related_name="detached_files"
    )
    url = models.CharField(max_length=2000)
    file = models.FileField(upload_to="images/", max_length=200)
    real_width = models.PositiveIntegerField(null=True, blank=True)
    real_height = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(article__isnull=True) ^ Q(provider__isnull=True),
                name="detached_file_has_one_owner",
            )
        ]

    def __str__(self) -> str:
        return self.url
