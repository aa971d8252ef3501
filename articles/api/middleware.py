"""What holds for every answer of the API, also for those that no operation gives."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from articles.api.problems import CONTENT_TYPE, problem_response

PREFIX = "/api/v1/"
_KEPT_HEADERS = ("Allow", "Retry-After")
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "ETag, Link, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset"
    ),
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
}
"""Scripts of other sites may read. They may not send a token: it belongs on a server."""


class ApiMiddleware:
    """Turn each error into a problem, answer OPTIONS, and let scripts of other sites read.

    Unknown addresses, wrong methods, too large bodies and failures are answered by Django or by
    other middleware, with a page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path_info.startswith(PREFIX):
            return response
        if request.method == "OPTIONS" and response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            methods = ", ".join(sorted({*response["Allow"].split(", "), "OPTIONS"}))
            headers = {"Allow": methods, **_PREFLIGHT}
            response = HttpResponse(status=HTTPStatus.NO_CONTENT, headers=headers)
            del response["Content-Type"]
        elif response.status_code >= HTTPStatus.BAD_REQUEST:
            response = _as_problem(response)
        for name, value in _CORS.items():
            response[name] = value
        return response


def _as_problem(response: HttpResponse) -> HttpResponse:
    if response["Content-Type"] == CONTENT_TYPE:
        return response
    headers = {name: response[name] for name in _KEPT_HEADERS if name in response}
    return problem_response(response.status_code, headers=headers)
