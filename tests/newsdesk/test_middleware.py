"""Redirects to the login page: what a script and a form get instead."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from articles.models import User
from tests.factories import draft, person

pytestmark = pytest.mark.django_db
FRAGMENT = {"HX-Request": "true"}
LOGIN = reverse("admin:login")
QUEUE = reverse("desk:queue")
READY = reverse("admin:index_ready")


def next_page(response):
    """Return the page that the login leads to."""
    location = urlsplit(response["Location"])
    assert location.path == LOGIN
    return parse_qs(location.query)["next"]


@pytest.mark.parametrize("path", [QUEUE, READY, reverse("desk:ahead")])
def test_fragment_without_login_gets_401_and_no_login_page(client, path):
    response = client.get(path, headers=FRAGMENT)

    assert response.status_code == 401
    assert response.text == "You are logged out. Log in in another tab, then try again."


def test_fragment_of_deactivated_staff_gets_403(client):
    user = person("Editor")
    client.force_login(user)
    User.objects.filter(pk=user.pk).update(is_staff=False)

    response = client.post(reverse("desk:poll"), headers=FRAGMENT)

    assert response.status_code == 403
    assert "no longer has access" in response.text


def test_fragment_without_permission_gets_403_with_the_reason(client):
    client.force_login(person(""))

    response = client.get(QUEUE, headers=FRAGMENT)

    assert response.status_code == 403
    assert "Your role does not include this" in response.text


@pytest.mark.parametrize("address", ["http://[", "http://elsewhere.example/", "\\", "javascript:1"])
def test_fragment_with_odd_current_url_gets_401(client, address):
    response = client.get(READY, headers=FRAGMENT | {"HX-Current-URL": address})

    assert response.status_code == 401


def test_page_without_login_leads_back_to_itself(client):
    assert next_page(client.get(f"{QUEUE}?order=newest")) == [f"{QUEUE}?order=newest"]


@pytest.mark.parametrize(
    ("referer", "page"),
    [
        (f"http://testserver{QUEUE}?order=newest", f"{QUEUE}?order=newest"),
        (f"http://testserver{QUEUE}", QUEUE),
        ("http://elsewhere.example/desk/", reverse("admin:index")),
        ("http://[", reverse("admin:index")),
        ("", reverse("admin:index")),
    ],
)
def test_form_without_login_leads_back_to_its_page(client, referer, page):
    path = reverse("desk:decide", args=[draft().pk, "hold"])

    response = client.post(path, {"version": 1, "queue": ""}, headers={"Referer": referer})

    assert next_page(response) == [page]
