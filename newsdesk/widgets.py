"""Form controls written without a template.

Django writes each control by a template with one or two more inside it, and a page of ours has
dozens: of the list of articles with its filters set that was a fifth. The usual ones are written
here, byte for byte as Django's templates do it; all others are left to Django.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.functional import Promise
from django.utils.html import conditional_escape

Widget = Mapping[str, Any]
"""What Django's widgets say of themselves: their `get_context()["widget"]`."""


class Controls(DjangoTemplates):
    """Django's renderer of forms, quick about what is on every page."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """Return what Django would, by what `widget` says in the context."""
        if template_name in _ERRORS and not context["errors"]:
            return ""
        write = _WRITERS.get(template_name)
        if write is None or not _is_usual(context["widget"]):
            return super().render(template_name, context, request)
        return write(context["widget"])


def _input(widget: Widget) -> str:
    value = widget["value"]
    said = "" if value is None else f' value="{_text(value)}"'
    kind, name = _text(widget["type"]), _text(widget["name"])
    return f'<input type="{kind}" name="{name}"{said}{_attributes(widget)}>'


def _select(widget: Widget) -> str:
    options = "".join(f"\n  {_option(option)}\n" for option in _options(widget))
    return f'<select name="{_text(widget["name"])}"{_attributes(widget)}>{options}\n</select>'


def _option(option: Widget) -> str:
    value, label = _text(option["value"]), conditional_escape(option["label"])
    return f'<option value="{value}"{_attributes(option)}>{label}</option>'


def _options(widget: Widget) -> list[Widget]:
    return [option for _, group, _ in widget["optgroups"] for option in group]


def _attributes(widget: Widget) -> str:
    return "".join(
        f" {_text(name)}" if value is True else f' {_text(name)}="{_text(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _text(value: Any) -> str:
    """Escape a value as it is, in no language: these are for machines."""
    text: Any = value if isinstance(value, str | Promise) else str(value)
    return conditional_escape(text)


def _is_usual(widget: Widget) -> bool:
    """Whether a select has no groups, and nothing that is written in the reader's language."""
    return all(
        name is None and isinstance(option["label"], str | Promise)
        for name, options, _ in widget.get("optgroups", ())
        for option in options
    )


_TEMPLATES = "django/forms/widgets"
_ERRORS = {"django/forms/errors/list/default.html", "django/forms/errors/list/ul.html"}
_INPUTS = ("text", "number", "hidden", "date", "email", "url", "checkbox")
_WRITERS: Mapping[str, Callable[[Widget], str]] = {
    **{f"{_TEMPLATES}/{kind}.html": _input for kind in _INPUTS},
    f"{_TEMPLATES}/select.html": _select,
}
