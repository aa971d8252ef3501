"""Error pages that say more than Django's: bad requests and an unavailable database."""

import sys
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.defaults import server_error

RETRY_AFTER_SECONDS = 30


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say what was too much about a form or an upload."""
    message = ""
    if isinstance(exception, TooManyFilesSent):
        message = f"Send at most {settings.DATA_UPLOAD_MAX_NUMBER_FILES} files at once, or one zip."
    elif isinstance(exception, TooManyFieldsSent):
        message = "The form has too many fields. Save a part of the changes first."
    context = {"message": message}
    return render(request, "400.html", context, status=HTTPStatus.BAD_REQUEST)


def internal_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 while the database cannot be reached or is locked, else 500."""
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        page = render_to_string("errors/503.html")  # without context processors, which may query
        response = HttpResponse(page, status=HTTPStatus.SERVICE_UNAVAILABLE)
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response
    return server_error(request)
