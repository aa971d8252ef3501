"""The API at `/api/v1/`: its instance, its routers and how errors are answered."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from articles.api.docs import ReferencePage, cached
from articles.api.limits import RateLimit, with_rate_limit_headers
from articles.api.problems import CONTENT_TYPE, FieldError, Problem, invalid, problem_response
from articles.api.read import articles, providers, stories, topics
from articles.api.write.errors import answer_refusals
from articles.api.write.routers import ROUTERS as WRITING


class NewsdeskAPI(NinjaAPI):
    """The API. Its description says that errors are problems, and leaves out HEAD.

    Operations declare errors as `response={404: ProblemDetails}`.
    """

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        for path in schema["paths"].values():
            path.pop("head", None)  # an operation that also answers GET, with the same ID
            for operation in path.values():
                for status, response in operation["responses"].items():
                    if status >= HTTPStatus.BAD_REQUEST and "content" in response:
                        response["content"] = {CONTENT_TYPE: response["content"].popitem()[1]}
        return schema


api = NewsdeskAPI(
    title="Newsdesk API",
    version="1",
    description="Published articles for everyone; writing with a token.",
    urls_namespace="api",
    docs=ReferencePage(),
    docs_url="/",
    docs_decorator=cached,
    throttle=RateLimit(),
)
api.add_decorator(with_rate_limit_headers, mode="view")
for module in (articles, stories, topics, providers):
    api.add_router("", module.router)
for router in WRITING:
    api.add_router("", router)
answer_refusals(api)


@api.exception_handler(Problem)
def answer_problem(_request: HttpRequest, problem: Problem) -> HttpResponse:
    return problem.to_response()


@api.exception_handler(ValidationError)
def answer_invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Name each wrong value. `loc` is such as ("query", "limit") or ("body", "change", "reason").

    Of a body, the second is the name of our argument, which the sender does not know.
    """
    errors = []
    for each in error.errors:
        location, *path = map(str, each["loc"])
        field = ".".join(path[1:] if location == "body" else path)
        errors.append(FieldError(location=location, field=field, message=each["msg"]))
    return invalid(errors).to_response()


@api.exception_handler(HttpError)
def answer_http_error(_request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem_response(error.status_code, error.message)


@api.exception_handler(Http404)
def answer_not_found(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return problem_response(HTTPStatus.NOT_FOUND, "There is nothing at this address.")
