"""Who may use each operation that takes a token: one table of operations and bad tokens."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from articles.api.api import api
from articles.api.tokens import PERMISSIONS
from articles.models import ApiToken, Article, Event, ImportRun, PublishRun, User
from tests.api.pushing import Program
from tests.factories import NOON, draft, person, seed_text, source

SEED = ("text/markdown", seed_text())
OPERATIONS: dict[str, tuple[Any, ...]] = {
    # operation: method, address, content type and body, permissions
    "putSeed": ("PUT", "/sources/default/seeds/a.md", SEED, "import_seeds"),
    "startImport": ("POST", "/sources/default/imports", ("application/zip", "x"), "import_seeds"),
    "getImport": ("GET", "/imports/{import_run}", None, "import_seeds"),
    "listImportItems": ("GET", "/imports/{import_run}/items", None, "import_seeds"),
    "confirmPreview": ("POST", "/imports/{preview}/confirm", None, "import_seeds"),
    "discardPreview": ("POST", "/imports/{preview}/discard", None, "import_seeds"),
    "cancelImport": ("POST", "/imports/{import_run}/cancel", None, "import_seeds"),
    "undoImport": ("POST", "/imports/{import_run}/undo", None, "import_seeds"),
    "previewPublishRun": ("POST", "/publish-runs/preview", {}, "publish_article"),
    "startPublishRun": ("POST", "/publish-runs", {"expected": 0}, "publish_article"),
    "getPublishRun": ("GET", "/publish-runs/{publish_run}", None, "publish_article"),
    "listPublishItems": ("GET", "/publish-runs/{publish_run}/items", None, "publish_article"),
    "cancelPublishRun": ("POST", "/publish-runs/{publish_run}/cancel", None, "publish_article"),
    "undoPublishRun": ("POST", "/publish-runs/{publish_run}/undo", None, "publish_article"),
    "getDeskArticle": ("GET", "/desk/articles/{article}", None, "view_article"),
    "editArticle": (
        "PATCH", "/desk/articles/{article}", {"values": {}}, "view_article", "change_article",
    ),
    "decide": (
        "POST", "/desk/articles/{article}/publish", {}, "view_article", "publish_article",
    ),
    "listEvents": ("GET", "/events", None, "view_event"),
}  # fmt: skip


@pytest.fixture
def rows():
    """The rows that the addresses name, started by another person."""
    other = {"started_by": person("Editor"), "state": "done"}
    preview = ImportRun.objects.create(source=source(), dry_run=True, label="b.zip", **other)
    return {
        "article": draft().pk,
        "import_run": ImportRun.objects.create(source=source(), label="a.zip", **other).pk,
        "preview": preview.pk,
        "publish_run": PublishRun.objects.create(**other).pk,
    }


def ask(client, operation, rows, **headers):
    method, path, body, *_ = OPERATIONS[operation]
    kind, data = body if isinstance(body, tuple) else ("application/json", json.dumps(body))
    data = "" if body is None else data
    address = f"/api/v1{path.format(**rows)}"
    return client.generic(method, address, data, kind, headers=headers)


def permissions_of(operation):
    return OPERATIONS[operation][3:]


def test_every_operation_with_a_token_has_a_row():
    described = api.get_openapi_schema()["paths"].values()
    with_token = {
        operation["operationId"]
        for path in described
        for operation in path.values()
        if "security" in operation
    }
    assert with_token == set(OPERATIONS)


def unknown(_program):
    return "Bearer nd_unknown"


def expired(program):
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    return f"Bearer {program.secret}"


def revoked(program):
    ApiToken.objects.update(revoked_at=NOON)
    return f"Bearer {program.secret}"


def of_an_inactive_owner(program):
    User.objects.filter(pk=program.token.owner_id).update(is_active=False)
    return f"Bearer {program.secret}"


def of_a_former_member(program):
    User.objects.filter(pk=program.token.owner_id).update(is_staff=False)
    return f"Bearer {program.secret}"


def with_another_scheme(program):
    return f"Basic {program.secret}"


@pytest.mark.parametrize(
    "kind",
    [
        unknown, expired, revoked, of_an_inactive_owner, of_a_former_member, with_another_scheme,
    ],
)  # fmt: skip
def test_invalid_token_is_refused_everywhere(client, rows, settings, kind):
    settings.NEWSDESK_API_LIMITS |= {"failures": 0}
    header = kind(Program(*PERMISSIONS, role="Managing editor"))

    for operation in OPERATIONS:
        response = ask(client, operation, rows, Authorization=header)
        assert_unauthorized(response, operation)
        assert 'error="invalid_token"' in response["WWW-Authenticate"], operation


def test_without_a_token_there_is_nothing_but_401(client, rows, settings):
    settings.NEWSDESK_API_LIMITS |= {"failures": 0}

    for operation in OPERATIONS:
        response = ask(client, operation, rows)
        assert_unauthorized(response, operation)
        assert response["WWW-Authenticate"] == 'Bearer realm="Newsdesk API"'


def assert_unauthorized(response, operation):
    assert response.status_code == 401, operation
    assert response["Content-Type"] == "application/problem+json", operation
    assert set(response.json()) == {"type", "title", "status", "detail"}, operation


@pytest.mark.parametrize("place", ["token", "access_token", "api_key", "Authorization"])
def test_token_in_the_address_is_not_accepted(client, place):
    program = Program("view_event")

    response = client.get("/api/v1/events", {place: program.secret})

    assert response.status_code == 401


def test_session_of_a_browser_is_not_accepted(client, rows, settings):
    settings.NEWSDESK_API_LIMITS |= {"failures": 0}
    client.force_login(person("Superuser"))

    for operation in OPERATIONS:
        assert ask(client, operation, rows).status_code == 401, operation


def test_token_without_the_permission_is_refused_with_its_name(rows):
    each = [(operation, name) for operation in OPERATIONS for name in permissions_of(operation)]
    for operation, permission in each:
        program = Program(*(PERMISSIONS.keys() - {permission}), role="Managing editor")
        response = ask(program, operation, rows)

        assert response.status_code == 403, operation
        assert f"The token does not have the permission {permission}." == response.json()["detail"]
        assert f'scope="{permission}"' in response["WWW-Authenticate"]


def test_owner_without_the_permission_is_refused(rows):
    program = Program(*PERMISSIONS, role="Managing editor")
    program.token.owner.groups.clear()

    for operation in OPERATIONS:
        response = ask(program, operation, rows)
        assert response.status_code == 403, operation
        first = permissions_of(operation)[0]
        detail = f"The owner of this token does not have the permission {first}."
        assert response.json()["detail"] == detail


def test_token_with_the_permissions_alone_is_enough(rows):
    refused = {"editArticle": 428, "startImport": 422}
    ends_jobs = {"cancel", "undo", "discard", "confirm"}
    for operation in OPERATIONS:
        response = ask(Program(*permissions_of(operation)), operation, rows)
        if any(operation.startswith(word) for word in ends_jobs):  # another person's
            assert response.status_code == 403, operation
            assert "undo_any_run" in response.json()["detail"], operation
        elif operation in refused:
            assert response.status_code == refused[operation], operation
        else:
            assert response.status_code < 300, operation


def test_no_answer_shows_a_draft_to_a_token_that_may_not_view_it(rows):
    Article.objects.update(title="Secret plan")
    program = Program(*(PERMISSIONS.keys() - {"view_article"}), role="Managing editor")
    path = f"/api/v1/desk/articles/{rows['article']}"

    answers = [
        program.patch(path, {"values": {}}, "application/json", headers={"If-Match": "*"}),
        program.post(f"{path}/hold"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert not any("Secret plan" in answer.text for answer in answers)
    assert not Article.objects.get().held


def test_head_is_answered_where_get_is(rows):
    program = Program(*PERMISSIONS, owner=person("Managing editor"))

    for operation, (method, path, *_) in OPERATIONS.items():
        if method == "GET":
            address = f"/api/v1{path.format(**rows)}"
            head = program.head(address)
            assert (head.status_code, head.content) == (200, b""), operation
            assert head.get("ETag") == program.get(address).get("ETag"), operation


def test_refused_requests_write_nothing(client, rows):
    before = Event.objects.count()

    for operation in OPERATIONS:
        ask(client, operation, rows)
        ask(Program("view_event"), operation, rows)

    assert (Event.objects.count(), ImportRun.objects.count()) == (before, 2)
