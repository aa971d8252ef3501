"""All forms of an article's page as one: its fields, its pictures, its related coverage.

article_values -> ArticleFormGroup -> page -> ArticleFormGroup -> values -> workflow.edit
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField
from django.utils.datastructures import MultiValueDict

from articles.admin.articles.find_article import FindArticleForm
from articles.admin.articles.forms import (
    GROUPS,
    ArticleForm,
    ImageForm,
    NewArticleForm,
    RelatedForm,
)
from articles.admin.articles.item_formset import ItemFormSet, ItemKind, requested_range
from articles.content.seed_limits import limits_in_force
from articles.desk.new_names import NewName, missing_from, new_names
from articles.models import Article, User
from articles.stories.hash_keys import url_hash
from articles.workflow.edit import SCORES

LIMITS = limits_in_force()

CONFIRMS_ADDRESS = "create_same_address"
Data = MultiValueDict[str, str] | None
IMAGES = ItemKind("images", ImageForm, LIMITS.images)
RELATED = ItemKind("related", RelatedForm, LIMITS.related)
ITEM_KINDS = {kind.name: kind for kind in (IMAGES, RELATED)}


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """A group with its bound fields, line by line."""

    name: str
    lines: list[list[BoundField]]
    is_folded: bool

    @property
    def is_open(self) -> bool:
        """Whether a group is shown open: a folded one has a value or an error."""
        fields = [field for line in self.lines for field in line]
        return not self.is_folded or any(field.value() or field.errors for field in fields)


class ArticleFormGroup:
    """The forms over all value fields, unbound with `values` or bound to `data`.

    `shown` maps a kind of items to the indexes of those that need forms; by default a short list
    has all its forms. `whole` names the kinds whose forms are the complete list.
    Without `asks_about_names` new topics and providers need no confirmation.
    """

    form_class: type[ArticleForm] = ArticleForm

    def __init__(
        self,
        user: User,
        *,
        data: Data = None,
        values: Mapping[str, Any],
        version: int,
        shown: Mapping[str, range] | None = None,
        whole: Collection[str] = (),
        asks_about_names: bool = True,
    ) -> None:
        self._user, self._asks = user, asks_about_names
        self._values = values
        self._data = data
        self.new_names: list[NewName] = []
        initial = {**values, "version": version}
        self.form = self.form_class(data, initial=initial)
        if not user.has_perm("articles.publish_article"):
            self._lock_scores()
        self.finder = FindArticleForm(data)
        self.images, self.related = (
            _formset(kind, values[kind.name], data, shown or {}, whole)
            for kind in ITEM_KINDS.values()
        )

    def _lock_scores(self) -> None:
        """Rules publish by the scores: only those who may publish change them."""
        for name in SCORES:
            self.form.fields[name].disabled = True
            self.form.fields[name].help_text = "Only editors can change the score."

    @property
    def formsets(self) -> list[ItemFormSet]:
        return [self.images, self.related]

    @property
    def groups(self) -> list[FieldGroup]:
        """The fields of the form in the groups of the page."""
        return [
            FieldGroup(
                group.name,
                [[self.form[name] for name in line] for line in group.lines],
                group.is_folded,
            )
            for group in GROUPS
        ]

    def is_valid(self) -> bool:
        """Validate all forms. New topics and providers need a permission and a confirmation."""
        # A set, as each form must be validated to show its errors.
        forms: list[Any] = [self.form, self.finder, *self.formsets]
        if {form.is_valid() for form in forms} != {True}:
            return False
        values = self.cleaned_values()
        if len(values["related"]) > RELATED.max_items:
            self.finder.add_error("find_related", f"At most {RELATED.max_items} links.")
        self._check_names("topics", "topic", values["topics"])
        self._check_names("provider", "provider", [values["provider"]])
        self._check_names(None, "provider", [link["provider"] for link in values["related"]])
        return self.form.is_valid() and self.finder.is_valid()

    def cleaned_values(self) -> dict[str, Any]:
        """Return all value fields of valid forms."""
        values = {**self._values, **self.form.values(self._values)}
        values |= {formset.prefix: formset.cleaned_items() for formset in self.formsets}
        return values | {"related": [*values["related"], *self.finder.links()]}

    def changed(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return those values that differ from what the forms were opened with."""
        return {name: value for name, value in values.items() if value != self._values[name]}

    @property
    def error_count(self) -> int:
        errors = len(self.form.errors) + len(self.finder.errors)
        return errors + sum(formset.error_count for formset in self.formsets)

    def set_read_only(self) -> None:
        for name, field in self.form.fields.items():
            field.disabled = name != "version"  # actions need it
        self.finder.fields["find_related"].disabled = True
        for formset in self.formsets:
            formset.set_read_only()

    def _check_names(self, field: str | None, kind: str, names: list[str]) -> None:
        """Add errors for new names that the user may not add, or has not confirmed."""
        if self._user.has_perm(f"articles.add_{kind}"):
            found = new_names(kind, names, self._data)
            self.new_names += [each for each in found if each not in self.new_names]
            for new in found:
                if self._asks and not new.is_confirmed:
                    self.form.add_error(field, new.question)
        elif missing := sorted(missing_from(kind, filter(None, names))):
            message = f"There is no {kind} {', '.join(missing)}, and your role cannot add one."
            self.form.add_error(field, message)


class NewArticleFormGroup(ArticleFormGroup):
    """The forms of a new article; `same_address` is an article that has its address already."""

    form_class = NewArticleForm
    same_address: Article | None = None

    def is_valid(self) -> bool:
        """Validate all forms. A second article with an address needs a confirmation."""
        if not super().is_valid():
            return False
        values = self.cleaned_values()
        key = url_hash(values["web_url"] or values["original_url"])
        found = Article.objects.filter(url_hash=key).order_by("-pk").first() if key else None
        self.same_address = found
        if found and self._data and CONFIRMS_ADDRESS not in self._data:
            self.form.add_error(None, "An article with this address is on the desk already.")
        return self.form.is_valid()


def _formset(
    kind: ItemKind,
    items: Sequence[dict[str, Any]],
    data: Data,
    shown: Mapping[str, range],
    whole: Collection[str],
) -> ItemFormSet:
    is_whole = kind.name in whole
    indexes = range(len(items)) if is_whole else shown.get(kind.name, requested_range(len(items)))
    return ItemFormSet(kind, items, data=data, shown=indexes, is_whole=is_whole)
