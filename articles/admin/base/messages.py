"""What Django's admin says by itself, in the words of the house."""

import re
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator, capfirst

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Any]
else:
    _Admin = admin.ModelAdmin

LONGEST_TITLE = 120
OURS = {
    "Items must be selected in order to perform actions on them. No items have been changed.": (
        "Tick at least one line first. Nothing was changed."
    ),
    "No action selected.": "Choose what is to be done with them. Nothing was changed.",
}
_DONE = re.compile(r"The .*?“(?P<what>.*)” was (?P<verb>added|changed|deleted) successfully\..*")
_MANY = re.compile(r"Successfully deleted (?P<what>.*)\.")
_LISTED = re.compile(r"(?P<what>\d+ .*) (was|were) changed successfully\.")


class InOurVoice(_Admin):
    """Titles and messages of a noun's pages; `called` and `called_many` where its table's name is
    not what people call it."""

    called = ""
    called_many = ""

    def names(self) -> dict[str, str]:
        """Return what templates call one of these, and many."""
        return {
            "called": self.called or str(self.opts.verbose_name),
            "called_many": self.called_many or str(self.opts.verbose_name_plural),
        }

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The window is called what the list is, not “Select … to change”."""
        names = self.names()
        context = {"title": capfirst(names["called_many"]), **names} | (extra_context or {})
        return super().changelist_view(request, context)

    def render_change_form(  # noqa: PLR0917 the signature is Django's
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        """A page is called what it shows; a view that has given it a title keeps that."""
        names = self.names()
        context |= names
        noun = str(self.opts.verbose_name)
        if str(context.get("title")) in {f"{verb} {noun}" for verb in ("Add", "Change", "View")}:
            title = f"New {names['called']}" if add else Truncator(str(obj)).chars(LONGEST_TITLE)
            context |= {"title": title, "subtitle": None}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        context = {"title": "History", **self.names()} | (extra_context or {})
        return super().history_view(request, object_id, context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        return super().delete_view(request, object_id, self.names() | (extra_context or {}))

    def message_user(self, request: HttpRequest, message: Any, *args: Any, **options: Any) -> None:
        super().message_user(request, in_our_words(message), *args, **options)

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, _opts: Any, _object_id: str
    ) -> HttpResponse:
        """What is gone leads to the list of the others."""
        text = f"There is no such {self.names()['called']}, or no longer."
        self.message_user(request, text, messages.WARNING)
        route = f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"
        return HttpResponseRedirect(reverse(route))


def in_our_words(message: Any) -> Any:
    """Return a message of Django's admin as we would say it, any other as it is.

    What was safe to show as HTML still is: nothing is added to it but plain words.
    """
    text = str(message)
    if text in OURS:
        return OURS[text]
    if done := _DONE.fullmatch(text):
        word = "deleted" if done["verb"] == "deleted" else "saved"
        return _as_safe(message, f"“{done['what']}” is {word}.")
    if many := _MANY.fullmatch(text):
        return f"Deleted: {many['what']}."
    if listed := _LISTED.fullmatch(text):
        return f"Saved: {listed['what']}."
    return message


def _as_safe(original: Any, text: str) -> str | SafeString:
    is_safe = conditional_escape(original) is original
    return mark_safe(text) if is_safe else text  # noqa: S308 made of what was safe
