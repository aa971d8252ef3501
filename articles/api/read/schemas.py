"""What the reading operations return. Descriptions and examples are those of the documentation."""

from datetime import datetime
from typing import Any, Generic, TypeVar

from ninja import Field, Schema
from pydantic import ConfigDict

T = TypeVar("T")


def _all_optional(schema: dict[str, Any]) -> None:
    schema.pop("required", None)
    schema["additionalProperties"] = False


class Selectable(Schema):
    """An object whose fields the caller selects: none is required."""

    model_config = ConfigDict(json_schema_extra=_all_optional)


class TopicName(Schema):
    """A topic that is named by another object."""

    slug: str = Field(examples=["harbours"])
    name: str = Field(examples=["Harbours"])


class ProviderName(Schema):
    """A provider that is named by another object."""

    domain: str = Field(examples=["tidewire.example"])
    name: str = Field(examples=["Tidewire"])


class PictureFile(Schema):
    """One file of a picture. Sizes are pixels."""

    url: str = Field(examples=["https://news.example/media/renditions/7-card.avif"])
    media_type: str = Field(examples=["image/avif"])
    width: int = Field(examples=[640])
    height: int = Field(examples=[360])


class Picture(Schema):
    """A picture in several sizes and formats, the narrowest first."""

    alt: str = Field(description="What it shows, or empty.", examples=["A quay at low tide"])
    credit: str = Field(description="Whom to name, or empty.", examples=["Tidewire"])
    files: list[PictureFile]


class ArticleOut(Selectable):
    """A published article. Texts are plain: characters, no entities and no markup."""

    id: int = Field(description="Never changes.", examples=[17])
    slug: str = Field(examples=["2031-05-04-storm-closes-the-outer-harbour"])
    url: str = Field(description="Our page of it.", examples=["https://news.example/news/…/"])
    source_url: str | None = Field(
        description="The provider's page of it; null if it has only ours.",
        examples=["https://tidewire.example/storm"],
    )
    title: str = Field(examples=["Storm closes the outer harbour"])
    excerpt: str = Field(description="May be empty.", examples=["Ferries stay in port."])
    type: str = Field(description="As the seed has it; may be empty.", examples=["article"])
    published_at: datetime = Field(description="When the provider published it.")
    went_live_at: datetime = Field(description="When we published it.")
    provider: ProviderName | None
    topics: list[TopicName] = Field(description="The first one is the root topic.")
    picture: Picture | None
    body_html: str = Field(
        description="Our own text as HTML without scripts, or empty. Returned only if selected."
    )


class StoryOut(Schema):
    """The strongest article on an event, and what others that we published say about it."""

    lead: ArticleOut
    coverage: list[ArticleOut] = Field(description="Published related articles, strongest first.")


class TopicOut(Selectable):
    """A topic that has published articles."""

    id: int = Field(description="Never changes.", examples=[3])
    slug: str = Field(examples=["harbours"])
    name: str = Field(examples=["Harbours"])
    url: str = Field(
        description="Our page of it.", examples=["https://news.example/topics/harbours/"]
    )
    parent: TopicName | None = Field(description="The topic above it.")


class ProviderOut(Selectable):
    """A provider that has published articles."""

    id: int = Field(description="Never changes.", examples=[5])
    domain: str = Field(examples=["tidewire.example"])
    name: str = Field(examples=["Tidewire"])
    url: str = Field(description="Our page of it.")
    description: str = Field(description="May be empty.", examples=["News from the coast."])
    icon: Picture | None


class ListOut(Schema, Generic[T]):
    """One page of a list."""

    data: list[T]
    next: str | None = Field(description="The address of the next page, or null.")
    previous: str | None = Field(description="The address of the page before, or null.")
