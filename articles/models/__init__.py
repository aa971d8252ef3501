"""Nouns: tables, constraints and one-row facts. One file a noun."""

from .article import OUTRANKED, Article, ArticleQuerySet, Status
from .conflict import Conflict, Resolution
from .event import Event, Verb
from .image import Image
from .import_item import ImportItem, ImportOutcome
from .import_run import ImportRun
from .provider import Provider
from .publish_item import FIRST_BLOCKING_REASON, PublishItem
from .publish_run import PublishRun
from .publishing_rule import DEFAULT_THRESHOLD, PublishingRule
from .related_link import RelatedLink
from .rendition import Rendition
from .run import ACTIVE_STATES, Run, RunState
from .seed_file import SeedFile, SeedKind
from .source import Source
from .topic import ArticleTopic, Topic
from .user import User

__all__ = [
    "ACTIVE_STATES",
    "DEFAULT_THRESHOLD",
    "FIRST_BLOCKING_REASON",
    "OUTRANKED",
    "Article",
    "ArticleQuerySet",
    "ArticleTopic",
    "Conflict",
    "Event",
    "Image",
    "ImportItem",
    "ImportOutcome",
    "ImportRun",
    "Provider",
    "PublishItem",
    "PublishRun",
    "PublishingRule",
    "RelatedLink",
    "Rendition",
    "Resolution",
    "Run",
    "RunState",
    "SeedFile",
    "SeedKind",
    "Source",
    "Status",
    "Topic",
    "User",
    "Verb",
]
