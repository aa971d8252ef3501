"""What an action is; `actions` lists them all."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Q

from articles.models import INCOMPLETE, Article, Status, User, Verb
from articles.workflow.action_columns import ActionArgs

PRESENT: Final = object()
"""A requirement that a column holds something."""
EVERY_STATUS = frozenset(Status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What a person can do to an article, and how it is shown.

    `sources` are the statuses from which it is possible and `required` the values that columns of
    the state must have before; `unmet` says of an article that lacks one of them what it "is".
    `is_complete` refuses articles without a title or text. `columns` are the values after it, and
    `compute` returns those that depend on the article or the arguments.

    `permission` is what it takes, `stricter` what it takes for articles of certain statuses.
    `asks` names the arguments besides the reason: "at" (a time), "person", "topic". At the desk a
    required reason may be given afterwards. `options` are fixed arguments of a bulk action, and
    `in_menu` says that the lists of articles offer it.

    `group` is where the article's page shows it: among the "status" buttons, with the "times", as
    the "person", or "" for no button. Reviewers have the actions with a `shortcut` in their queue.
    """

    key: str
    event: Verb
    label: str
    icon: str
    permission: str
    style: str = ""
    sources: frozenset[Status] = EVERY_STATUS
    stricter: Mapping[Status, str] = field(default_factory=dict)
    required: Mapping[str, Any] = field(default_factory=dict)
    unmet: str = ""
    is_complete: bool = False
    columns: Mapping[str, Any] = field(default_factory=dict)
    compute: Callable[[Article, ActionArgs], dict[str, Any]] | None = None
    asks: tuple[str, ...] = ()
    is_reason_required: bool = False
    takes_reason: bool = True
    options: Mapping[str, Any] = field(default_factory=dict)
    group: str = ""
    in_bulk: bool = True
    in_menu: bool = True
    shortcut: str = ""
    is_destructive: bool = False

    @property
    def past(self) -> str:
        """What became of an article: "published"."""
        return str(self.event.label)

    def permission_for(self, status: str) -> str:
        return self.stricter.get(Status(status), self.permission)

    def is_allowed(self, user: User) -> bool:
        return user.has_perm(f"articles.{self.permission}")

    def is_met(self, article: Article) -> bool:
        """Whether the article's columns have the required values."""
        return all(
            getattr(article, name) is not None
            if value is PRESENT
            else getattr(article, name) == value
            for name, value in self.required.items()
        )

    def obstacles(self, user: User) -> Iterator[tuple[str, Q]]:
        """Yield what rules articles out: what they "are", and the condition, each exclusive.

        It is `plan.why_not` for a whole table, of the same data.
        """
        possible = []
        for status in Status:
            if status not in self.sources:
                yield status.label.lower(), Q(status=status)
            elif not user.has_perm(f"articles.{self.permission_for(status)}"):
                text = f"{status.label.lower()}: your role does not allow this"
                yield text, Q(status=status)
            else:
                possible.append(status)
        left = Q(status__in=possible)
        if self.required:
            unmet = ~Q(
                **{
                    f"{name}__isnull" if value is PRESENT else name: False
                    if value is PRESENT
                    else value
                    for name, value in self.required.items()
                }
            )
            yield self.unmet, left & unmet
            left &= ~unmet
        if self.is_complete:
            yield "incomplete", left & INCOMPLETE
