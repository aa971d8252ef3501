"""Stored files of images that were removed."""

from django.db import models
from django.db.models import Q

from articles.models.article import Article
from articles.models.provider import Provider
from articles.seeds.limits import LIMITS


class DetachedFile(models.Model):
    """The file and real size of an image that its article or provider had at this address.

    Removing an image deletes its row; its file may be impossible to fetch again. If the address
    returns, the image gets this file. Images of related links belong to their article here. The
    newest row of an address counts.
    """

    article = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.CASCADE, related_name="detached_files"
    )
    provider = models.ForeignKey(
        Provider, null=True, blank=True, on_delete=models.CASCADE, related_name="detached_files"
    )
    url = models.CharField(max_length=LIMITS.address)
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
