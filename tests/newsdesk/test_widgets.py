"""Controls look as Django would write them, with less work."""

from datetime import date

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from newsdesk.widgets import Controls

HOSTILE = "\"><script>alert('1')</script>&amp;"
ANSWERS = [("", "Either"), ("yes", "Yes & always"), (HOSTILE, HOSTILE), (3, "Three")]


class Everything(forms.Form):
    words = forms.CharField(max_length=20, initial="three words")
    hostile = forms.CharField(initial=HOSTILE, help_text="Help")
    kept = forms.CharField(initial=mark_safe("a &amp; b"))
    number = forms.IntegerField(min_value=0, initial=12_345)
    part = forms.FloatField(initial=0.5)
    nothing = forms.IntegerField(required=False)
    unseen = forms.CharField(widget=forms.HiddenInput, initial=7)
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), initial=date(2031, 5, 4))
    mail = forms.EmailField(initial="a@desk.example")
    address = forms.URLField(initial="https://desk.example/?a=1&b=2", assume_scheme="https")
    ticked = forms.BooleanField(initial=True)
    unticked = forms.BooleanField(required=False, disabled=True)
    attributes = forms.CharField(
        widget=forms.TextInput(attrs={"data-x": HOSTILE, "autofocus": True, "hidden": False})
    )
    choice = forms.ChoiceField(choices=ANSWERS, initial="yes", required=False)
    grouped = forms.ChoiceField(choices=[("Some", ANSWERS), ("more", "More")])
    counted = forms.ChoiceField(choices=[(1, 1000), (2, 0.5)], initial=2)
    many = forms.MultipleChoiceField(choices=ANSWERS, initial=["yes", "3"])
    radio = forms.ChoiceField(choices=ANSWERS, widget=forms.RadioSelect)
    text = forms.CharField(widget=forms.Textarea, initial=HOSTILE)


@pytest.mark.parametrize("data", [None, {"number": "x", "choice": "no", "hostile": HOSTILE}])
@pytest.mark.parametrize("name", Everything.base_fields)
def test_a_control_is_what_django_writes(name, data):
    ours, theirs = (
        Everything(data, renderer=Controls()),
        Everything(data, renderer=DjangoTemplates()),
    )

    assert str(ours[name]) == str(theirs[name])
    assert str(ours[name].errors) == str(theirs[name].errors)


def test_what_somebody_typed_stays_text():
    form = Everything({"hostile": HOSTILE}, renderer=Controls())

    assert "<script>" not in str(form["hostile"])
    assert "<script>" not in str(form["choice"])
