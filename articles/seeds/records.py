"""The contents of seed files as typed, validated records.

The records know the file's key names as aliases, so that a mapping as it was read can be
validated in one call, and an error names the key that the file has.
"""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from articles.seeds.errors import SeedWarning
from articles.seeds.fields import ARTICLE, Generation

_VALUES = (*(field.value for field in ARTICLE if field.value != "published"), "body")


def _named(*keys: str) -> Any:
    return Field(validation_alias=AliasChoices(*keys))


class _Record(BaseModel):
    # Strict: a quoted number, 1.0 or true is not an integer. Unknown keys are kept in the
    # bytes of the file.
    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", validate_by_name=True)


class SeedImage(_Record):
    """A picture: an address (http, https or relative), and its size in pixels where known."""

    url: str
    width: int | None = None
    height: int | None = None
    title: str = ""
    is_cached: Annotated[bool | None, _named("isCached")] = None


class SeedProvider(_Record):
    """Who published an item; the domain, in lower case, is what identifies it."""

    domain: str
    name: str = ""
    images: list[SeedImage] = Field(default_factory=list)


class SeedRelated(_Record):
    """A related item of a seed."""

    title: str
    excerpt: str = ""
    published_at: Annotated[datetime | None, _named("publishedDateTime")] = None
    web_url: Annotated[str, _named("webUrl", "sourceUrl")] = ""
    amp_url: Annotated[str, _named("ampWebUrl", "ampUrl")] = ""
    cdn_amp_url: Annotated[str, _named("cdnAmpWebUrl", "cdnAmpUrl")] = ""
    type: str = ""
    provider: SeedProvider | None = None
    quality: int | None = None
    images: list[SeedImage] = Field(default_factory=list)


class SeedArticle(_Record):
    """A whole seed. `published_at` is aware and in UTC; texts are characters, not entities."""

    category: str = ""
    title: str
    excerpt: str = ""
    published_at: Annotated[datetime, _named("publishedDateTime")]
    original_url: Annotated[str, _named("originalUrl")] = ""
    web_url: Annotated[str, _named("webUrl", "sourceUrl")] = ""
    amp_url: Annotated[str, _named("ampWebUrl", "ampUrl")] = ""
    cdn_amp_url: Annotated[str, _named("cdnAmpWebUrl", "cdnAmpUrl")] = ""
    type: str = ""
    quality: int | None = None
    heat: int | None = None
    published: bool | None = None
    featured_content: Annotated[str, _named("featuredContent")] = ""
    provider: SeedProvider | None = None
    topics: list[str] = Field(default_factory=list)
    images: list[SeedImage] = Field(default_factory=list)
    related: list[SeedRelated] = Field(default_factory=list)
    body: str = ""
    generation: Generation = 3
    warnings: tuple[SeedWarning, ...] = ()

    def values(self) -> dict[str, Any]:
        """Return the value fields, ready for JSON: the shape that ingest merges and stores."""
        values = _item_values(self)
        values["topics"] = list(self.topics)
        values["related"] = [_item_values(item) for item in self.related]
        return {name: values[name] for name in _VALUES}


class SeedOrganisation(_Record):
    """A provider in an organisation file."""

    domain: str
    name: str = ""
    description: str = ""
    images: list[SeedImage] = Field(default_factory=list)
    other_names: Annotated[list[str], _named("otherNames")] = Field(default_factory=list)


class SeedTopic(_Record):
    """A topic in a topic file; `parent` is the parent's name, "" for a root topic."""

    topic_id: Annotated[str, _named("_id")]
    name: str
    short_name: Annotated[str, _named("shortname", "shortName")] = ""
    parent: str = ""
    services: dict[str, str] = Field(default_factory=dict)
    keywords: list[str] = Field(default_factory=list)


def time_value(moment: datetime) -> str:
    """Return a time as values hold it: `2020-02-07T03:36:00Z`."""
    in_utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return f"{in_utc.isoformat()[:-6]}Z"  # without +00:00


def _plain(record: BaseModel) -> dict[str, Any]:
    # A record's own fields, in order; much cheaper than model_dump in the import's hot path.
    return record.__dict__.copy()


def _item_values(item: SeedArticle | SeedRelated) -> dict[str, Any]:
    values = _plain(item)
    values["published_at"] = time_value(item.published_at) if item.published_at else None
    values["provider"] = item.provider.domain if item.provider else ""
    values["images"] = [_plain(image) for image in item.images]
    return values
