"""An article's forms as one: its fields, its pictures, its related coverage.

article_values -> Editor -> the page -> Editor -> values -> workflow.editing.edit
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField
from django.utils.datastructures import MultiValueDict

from articles.admin.articles.forms import ArticleForm, Group, ImageForm, RelatedForm, WritingForm
from articles.admin.articles.item_formset import ItemRows, Kind, asked_for
from articles.content.seed_limits import limits_in_force
from articles.models import Provider, Topic, User
from articles.workflow.edit import SCORES

LIMITS = limits_in_force()

Data = MultiValueDict[str, str] | None
IMAGES = Kind("images", ImageForm, LIMITS.images)
RELATED = Kind("related", RelatedForm, LIMITS.related)
KINDS = {kind.name: kind for kind in (IMAGES, RELATED)}


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """A group with its bound fields, line by line."""

    name: str
    lines: list[list[BoundField]]
    is_folded: bool

    @property
    def is_open(self) -> bool:
        """A folded group with something in it, or wrong with it, is shown open."""
        fields = [field for line in self.lines for field in line]
        return not self.is_folded or any(field.value() or field.errors for field in fields)


class Editor:
    """The forms over all value fields, unbound with `values` or bound to what was sent.

    `shown` says of which pictures and links the forms are wanted, by their places; of a short
    list all are. `whole` names those lists whose forms are all that there is.
    """

    form_class: type[ArticleForm] = ArticleForm

    def __init__(
        self,
        user: User,
        *,
        data: Data = None,
        values: Mapping[str, Any],
        version: int,
        reason: str = "",
        shown: Mapping[str, range] | None = None,
        whole: Collection[str] = (),
    ) -> None:
        self._user = user
        self._values = values
        initial = {**values, "version": version, "reason": reason}
        self.form = self.form_class(data, initial=initial)
        if not user.has_perm("articles.publish_article"):
            self._lock_scores()
        self.images, self.related = (
            _rows(kind, values[kind.name], data, shown or {}, whole) for kind in KINDS.values()
        )

    def _lock_scores(self) -> None:
        """Rules publish by the scores: only those who may publish change them."""
        for name in SCORES:
            self.form.fields[name].disabled = True
            self.form.fields[name].help_text = "Only editors can change the score."

    @property
    def rows(self) -> list[ItemRows]:
        return [self.images, self.related]

    def is_valid(self) -> bool:
        """Check all forms, also that a person without the right makes no new names."""
        # each one shows its errors
        are_valid = {self.form.is_valid(), *(rows.is_valid() for rows in self.rows)}
        return are_valid == {True} and self._names_are_known()

    def taken(self) -> dict[str, Any]:
        """Return all value fields of valid forms."""
        values = self.form.values(self._values)
        values |= {rows.prefix: rows.taken() for rows in self.rows}
        return values

    def changed(self, taken: Mapping[str, Any]) -> dict[str, Any]:
        """Return those of the values that differ from what the forms were opened with."""
        return {name: value for name, value in taken.items() if value != self._values[name]}

    def groups(self, groups: Iterable[Group]) -> list[FieldGroup]:
        """Return the fields of the form in groups, as the page shows them."""
        return [
            FieldGroup(
                group.name,
                [[self.form[name] for name in line] for line in group.lines],
                group.is_folded,
            )
            for group in groups
        ]

    @property
    def fault_count(self) -> int:
        """How many fields cannot be taken as they are."""
        return len(self.form.errors) + sum(rows.fault_count for rows in self.rows)

    def look_only(self) -> "Editor":
        """Show everything, let nothing be typed."""
        for field in self.form.fields.values():
            field.disabled = True
        for rows in self.rows:
            rows.look_only()
        return self

    def _names_are_known(self) -> bool:
        """Whoever types a new topic or domain makes it, which takes the right to."""
        taken = self.taken()
        self._refuse("topics", Topic, "name", taken["topics"])
        self._refuse("provider", Provider, "domain", [taken["provider"]])
        self._refuse(None, Provider, "domain", [link["provider"] for link in taken["related"]])
        return self.form.is_valid()

    def _refuse(self, field: str | None, noun: Any, key: str, names: list[str]) -> None:
        if self._user.has_perm(f"articles.add_{noun._meta.model_name}"):
            return
        known = noun.objects.filter(**{f"{key}__in": names}).values_list(key, flat=True)
        missing = sorted({name for name in names if name} - set(known))
        if missing:
            kind = noun._meta.verbose_name
            message = f"There is no {kind} {', '.join(missing)}, and your role makes no new ones."
            self.form.add_error(field, message)


def _rows(
    kind: Kind,
    items: Sequence[dict[str, Any]],
    data: Data,
    shown: Mapping[str, range],
    whole: Collection[str],
) -> ItemRows:
    is_whole = kind.name in whole
    places = range(len(items)) if is_whole else shown.get(kind.name, asked_for(len(items)))
    return ItemRows(kind, items, data=data, shown=places, is_whole=is_whole)


class Writer(Editor):
    """The forms of an article that is written here."""

    form_class = WritingForm
