"""What readers see when something is wrong."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.views.defaults import permission_denied, server_error


def test_the_error_page_asks_nothing_of_a_database_that_may_be_down(
    django_assert_num_queries,
):
    with django_assert_num_queries(0):
        response = server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert "Something went wrong" in response.content.decode()


def test_who_may_not_see_a_page_is_told_so():
    response = permission_denied(RequestFactory().get("/"), PermissionDenied())

    assert isinstance(response, HttpResponse)
    assert response.status_code == 403
    assert "Access denied" in response.content.decode()


ERRORS = [
    "400.html",
    "403.html",
    "403_csrf.html",
    "404.html",
    "500.html",
    "errors/410.html",
    "errors/413.html",
    "errors/503.html",
]


@pytest.mark.parametrize("name", ERRORS)
def test_error_pages_lead_back_and_stay_out_of_search_engines(name):
    page = render_to_string(name)

    assert 'href="/"' in page
    assert 'content="noindex"' in page
    assert "canonical" not in page
