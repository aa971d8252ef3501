"""Error pages."""

import pytest
from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.views.defaults import permission_denied, server_error

from tests.factories import person


def test_server_error_page_makes_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        response = server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert "Something went wrong" in response.content.decode()


def test_forbidden_page_says_that_access_is_denied():
    response = permission_denied(RequestFactory().get("/"), PermissionDenied())

    assert response.status_code == 403
    assert b"Access denied" in response.content


@pytest.mark.parametrize(("path", "leads_back"), [("/admin/x/", True), ("/x/", False)])
def test_error_page_of_staff_links_to_the_dashboard(client, path, leads_back):
    client.force_login(person("Superuser"))

    page = client.get(path).content

    assert (b"Go to the dashboard" in page) == leads_back


@pytest.mark.parametrize(
    "name",
    [
        "400.html",
        "403.html",
        "403_csrf.html",
        "404.html",
        "500.html",
        "errors/410.html",
        "errors/413.html",
        "errors/503.html",
    ],
)
def test_error_page_links_home_and_is_not_indexed(name):
    page = render_to_string(name)

    assert 'href="/"' in page
    assert 'content="noindex"' in page
    assert "canonical" not in page
