"""Topics that have published articles."""

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router

from articles.api.parameters import Listing, Selection
from articles.api.read.pages import (
    BY_ID,
    LIST_ERRORS,
    OBJECT_ERRORS,
    json_response,
    list_response,
    read_page,
)
from articles.api.read.representation import topic_fields
from articles.api.read.schemas import ListOut, TopicOut
from articles.listing.directory import listed_topics, published_topics
from articles.listing.http_cache import respond, validators_of

router = Router(tags=["Topics"])


@router.api_operation(
    ["GET", "HEAD"],
    "/topics",
    response={200: ListOut[TopicOut], **LIST_ERRORS},
    operation_id="listTopics",
    summary="List topics",
)
def list_topics(request: HttpRequest, parameters: Query[Listing]) -> HttpResponse:
    """Return the topics of published articles in the order of their IDs."""
    names = parameters.selected(TopicOut.model_fields)
    page = read_page(listed_topics(), BY_ID, parameters)
    data = [topic_fields(topic, names) for topic in page.rows]
    validators = validators_of(data, page.before, page.after)
    return respond(request, validators, lambda: list_response(request, page, data))


@router.api_operation(
    ["GET", "HEAD"],
    "/topics/{slug}",
    response={200: TopicOut, **OBJECT_ERRORS},
    operation_id="getTopic",
    summary="Get a topic",
)
def get_topic(request: HttpRequest, slug: str, parameters: Query[Selection]) -> HttpResponse:
    """Return a topic by its slug."""
    names = parameters.selected(TopicOut.model_fields)
    topics = published_topics().select_related("parent")
    topic = topics.filter(slug=slug).first() if slug.isprintable() else None
    if topic is None:
        raise Http404
    data = topic_fields(topic, names)
    return respond(request, validators_of(data), lambda: json_response(data))
