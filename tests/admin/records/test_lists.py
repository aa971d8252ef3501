"""What Django's lists show here: the column of each cell, words for yes and no, our times."""

import pytest

from articles.models import RejectionReason, Source
from tests.factories import NOON, topic

pytestmark = pytest.mark.django_db


def test_list_names_the_column_of_each_cell_and_says_yes_or_no(managing_editor):
    RejectionReason.objects.all().delete()
    RejectionReason.objects.create(text="Dull", position=1)
    RejectionReason.objects.create(text="Old", position=2, is_offered=False)

    page = managing_editor.get("/admin/articles/rejectionreason/").text

    assert '<td data-label="Position" class="field-position">1</td>' in page
    assert '<td data-label="Offered" class="field-offered">Yes</td>' in page
    assert '<td data-label="Offered" class="field-offered">No</td>' in page
    assert ".svg" not in page.partition("<tbody>")[2].partition("</tbody>")[0]


def test_list_marks_empty_cells(editor):
    topic("Fog")

    page = editor.get("/admin/articles/topic/").text

    assert '<td data-label="Merged into" data-empty class="field-merged_into nowrap">-</td>' in page


def test_list_shows_times_like_other_pages(at_desk):
    Source.objects.create(name="tides")
    Source.objects.update(created_at=NOON)

    assert "4 May 2031, 12:00 UTC" in at_desk("Superuser").get("/admin/articles/source/").text
