"""Every seed that is broken on purpose gets the verdict that its name asks for."""

import pytest

from articles.seeds.errors import SeedRefused

from .reading import SAMPLES, read

BROKEN = SAMPLES / "broken"
# file: the fields that are named, and a word of the reason
REFUSED = {
    "alias": ([""], "alias"),
    "date-that-never-was": (["publishedDateTime"], "2026-02-30"),
    "deep-nesting": ([""], "nested"),
    "duplicate-key": (["title"], "twice"),
    "no-end-fence": ([""], "no end"),
    "not-utf-8": ([""], "UTF-8"),
    "python-tag": ([""], "Tags"),
    "quality-is-nan": (["quality"], "whole number"),
    "quality-is-words": (["quality"], "whole number"),
    "tab-indentation": ([""], "tabs"),
    "title-missing": (["title"], "missing"),
    "title-too-long": (["title"], "300"),
    "too-many-topics": (["topics"], "51"),
    "topics-is-a-number": (["topics"], "list"),
    "two-faults": (["publishedDateTime", "quality"], "whole number"),
    "utf-16": ([""], "UTF-16"),
}
TAKEN = {"good-beside-the-broken", "hidden-characters", "javascript-address"}


def test_broken_samples_are_all_listed():
    assert {path.stem for path in BROKEN.glob("*.md")} == set(REFUSED) | TAKEN


@pytest.mark.parametrize("name", REFUSED)
def test_broken_sample_is_refused_with_field_and_reason(name: str):
    fields, reason = REFUSED[name]

    with pytest.raises(SeedRefused) as refusal:
        read(BROKEN / f"{name}.md")

    errors = refusal.value.errors
    assert [error.field for error in errors] == fields
    assert any(reason in error.message for error in errors)


def test_sample_with_script_address_loses_the_address():
    seed = read(BROKEN / "javascript-address.md").seed

    assert seed.web_url == ""
    assert [warning.field for warning in seed.warnings] == ["webUrl"]


def test_sample_with_hidden_characters_is_cleaned():
    seed = read(BROKEN / "hidden-characters.md").seed

    assert seed.title == "Harbour gnol lost and found"
    assert seed.excerpt == "Turned about by invisible marks, which are taken out."


def test_good_sample_has_no_warning():
    assert read(BROKEN / "good-beside-the-broken.md").seed.warnings == ()
