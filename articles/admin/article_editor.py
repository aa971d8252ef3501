"""An article's forms as one: its fields, its pictures, its related coverage.

article_values -> Editor -> the page -> Editor -> values -> workflow.editing.edit
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from articles.models import Article, Event, Provider, Topic, User
from articles.models.limits import limits_in_force
from articles.models.values import article_values
from articles.workflow.editing import values_at

from .article_form import ArticleForm, ImageForm, ItemForm, RelatedForm
from .words import in_words, label

LIMITS = limits_in_force()

Data = MultiValueDict[str, str] | None


def _formset(form: type[ItemForm], most: int) -> Any:
    return forms.formset_factory(
        form, extra=1, can_order=True, can_delete=True, max_num=most, validate_max=True
    )


ImageForms = _formset(ImageForm, LIMITS.images)
RelatedForms = _formset(RelatedForm, LIMITS.related)


class Editor:
    """The forms over all value fields, unbound with `values` or bound to what was sent."""

    form_class: type[ArticleForm] = ArticleForm

    def __init__(
        self, user: User, *, data: Data = None, values: Mapping[str, Any], version: int
    ) -> None:
        self._user = user
        self._values = values
        self.form = self.form_class(data, initial={**values, "version": version})
        # A bound row brings along, signed, what it was opened with.
        images, related = (
            (None, None) if data is not None else (values["images"], values["related"])
        )
        self.images = ImageForms(data, initial=images, prefix="images")
        self.related = RelatedForms(data, initial=related, prefix="related")

    @property
    def formsets(self) -> list[Any]:
        return [self.images, self.related]

    def is_valid(self) -> bool:
        """Check all forms, also that a person without the right makes no new names."""
        parts = [self.form, *self.formsets]
        are_valid = {part.is_valid() for part in parts}  # each one shows its errors
        return are_valid == {True} and self._names_are_known()

    def taken(self) -> dict[str, Any]:
        """Return all value fields of valid forms."""
        values = self.form.values(self._values)
        values["images"] = [form.item() for form in self.images.ordered_forms]
        values["related"] = [form.item() for form in self.related.ordered_forms]
        return values

    def changes(self) -> dict[str, Any]:
        """Return the value fields that the person changed."""
        taken = self.taken()
        return {name: value for name, value in taken.items() if value != self._values[name]}

    def look_only(self) -> "Editor":
        """Show everything, let nothing be typed."""
        for form in (self.form, *self.images, *self.related):
            for field in form.fields.values():
                field.disabled = True
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


@dataclass(frozen=True, slots=True)
class Clash:
    """What became of an article while somebody had it open: the events since, and the fields of
    both sides as (label, lines at the opening, of yours, of theirs); yours is None where you
    left the field alone."""

    events: list[Event]
    fields: list[tuple[str, list[str], list[str] | None, list[str]]]


def opened_values(article: Article, version: int) -> dict[str, Any]:
    """Return the value fields at the version that a form was opened with."""
    if version >= article.version:
        return article_values(article)
    return values_at(article, version)


def clash(article: Article, version: int, mine: Mapping[str, Any]) -> Clash:
    """Hold what a person changed since `version` against what others did meanwhile."""
    base, theirs = opened_values(article, version), article_values(article)
    names = [name for name in base if name in mine or base[name] != theirs[name]]
    events = article.events.filter(version__gt=version).select_related("actor")
    return Clash(
        list(events),
        [
            (
                label(name),
                in_words(base[name]),
                in_words(mine[name]) if name in mine else None,
                in_words(theirs[name]),
            )
            for name in names
        ],
    )
