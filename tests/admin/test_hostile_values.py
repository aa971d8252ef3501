"""Values that fit no column or no database are answered with a page, not with an error."""

import pytest

from tests.factories import topic

pytestmark = pytest.mark.django_db
LARGE = "9" * 30


def test_action_on_an_id_that_is_no_number_is_a_bad_request(editor):
    sent = {"action": "keep_ours", "_selected_action": "x"}

    response = editor.post("/admin/articles/conflict/", sent)

    assert response.status_code == 400
    assert "Bad request" in response.text


def test_role_with_an_id_too_large_for_the_column_is_a_bad_request(managing_editor):
    sent = {"username": "nina", "groups": [LARGE]}

    assert managing_editor.post("/admin/articles/user/add/", sent).status_code in {200, 400}


def test_filter_by_an_id_too_large_for_the_column_is_a_bad_request(managing_editor):
    address = f"/admin/articles/user/?groups__id__exact={LARGE}"

    assert managing_editor.get(address).status_code in {200, 302, 400}


@pytest.mark.parametrize("start", ["0001-01-01T00:00:00-14:00", "9999-12-31T23:59:59-14:00"])
def test_schedule_from_a_time_out_of_range_starts_now(editor, start):
    response = editor.get("/admin/schedule/", {"from": start})

    assert response.status_code == 200


def test_nul_in_a_name_is_removed(editor):
    """PostgreSQL refuses NUL in a parameter."""
    fog, _ = topic("Fog"), topic("Weather")

    editor.post(f"/admin/articles/topic/{fog.pk}/change/", {"parent": "Wea\0ther"})

    fog.refresh_from_db()
    assert str(fog.parent) == "Weather"
