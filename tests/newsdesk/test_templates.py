"""Staff pages show dates and large numbers in one way."""

import re
from pathlib import Path

from django.template.loader import render_to_string

from articles.models import RunState

TEMPLATES = Path(__file__).parents[2] / "templates"
FORMATS = {
    "j M Y, H:i T", "j M Y",  # a time, a day
    "j M, H:i", "j M", "H:i T", "H:i", "H:i:s",  # next to a day, or of the coming days
    "l, j F Y, H:i T", "l, j F, H:i T", "l, j F Y", "l", "D",  # headings of days, charts
    "c", "Y-m-d",  # for programs
}  # fmt: skip


def test_staff_templates_have_one_date_format():
    found = {
        (str(path.relative_to(TEMPLATES)), each)
        for path in TEMPLATES.rglob("*.html")
        if path.relative_to(TEMPLATES).parts[0] != "public"
        for each in re.findall(r"""\|date:["']([^"']+)""", path.read_text())
    }

    assert [pair for pair in sorted(found) if pair[1] not in FORMATS] == []
    assert len(found) > 20


def test_progress_of_a_job_has_separated_thousands():
    run = {"progress": (1234, 56789), "percent": 2, "state": RunState.RUNNING}

    page = render_to_string("admin/runs/_progress_bar.html", {"run": run})

    assert "1,234 of 56,789" in page
    assert 'max="56789" value="1234"' in page
