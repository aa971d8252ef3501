"""What an import did with one file, or would do."""

from typing import Any

from django.db import models
from django.db.models import Q

from articles.models.article import Article
from articles.models.import_run import ImportRun
from articles.models.seed_file import SeedKind


class ImportOutcome(models.TextChoices):
    """The closed list of outcomes of a file. An import only counts unchanged files.

    Pages call a refused file "rejected"; here `rejected` is only the status of an article.
    """

    CREATED = "created", "New"
    CHANGED = "changed", "Changed"
    CONFLICT = "conflict", "Conflict"
    UNCHANGED = "unchanged", "Unchanged"
    REFUSED = "refused", "Rejected"
    MISSING = "missing", "Missing from its source"


class ImportItemQuerySet(models.QuerySet["ImportItem"]):
    """Items as pages count them.

    An outcome counts articles, and rejected files of any kind. Other organisations and topics
    are counted together, whatever became of them.
    """

    def with_outcome(self, outcome: str) -> "ImportItemQuerySet":
        items = self.filter(outcome=outcome)
        is_refused = outcome == ImportOutcome.REFUSED
        return items if is_refused else items.filter(kind=SeedKind.ARTICLE)

    def metadata(self) -> "ImportItemQuerySet":
        """Return the organisations and topics that were not rejected."""
        return self.exclude(kind=SeedKind.ARTICLE).exclude(outcome=ImportOutcome.REFUSED)


class ImportItem(models.Model):
    """A file's outcome in a run, with what is needed to explain it and to undo it.

    `fields` names the value fields taken from the file. `problems` lists errors and warnings as
    {line, field, message}, and `text` if the line is shown. `seed_before` is the seed file's row
    as it was ({path, digest, content, base}, bytes in base64), null where the file was new.
    `version` is the article's after the item, in a preview before it; null where no article is
    touched.

    An undone item keeps the `title` of the article that was deleted. Otherwise only a preview has
    `title`, and only a preview has `quality`, `is_excluded` (the file is not imported) and `diff`:
    the value fields that differ, as {"ours": {...}, "theirs": {...}} and, for conflicts, what the
    source said before as "base". Of a new article "theirs" has the main values.
    """

    run = models.ForeignKey(
        ImportRun, on_delete=models.CASCADE, related_name="items", db_index=False
    )
    article = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.SET_NULL, related_name="import_items"
    )
    path = models.CharField(max_length=1000)
    kind = models.CharField(
        max_length=12,
        choices=SeedKind.choices,
        default=SeedKind.ARTICLE,
        db_default=SeedKind.ARTICLE.value,
    )
    outcome = models.CharField(max_length=10, choices=ImportOutcome.choices)
    fields: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    problems: "models.JSONField[list[Any], list[Any]]" = models.JSONField(default=list)
    seed_before: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    version = models.PositiveIntegerField(null=True)
    undone = models.BooleanField(default=False)
    undo_skipped_reason = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=300, blank=True, db_default="")
    quality = models.PositiveIntegerField(null=True)
    diff: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    is_excluded = models.BooleanField(default=False, db_default=False)

    objects = ImportItemQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=ImportOutcome.values), name="import_outcome_known"
            ),
        ]
        indexes = [
            models.Index(fields=["run", "path"], name="import_item_by_path"),
            models.Index(fields=["run", "outcome", "id"], name="import_item_by_outcome"),
            models.Index(
                fields=["run"],
                name="import_item_metadata",
                condition=~Q(kind=SeedKind.ARTICLE.value),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.path}: {self.get_outcome_display()}"
