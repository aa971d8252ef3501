"""Providers that have published articles."""

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
from articles.api.read.representation import provider_fields
from articles.api.read.schemas import ListOut, ProviderOut
from articles.images.page_pictures import load_pictures
from articles.listing.directory import listed_providers, published_providers
from articles.listing.http_cache import respond, validators_of

router = Router(tags=["Providers"])


@router.api_operation(
    ["GET", "HEAD"],
    "/providers",
    response={200: ListOut[ProviderOut], **LIST_ERRORS},
    operation_id="listProviders",
    summary="List providers",
)
def list_providers(request: HttpRequest, parameters: Query[Listing]) -> HttpResponse:
    """Return the providers of published articles in the order of their IDs."""
    names = parameters.selected(ProviderOut.model_fields)
    page = read_page(listed_providers(), BY_ID, parameters)
    load_pictures(providers=page.rows)
    data = [provider_fields(provider, names) for provider in page.rows]
    validators = validators_of(data, page.before, page.after)
    return respond(request, validators, lambda: list_response(request, page, data))


@router.api_operation(
    ["GET", "HEAD"],
    "/providers/{path:domain}",
    response={200: ProviderOut, **OBJECT_ERRORS},
    operation_id="getProvider",
    summary="Get a provider",
)
def get_provider(request: HttpRequest, domain: str, parameters: Query[Selection]) -> HttpResponse:
    """Return a provider by its domain."""
    names = parameters.selected(ProviderOut.model_fields)
    providers = published_providers().select_related("icon")
    provider = providers.filter(domain=domain).first() if domain.isprintable() else None
    if provider is None:
        raise Http404
    load_pictures(providers=[provider])
    data = provider_fields(provider, names)
    return respond(request, validators_of(data), lambda: json_response(data))
