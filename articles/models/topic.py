"""Topics of articles."""

from django.db import models

from articles.seeds.limits import LIMITS


class Topic(models.Model):
    """A topic, identified by its name in seeds. Topic files add the parent and the services.

    `merged_into` makes the name another name of that topic, after a merge or a rename: no article
    has this topic then, and imports and editors that use its name mean the other one.

    `edited_fields` are the fields whose values are a person's, and not those of a file.
    """

    name = models.CharField(max_length=LIMITS.name, unique=True)
    slug = models.SlugField(max_length=200, unique=True)
    short_name = models.CharField(max_length=LIMITS.name, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="children"
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    keywords = models.JSONField(default=list, blank=True)
    services = models.JSONField(default=dict, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    edited_fields = models.JSONField(default=list, blank=True, editable=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("id")), name="topic_not_merged_into_itself"
            ),
        ]
        permissions = [("merge_names", "Can rename and merge topics and providers")]

    def __str__(self) -> str:
        return self.name


class ArticleTopic(models.Model):
    """A topic of an article. Position 0 is the root topic; the order matters."""

    article = models.ForeignKey(
        "Article", on_delete=models.CASCADE, related_name="article_topics", db_index=False
    )
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="article_topics")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["article", "topic"], name="article_topic_unique_topic"),
            models.UniqueConstraint(
                fields=["article", "position"], name="article_topic_unique_position"
            ),
        ]

    def __str__(self) -> str:
        return self.topic.name
