"""The form of an article's value fields, of one picture, and of one related link.

What the browser gives back as it got it stays exactly as it was: a browser changes line ends,
drops line breaks from one-line fields and knows no fractions of a second, and none of that is
an edit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError

from articles.admin.articles.filter_form import suggesting
from articles.admin.base.fields import (
    AddressField,
    DomainField,
    LinesField,
    MomentField,
    TextField,
    as_shown,
)
from articles.content.seed_limits import limits_in_force
from articles.models.value_fields import COLUMN_FIELDS

LIMITS = limits_in_force()

SALT = "articles.admin.articles.forms"


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that an editor thinks of together, in lines. A folded group opens when it holds
    something."""

    name: str
    lines: tuple[tuple[str, ...], ...]
    is_folded: bool = False


GROUPS = (
    Group("What it says", (("title",), ("excerpt",))),
    Group(
        "Where it comes from",
        (("provider", "published_at"), ("web_url",), ("original_url",)),
    ),
    Group("What it is about", (("topics", "type", "category"),)),
    Group("How the machine scored it", (("quality", "heat"),)),
    Group("A text of its own", (("body",), ("featured_content",)), is_folded=True),
    Group("Its AMP pages", (("amp_url",), ("cdn_amp_url",)), is_folded=True),
)


class ValueForm(forms.Form):
    """A form over value fields. `suggests` names what the controls of fields suggest."""

    suggests: Mapping[str, str] = {}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})
        for name, kind in self.suggests.items():
            attributes = suggesting(kind, f"suggested-{kind}") | {"autocomplete": "off"}
            self.fields[name].widget.attrs |= attributes

    def taken(self, name: str, before: Any) -> Any:
        """Return the cleaned value of a field, or `before` where a browser shows them alike."""
        field, value = self.fields[name], self.cleaned_data[name]
        return before if as_shown(field, value) == as_shown(field, before) else value


class ArticleForm(ValueForm):
    """All value fields but pictures and related coverage, which are forms of their own."""

    suggests = {"provider": "provider", "type": "type"}

    title = TextField(max_length=LIMITS.title, required=True)
    excerpt = TextField(max_length=LIMITS.excerpt, lines=4)
    published_at = MomentField(help_text="When the provider published it.")
    provider = DomainField(help_text="Its domain, such as example.org.")
    topics = LinesField(
        max_items=LIMITS.topics,
        help_text="One a line. The first is the root topic; the order counts.",
    )
    type = TextField(max_length=LIMITS.type, help_text="Such as article or video.")
    category = TextField(max_length=LIMITS.category)
    web_url = AddressField(label="Web address")
    original_url = AddressField(label="Original address")
    amp_url = AddressField(label="AMP address")
    cdn_amp_url = AddressField(label="AMP address at the CDN")
    quality = forms.IntegerField(
        required=False, min_value=LIMITS.quality[0], max_value=LIMITS.quality[1]
    )
    heat = forms.IntegerField(required=False, min_value=LIMITS.heat[0], max_value=LIMITS.heat[1])
    body = TextField(max_length=LIMITS.text, lines=6, help_text="Markdown.")
    featured_content = TextField(max_length=LIMITS.text, lines=2)
    reason = TextField(max_length=500, help_text="Why, if it needs saying: for the history.")
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def values(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """Return the value fields of a valid form that was opened with the values `before`."""
        return {name: self.taken(name, before[name]) for name in (*COLUMN_FIELDS, "topics")}


def shown(name: str, value: Any) -> str:
    """Return the text that the control of a field of `ArticleForm` holds for a value."""
    field = ArticleForm.base_fields[name]
    text = field.widget.format_value(field.prepare_value(value))
    return "" if text is None else str(text)


class WritingForm(ArticleForm):
    """The form of an article that is written here."""

    source = TextField(
        max_length=100, required=True, initial="default", help_text="The set of seeds it joins."
    )


class ItemForm(ValueForm):
    """A picture or a related link. `opened` carries the item that the form was opened with,
    signed, so that what the form does not show is not lost.

    `number` is the row's place in its list, from 1; None for a new one.
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
        """A new row in which nothing but its number was set is an empty one."""
        changed = super().changed_data
        return [name for name in changed if not self._is_new or name != "ORDER"]

    @property
    def is_empty(self) -> bool:
        """Whether this is a new row in which nothing was typed."""
        return self._is_new and not self.has_changed()

    @property
    def is_removed(self) -> bool:
        """Whether this bound row is to be taken out: then it may be as wrong as it likes."""
        return bool(self["DELETE"].data)

    @property
    def heading(self) -> str:
        """What this row is about; "" for the empty one."""
        return str(self["title"].value() or "")

    @property
    def note(self) -> str:
        """What stands beside the heading."""
        return ""

    def item(self) -> dict[str, Any]:
        """Return the row as an item of its value field."""
        raise NotImplementedError  # a picture and a link have their own fields

    def clean_opened(self) -> dict[str, Any]:
        text = self.cleaned_data["opened"]
        try:
            item: dict[str, Any] = signing.loads(text, salt=SALT) if text else {}
        except signing.BadSignature as error:
            raise ValidationError("This row was not opened here. Open the page again.") from error
        return item


class ImageForm(ItemForm):
    """A picture of an article."""

    url = AddressField(relative=True, required=True, label="Address")
    title = TextField(max_length=LIMITS.title)
    width = forms.IntegerField(required=False, min_value=0, max_value=LIMITS.pixels)
    height = forms.IntegerField(required=False, min_value=0, max_value=LIMITS.pixels)
    is_cached = forms.NullBooleanField(required=False, label="Cached")

    @property
    def heading(self) -> str:
        return super().heading or str(self["url"].value() or "")

    def item(self) -> dict[str, Any]:
        """Return the picture as an item of the value field `images`."""
        before = self.cleaned_data["opened"]
        return {
            name: self.taken(name, before.get(name, empty))
            for name, empty in (
                ("url", ""),
                ("width", None),
                ("height", None),
                ("title", ""),
                ("is_cached", None),
            )
        }


class RelatedForm(ItemForm):
    """A related link of an article; its AMP addresses and further pictures are carried along."""

    suggests = {"provider": "provider", "type": "type"}

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
        return before | {name: self.taken(name, before[name]) for name in shown}


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
