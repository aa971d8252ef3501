"""Forms of the page of an article's picture."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from articles.desk.forms import PlainText
from articles.images.uses import fetch_address
from articles.models import StoredImage
from articles.seeds.limits import LIMITS
from articles.workflow.choose_image import DETAILS

DECORATIVE, DESCRIBED = "decorative", "described"
FORMATS = "image/jpeg,image/png,image/webp,image/avif,image/gif"


class UploadForm(forms.Form):
    """A picture file; the view checks and stores it."""

    file = forms.FileField(
        label="Picture file",
        help_text="JPEG, PNG, WebP, AVIF or GIF, up to 10 MB.",
        widget=forms.FileInput(attrs={"accept": FORMATS}),
    )


class AddressForm(forms.Form):
    """The address of a picture that is fetched."""

    url = forms.URLField(
        label="Address of a picture",
        max_length=LIMITS.address,
        assume_scheme="https",
        help_text="It is added to the pictures of the article and fetched within minutes.",
    )

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if not fetch_address(url):
            raise ValidationError("Enter an address that begins with https://.")
        return url


class DetailsForm(forms.Form):
    """What belongs to a stored image, whichever articles show it.

    Of each field the page also sends the value that it showed, so that only what was changed here
    is stored, and nothing that another person changed meanwhile is lost.
    """

    meaning = forms.ChoiceField(
        label="Alternative text",
        choices=[
            (DECORATIVE, "Decorative: the title next to it says enough"),
            (DESCRIBED, "Describe the picture"),
        ],
        show_hidden_initial=True,
    )
    alt_text = PlainText(
        label="Description",
        required=False,
        max_length=300,
        show_hidden_initial=True,
        help_text="What is to be seen, for people who do not see it. Empty if it is decorative.",
    )
    credit = PlainText(
        required=False,
        max_length=200,
        show_hidden_initial=True,
        help_text="Who made it, as readers should see it.",
    )
    focal_x = forms.IntegerField(
        label="Focal point, percent from the left",
        min_value=0,
        max_value=100,
        show_hidden_initial=True,
    )
    focal_y = forms.IntegerField(
        label="Focal point, percent from the top",
        min_value=0,
        max_value=100,
        show_hidden_initial=True,
    )

    def __init__(self, image: StoredImage, data: Any = None) -> None:
        values = {name: getattr(image, name) for name in DETAILS}
        meaning = DESCRIBED if image.alt_text else DECORATIVE
        super().__init__(data, initial=values | {"meaning": meaning})

    def clean(self) -> None:
        if self.cleaned_data.get("meaning") == DECORATIVE:
            self.cleaned_data["alt_text"] = ""
        elif "alt_text" in self.cleaned_data and not self.cleaned_data["alt_text"].strip():
            self.add_error("alt_text", "Describe the picture, or choose “Decorative”.")

    def changes(self) -> dict[str, Any]:
        """Return the values that were changed on this page."""
        changed = set(self.changed_data)
        if "meaning" in changed:
            changed.add("alt_text")
        return {name: self.cleaned_data[name] for name in DETAILS if name in changed}
