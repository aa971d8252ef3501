"""Tables, constraints and QuerySets, one module per model."""

from articles.models.api_token import ApiToken
from articles.models.article import Article
from articles.models.article_conditions import INCOMPLETE, NO_DISTANCE, OUTRANKED, RuleFlag
from articles.models.article_queryset import ArticleQuerySet
from articles.models.article_search import ArticleSearch
from articles.models.bulk_action import BulkAction, BulkActionItem, BulkActionOutcome
from articles.models.claim import CLAIM_LASTS, Claim
from articles.models.conflict import Conflict, Resolution
from articles.models.event import SYSTEM_NAME, Event
from articles.models.event_type import Verb
from articles.models.heartbeat import Heartbeat
from articles.models.image_fetch import FetchState, ImageFetch
from articles.models.image_use import ImageUse
from articles.models.import_item import ImportItem, ImportItemQuerySet, ImportOutcome
from articles.models.import_run import ImportRun
from articles.models.note import Note
from articles.models.notification import Notification
from articles.models.old_slug import OldSlug
from articles.models.outgoing_mail import OutgoingMail
from articles.models.passed_draft import PassedDraft
from articles.models.provider import Provider
from articles.models.publish_item import FIRST_BLOCKING_REASON, PublishItem
from articles.models.publish_run import PublishRun
from articles.models.publishing_rule import DEFAULT_THRESHOLD, PublishingRule
from articles.models.rejection_reason import RejectionReason
from articles.models.related_link import RelatedLink
from articles.models.rendition import Rendition
from articles.models.rule_change import RuleChange
from articles.models.run import ACTIVE_STATES, Run, RunState
from articles.models.saved_view import SavedView
from articles.models.seed_file import SeedFile, SeedKind
from articles.models.source import Source
from articles.models.status import Status
from articles.models.stored_image import DHASH_QUARTERS, StoredImage
from articles.models.topic import ArticleTopic, Topic
from articles.models.user import User

__all__ = [
    "ACTIVE_STATES",
    "CLAIM_LASTS",
    "DEFAULT_THRESHOLD",
    "DHASH_QUARTERS",
    "FIRST_BLOCKING_REASON",
    "INCOMPLETE",
    "NO_DISTANCE",
    "OUTRANKED",
    "SYSTEM_NAME",
    "ApiToken",
    "Article",
    "ArticleQuerySet",
    "ArticleSearch",
    "ArticleTopic",
    "BulkAction",
    "BulkActionItem",
    "BulkActionOutcome",
    "Claim",
    "Conflict",
    "Event",
    "FetchState",
    "Heartbeat",
    "ImageFetch",
    "ImageUse",
    "ImportItem",
    "ImportItemQuerySet",
    "ImportOutcome",
    "ImportRun",
    "Note",
    "Notification",
    "OldSlug",
    "OutgoingMail",
    "PassedDraft",
    "Provider",
    "PublishItem",
    "PublishRun",
    "PublishingRule",
    "RejectionReason",
    "RelatedLink",
    "Rendition",
    "Resolution",
    "RuleChange",
    "RuleFlag",
    "Run",
    "RunState",
    "SavedView",
    "SeedFile",
    "SeedKind",
    "Source",
    "Status",
    "StoredImage",
    "Topic",
    "User",
    "Verb",
]
