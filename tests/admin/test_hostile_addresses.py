"""Addresses that somebody made up: the lists answer, whatever stands behind the question mark."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", ["9" * 40, "-" + "9" * 40])
@pytest.mark.parametrize(
    "query", ["importrun/?source=", "event/?actor=", "event/?article=", "importitem/?run="]
)
def test_a_number_that_no_column_holds_still_shows_a_list(managing_editor, query, number):
    response = managing_editor.get(f"/admin/articles/{query}{number}", follow=True)

    assert response.status_code == 200
    assert response.context["cl"].result_count == 0
