"""Plan an action: return what it changes of an article, before anything is written.

plan_action(article, action) -> Change -> apply
"""

from articles.models import Article, User
from articles.workflow.action import Action
from articles.workflow.action_columns import ActionArgs
from articles.workflow.actions import ACTIONS
from articles.workflow.actors import Actor
from articles.workflow.apply import Change
from articles.workflow.errors import NotPossible
from articles.workflow.permissions import require_permission
from articles.workflow.states import serialize_state, state_of


def plan_action(
    article: Article, action: Action, args: ActionArgs, *, by: Actor, reason: str = ""
) -> Change:
    """Return what an action on the state would change. Raises NotPossible or NotAllowed."""
    require_permission(by, action.permission_for(article.status))
    if obstacle := why_not(article, action):
        raise NotPossible(obstacle)
    computed = action.compute(article, args) if action.compute else {}
    columns = {**action.columns, **computed}
    before, after = state_of(article, columns), serialize_state(columns)
    return Change(article, before, after, columns=columns, reason=reason)


def why_not(article: Article, action: Action) -> str | None:
    """Return why the article's state does not allow the action, as a sentence; None if it does."""
    named = str(article)
    if article.status not in action.sources:
        status = article.get_status_display().lower()
        return f"“{named}” is {status}: “{action.label}” is not possible."
    if not action.is_met(article):
        return f"“{named}” is {action.unmet}."
    if action.is_complete and (lack := article.incomplete_reason):
        return f"“{named}” {lack}: it is incomplete, so “{action.label}” is not possible."
    return None


def possible_actions(article: Article, by: User) -> list[Action]:
    """Return what this person can do with this article now, as its page offers it."""
    return [
        action
        for action in ACTIONS
        if action.group
        and by.has_perm(f"articles.{action.permission_for(article.status)}")
        and why_not(article, action) is None
    ]
