"""Add the reason of a decision after it was made.

At the review desk one key rejects a draft, and the reason may follow. The history is not rewritten:
only an empty reason is filled in, once, by the person who decided.
"""

from articles.models import Event, User
from articles.seeds.cleaning import without_controls
from articles.workflow.errors import NotAllowed, NotPossible

MAX_LENGTH = 500


def add_reason(event: Event, reason: str, *, by: User) -> Event:
    """Give a person's own decision the reason that it was made without.

    Raises NotAllowed for a decision of someone else; NotPossible for an empty text, or if the
    decision has another reason or was undone.
    """
    if event.actor_id != by.pk:
        raise NotAllowed("Only the person who decided can add a reason.")
    text = without_controls(reason).strip()[:MAX_LENGTH]
    if not text:
        raise NotPossible("Choose a reason or type one.")
    # A request that is sent twice succeeds twice.
    without_reason = Event.objects.filter(pk=event.pk, reason__in=("", text), undone=False)
    if not without_reason.update(reason=text):
        raise NotPossible("This decision already has a reason, or was undone.")
    event.reason = text
    return event
