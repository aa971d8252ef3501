"""The forms of an article's value fields, of a picture, and of a related link.

A value that comes back as the browser got it is not changed: browsers change line ends, drop line
breaks from one-line fields and know no fractions of a second, and none of that is an edit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError

from articles.admin.base.fields import (
    AddressField,
    DomainField,
    LinesField,
    MomentField,
    TextField,
    as_shown,
)
from articles.content.seed_limits import limits_in_force
from articles.listing.filter_form import suggesting

LIMITS = limits_in_force()

SALT = "articles.admin.articles.forms"


@dataclass(frozen=True, slots=True)
class Group:
    """A group of fields, in lines. A folded group is open if one of its fields has a value."""

    name: str
    lines: tuple[tuple[str, ...], ...]
    is_folded: bool = False


GROUPS = (
    Group("Content", (("title",), ("excerpt",))),
    Group(
        "Source",
        (("provider", "published_at"), ("web_url",), ("original_url",)),
    ),
    Group("Classification", (("topics", "type", "category"),)),
    Group("Score", (("quality", "heat"),)),
    Group("Body text", (("body",), ("featured_content",)), is_folded=True),
    Group("AMP addresses", (("amp_url",), ("cdn_amp_url",)), is_folded=True),
)
"""The fields on the page. A field of the form that is in no group is neither shown nor saved."""


class ValueForm(forms.Form):
    """A form over value fields. `autocomplete` maps fields to what their controls suggest."""

    autocomplete: Mapping[str, str] = {}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})
        for name, kind in self.autocomplete.items():
            attributes = suggesting(kind, f"suggested-{kind}") | {"autocomplete": "off"}
            self.fields[name].widget.attrs |= attributes

    def cleaned_value(self, name: str, before: Any) -> Any:
        """Return the cleaned value of a field, or `before` if a browser shows both alike."""
        field, value = self.fields[name], self.cleaned_data[name]
        return before if as_shown(field, value) == as_shown(field, before) else value


class ArticleForm(ValueForm):
    """All value fields except pictures and related coverage, which have their own forms."""

    autocomplete = {"provider": "provider", "type": "type"}

    title = TextField(max_length=LIMITS.title, required=True)
    excerpt = TextField(max_length=LIMITS.excerpt, lines=4)
    published_at = MomentField(help_text="When the provider published it.")
    provider = DomainField(help_text="Its domain, such as example.org.")
    topics = LinesField(
        max_items=LIMITS.topics, help_text="One per line. The first is the root topic."
    )
    type = TextField(max_length=LIMITS.type, help_text="Such as article or video.")
    category = TextField(max_length=LIMITS.category)
    web_url = AddressField(label="Web address")
    original_url = AddressField(label="Original address", help_text="If it was republished.")
    amp_url = AddressField(label="AMP address")
    cdn_amp_url = AddressField(label="AMP address at the CDN")
    quality = forms.IntegerField(
        required=False, min_value=LIMITS.quality[0], max_value=LIMITS.quality[1]
    )
    heat = forms.IntegerField(required=False, min_value=LIMITS.heat[0], max_value=LIMITS.heat[1])
    body = TextField(max_length=LIMITS.text, lines=6, help_text="Markdown.")
    featured_content = TextField(
        max_length=LIMITS.text, lines=2, label="Embed", help_text="A video or other HTML."
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def values(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of the fields in GROUPS, of a form that was opened with `before`."""
        names = [name for group in GROUPS for line in group.lines for name in line]
        return {name: self.cleaned_value(name, before[name]) for name in names}


def control_text(name: str, value: Any) -> str:
    """Return the text in the control of a field of `ArticleForm` for a value."""
    field = ArticleForm.base_fields[name]
    text = field.widget.format_value(field.prepare_value(value))
    return "" if text is None else str(text)


class NewArticleForm(ArticleForm):
    """The form of a new article."""

    source = TextField(
        max_length=100,
        required=True,
        initial="default",
        help_text="The set of seed files it joins.",
    )


class ItemForm(ValueForm):
    """A picture or a related link; `number` is its place in the list, from 1, None for a new one.

    `opened` carries the item that the form was opened with, signed, so that what the form does
    not show is kept.
    """

    opened = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, number: int | None = None, **options: Any) -> None:
        if item := options.get("initial"):
            opened = signing.dumps(item, salt=SALT, compress=True)
            options["initial"] = {**item, "opened": opened}
        self._is_new = number is None
        super().__init__(
            *args, empty_permitted=self._is_new, use_required_attribute=False, **options
        )
        self.fields["ORDER"] = forms.IntegerField(label="Order", required=False, initial=number)
        self.fields["DELETE"] = forms.BooleanField(label="Delete", required=False)

    @cached_property
    def changed_data(self) -> list[str]:
        """Ignore the number of a new item, so that an otherwise empty one counts as empty."""
        changed = super().changed_data
        return [name for name in changed if not self._is_new or name != "ORDER"]

    @property
    def is_empty(self) -> bool:
        """Whether this is a new item without any input."""
        return self._is_new and not self.has_changed()

    @property
    def is_deleted(self) -> bool:
        """Whether the item is marked for deletion; then it is not validated."""
        return bool(self["DELETE"].data)

    @property
    def heading(self) -> str:
        """The title of the item, "" for an empty one."""
        return str(self["title"].value() or "")

    @property
    def note(self) -> str:
        """More about the item, after its heading."""
        return ""

    def item(self) -> dict[str, Any]:
        """Return the item of the value field."""
        raise NotImplementedError  # each kind has its own fields

    def clean_opened(self) -> dict[str, Any]:
        text = self.cleaned_data["opened"]
        try:
            item: dict[str, Any] = signing.loads(text, salt=SALT) if text else {}
        except signing.BadSignature as error:
            raise ValidationError("This item does not belong to the page. Reload it.") from error
        return item


class ImageForm(ItemForm):
    """A picture of an article."""

    url = AddressField(relative=True, required=True, label="Address")
    title = TextField(max_length=LIMITS.title)
    width = forms.IntegerField(required=False, min_value=0, max_value=LIMITS.pixels)
    height = forms.IntegerField(required=False, min_value=0, max_value=LIMITS.pixels)

    @property
    def heading(self) -> str:
        return super().heading or str(self["url"].value() or "")

    def item(self) -> dict[str, Any]:
        """Return the picture as an item of the value field `images`."""
        before: dict[str, Any] = _EMPTY_IMAGE | self.cleaned_data["opened"]
        shown = ("url", "title", "width", "height")
        return before | {name: self.cleaned_value(name, before[name]) for name in shown}


class RelatedForm(ItemForm):
    """A related link of an article; its AMP addresses and pictures are kept."""

    autocomplete = {"provider": "provider", "type": "type"}

    title = TextField(max_length=LIMITS.title, required=True)
    provider = DomainField()
    published_at = MomentField(required=False)
    quality = forms.IntegerField(
        required=False, min_value=LIMITS.quality[0], max_value=LIMITS.quality[1]
    )
    web_url = AddressField(label="Web address")
    type = TextField(max_length=LIMITS.type)
    excerpt = TextField(max_length=LIMITS.excerpt, lines=2)

    @property
    def note(self) -> str:
        parts = (self["quality"].value(), self["provider"].value())
        return ", ".join(str(part) for part in parts if part not in {None, ""})

    def item(self) -> dict[str, Any]:
        """Return the link as an item of the value field `related`."""
        before: dict[str, Any] = _EMPTY_LINK | self.cleaned_data["opened"]
        shown = ("title", "provider", "published_at", "quality", "web_url", "type", "excerpt")
        return before | {name: self.cleaned_value(name, before[name]) for name in shown}


_EMPTY_IMAGE = {"url": "", "width": None, "height": None, "title": "", "is_cached": None}
_EMPTY_LINK: dict[str, Any] = {
    "title": "",
    "excerpt": "",
    "web_url": "",
    "amp_url": "",
    "cdn_amp_url": "",
    "type": "",
    "published_at": None,
    "provider": "",
    "quality": None,
    "images": [],
}
