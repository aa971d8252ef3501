"""The actions that people take on articles. Everything that shows or checks one derives from this.

    draft --publish--> published --unpublish--> draft, held
    draft --reject--> rejected --reopen--> draft
    anything --archive--> archived --reopen--> draft, with the permission to publish
    draft: hold, release, recommend, withdraw, schedule, unschedule
    draft, published: set_expiry, clear_expiry
    published: feature, unfeature
    anything: assign, edit, change the picture or the address, resolve conflicts

Buttons, bulk actions, the review desk, the history, the undo and the messages read this table. An
action has one name everywhere, its key; what it leaves in the history is its event. A draft that
a person unpublishes is held, so that no rule publishes it again before it is released.
"""

from articles.models import Status, Verb
from articles.workflow.action import EVERY_STATUS, PRESENT, Action
from articles.workflow.action_columns import (
    assignment_columns,
    expiry_columns,
    feature_columns,
    publication_columns,
    schedule_columns,
)

_NOT_HELD = {"held": False, "scheduled_for": None}
_NOT_FEATURED = {"featured_at": None, "featured_until": None}
_OFF_SITE = {"went_live_at": None, "expires_at": None, "recommended": False, **_NOT_FEATURED}


def _statuses(*statuses: Status) -> frozenset[Status]:
    return frozenset(statuses)


_DRAFT = _statuses(Status.DRAFT)
_LIVE = _statuses(Status.PUBLISHED)
_CAN_EXPIRE = _DRAFT | _LIVE
_NOT_A_DRAFT = dict.fromkeys(EVERY_STATUS - _DRAFT, "publish_article")

ACTIONS = (
    Action(
        key="publish", event=Verb.PUBLISHED, label="Publish", icon="check",
        style="button-primary", permission="publish_article", sources=_DRAFT, is_complete=True,
        columns={"status": Status.PUBLISHED, **_NOT_HELD}, compute=publication_columns,
        group="status", shortcut="p",
    ),
    Action(
        key="unpublish", event=Verb.UNPUBLISHED, label="Unpublish", icon="arrow-left",
        permission="publish_article", sources=_LIVE,
        columns={"status": Status.DRAFT, "held": True, **_OFF_SITE},
        group="status", is_destructive=True,
    ),
    Action(
        key="reject", event=Verb.REJECTED, label="Reject", icon="cross", style="button-danger",
        permission="review_article", sources=_DRAFT,
        columns={"status": Status.REJECTED, **_NOT_HELD, "expires_at": None, "recommended": False},
        is_reason_required=True, group="status", shortcut="x", is_destructive=True,
    ),
    Action(
        key="recommend", event=Verb.RECOMMENDED, label="Recommend", icon="thumb-up",
        permission="review_article", sources=_DRAFT, required={"recommended": False},
        unmet="already recommended", columns={"recommended": True}, group="status", shortcut="r",
    ),
    Action(
        key="withdraw", event=Verb.WITHDRAWN, label="Withdraw recommendation", icon="thumb-up",
        permission="review_article", sources=_DRAFT, required={"recommended": True},
        unmet="not recommended", columns={"recommended": False}, group="status", shortcut="r",
    ),
    Action(
        key="hold", event=Verb.HELD, label="Hold", icon="pause", permission="review_article",
        sources=_DRAFT, required={"held": False}, unmet="already held", columns={"held": True},
        group="status", shortcut="h",
    ),
    Action(
        key="release", event=Verb.RELEASED, label="Release", icon="play",
        permission="review_article", sources=_DRAFT, required={"held": True}, unmet="not held",
        columns={"held": False}, group="status", shortcut="h",
    ),
    Action(
        key="archive", event=Verb.ARCHIVED, label="Archive", icon="archive",
        permission="publish_article", sources=EVERY_STATUS - {Status.ARCHIVED},
        columns={"status": Status.ARCHIVED, **_NOT_HELD, **_OFF_SITE},
        group="status", is_destructive=True,
    ),
    Action(
        key="reopen", event=Verb.REOPENED, label="Reopen", icon="undo",
        permission="review_article", sources=_statuses(Status.REJECTED, Status.ARCHIVED),
        stricter={Status.ARCHIVED: "publish_article"}, columns={"status": Status.DRAFT},
        group="status",
    ),
    Action(
        key="schedule", event=Verb.SCHEDULED, label="Schedule", icon="calendar",
        permission="publish_article", sources=_DRAFT, is_complete=True, compute=schedule_columns,
        asks=("at",), group="times", shortcut="s",
    ),
    Action(
        key="unschedule", event=Verb.UNSCHEDULED, label="Clear publish time", icon="calendar",
        permission="publish_article", sources=_DRAFT, required={"scheduled_for": PRESENT},
        unmet="not scheduled", columns={"scheduled_for": None}, group="times",
    ),
    Action(
        key="set_expiry", event=Verb.EXPIRY_SET, label="Set unpublish time", icon="clock",
        permission="publish_article", sources=_CAN_EXPIRE, compute=expiry_columns, asks=("at",),
        group="times",
    ),
    Action(
        key="clear_expiry", event=Verb.EXPIRY_CLEARED, label="Clear unpublish time", icon="clock",
        permission="publish_article", sources=_CAN_EXPIRE, required={"expires_at": PRESENT},
        unmet="without an unpublish time", columns={"expires_at": None}, group="times",
    ),
    Action(
        key="feature", event=Verb.FEATURED, label="Feature", icon="star",
        permission="publish_article", sources=_LIVE, compute=feature_columns, asks=("at",),
        group="times",
    ),
    Action(
        key="unfeature", event=Verb.UNFEATURED, label="Stop featuring", icon="star",
        permission="publish_article", sources=_LIVE, required=dict.fromkeys(_NOT_FEATURED, PRESENT),
        unmet="not featured", columns=_NOT_FEATURED, group="times",
    ),
    Action(
        key="assign", event=Verb.ASSIGNED, label="Assign", icon="user",
        permission="review_article", compute=assignment_columns, asks=("person",),
        group="person", shortcut="a",
    ),
    Action(
        key="edit", event=Verb.EDITED, label="Edit", icon="pencil", permission="change_article",
        stricter=_NOT_A_DRAFT, in_bulk=False,
    ),
    Action(
        key="choose_image", event=Verb.PICTURE_CHANGED, label="Change picture", icon="picture",
        permission="change_article", stricter=_NOT_A_DRAFT, in_bulk=False,
    ),
    Action(
        key="change_address", event=Verb.ADDRESS_CHANGED, label="Change address", icon="pencil",
        permission="change_article", stricter=_NOT_A_DRAFT, in_bulk=False,
    ),
    Action(
        key="add_topic", event=Verb.EDITED, label="Add topic", icon="pencil",
        permission="change_article", stricter=_NOT_A_DRAFT, asks=("topic",),
    ),
    Action(
        key="remove_topic", event=Verb.EDITED, label="Remove topic", icon="pencil",
        permission="change_article", stricter=_NOT_A_DRAFT, asks=("topic",),
        options={"remove": True},
    ),
    Action(
        key="merge_topic", event=Verb.EDITED, label="Merge topics", icon="pencil",
        permission="merge_names", options={"merge": "topic"}, in_menu=False,
    ),
    Action(
        key="merge_provider", event=Verb.EDITED, label="Merge providers", icon="pencil",
        permission="merge_names", options={"merge": "provider"}, in_menu=False,
    ),
    Action(
        key="keep_ours", event=Verb.RESOLVED, label="Resolve conflicts: keep ours", icon="fork",
        permission="resolve_conflict", required={"has_open_conflict": True},
        unmet="without open conflicts", takes_reason=False, options={"resolution": "ours"},
    ),
    Action(
        key="use_source", event=Verb.RESOLVED, label="Resolve conflicts: use source", icon="fork",
        permission="resolve_conflict", required={"has_open_conflict": True},
        unmet="without open conflicts", takes_reason=False, options={"resolution": "source"},
        is_destructive=True,
    ),
)  # fmt: skip

BY_KEY = {action.key: action for action in ACTIONS}
BY_EVENT = {action.event: action for action in reversed(ACTIONS)}
"""By the event that it leaves; of several the first, which has their permission and icon."""
STATE_FIELDS = tuple(
    dict.fromkeys(
        [
            *("status", "held", "scheduled_for", "went_live_at", "expires_at", "assigned_to"),
            *(name for action in ACTIONS for name in action.columns),
        ]
    )
)
"""The columns of an article that actions write; events store their values before and after."""
EVENT_ICONS = {
    Verb.IMPORTED: "download",
    Verb.UPDATED: "download",
    Verb.WRITTEN: "pencil",
    Verb.UNDONE: "undo",
    **{event: action.icon for event, action in BY_EVENT.items()},
}
