"""The reason of a decision, given after it.

To reject takes one key; whoever knows a reason adds it when the draft is decided already. The
history is not rewritten: only an empty reason is filled in, once, by who decided.
"""

from articles.models import Event, User
from articles.seeds.cleaning import without_controls
from articles.workflow.errors import NotAllowed, NotPossible

LONGEST = 500


def explain(event: Event, reason: str, *, by: User) -> Event:
    """Give a decision of one's own the reason that it was made without.

    Raises NotAllowed for somebody else's, NotPossible where there is no reason in the text, or
    one in the history already, or the decision was taken back.
    """
    if event.actor_id != by.pk:
        raise NotAllowed("Only whoever decided can say why.")
    text = without_controls(reason).strip()[:LONGEST]
    if not text:
        raise NotPossible("Choose a reason, or type one.")
    blank = Event.objects.filter(pk=event.pk, reason="", undone=False)
    if not blank.update(reason=text):
        raise NotPossible("This decision has a reason already, or was taken back.")
    event.reason = text
    return event
