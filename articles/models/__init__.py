"""Nouns: tables, constraints and one-row facts. One file a noun."""

from .article import INCOMPLETE, OUTRANKED, Article, ArticleQuerySet, Fact, Status
from .batch import Batch, BatchItem, BatchOutcome
from .conflict import Conflict, Resolution
from .event import Event
from .heartbeat import Heartbeat
from .image import Image
from .import_item import ImportItem, ImportOutcome
from .import_preview import ImportPreview, PreviewItem
from .import_run import ImportRun
from .kept_picture import KeptPicture
from .owners_upkeep import rebuild_owner_checks
from .presence import Presence
from .provider import Provider
from .publish_item import FIRST_BLOCKING_REASON, PublishItem
from .publish_run import PublishRun
from .publishing_rule import DEFAULT_THRESHOLD, PublishingRule
from .rejection_reason import RejectionReason
from .related_link import RelatedLink
from .rendition import Rendition
from .rule_change import RuleChange
from .run import ACTIVE_STATES, Run, RunState
from .saved_view import SavedView
from .seed_file import SeedFile, SeedKind
from .source import Source
from .topic import ArticleTopic, Topic
from .user import User
from .verb import Verb
from .words_upkeep import rebuild_words

__all__ = [
    "ACTIVE_STATES",
    "DEFAULT_THRESHOLD",
    "FIRST_BLOCKING_REASON",
    "INCOMPLETE",
    "OUTRANKED",
    "Article",
    "ArticleQuerySet",
    "ArticleTopic",
    "Batch",
    "BatchItem",
    "BatchOutcome",
    "Conflict",
    "Event",
    "Fact",
    "Heartbeat",
    "Image",
    "ImportItem",
    "ImportOutcome",
    "ImportPreview",
    "ImportRun",
    "KeptPicture",
    "Presence",
    "PreviewItem",
    "Provider",
    "PublishItem",
    "PublishRun",
    "PublishingRule",
    "RejectionReason",
    "RelatedLink",
    "Rendition",
    "Resolution",
    "RuleChange",
    "Run",
    "RunState",
    "SavedView",
    "SeedFile",
    "SeedKind",
    "Source",
    "Status",
    "Topic",
    "User",
    "Verb",
    "rebuild_owner_checks",
    "rebuild_words",
]
