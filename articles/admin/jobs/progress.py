"""How far a run is: the bar on its page, which looks again by itself while the run is at work."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from articles.jobs.lease import is_interrupted
from articles.models import Run

STEP = 10
"""Per cent after which how far it is is said aloud again: each look would be too often."""


def bar(run: Run, address: str, noun: str = "") -> dict[str, Any]:
    """Return what `_run_bar.html` shows; `address` is where it looks again, `noun` what counts."""
    step = run.percent // STEP
    return {
        "run": run,
        "is_interrupted": is_interrupted(run),
        "progress_url": f"{address}?told={step}",
        "step": step,
        "noun": noun,
    }


def bar_view(request: HttpRequest, run: Run, address: str, noun: str = "") -> HttpResponse:
    """Answer a bar that looks again; a run that has ended has its whole page loaded anew."""
    context = bar(run, address, noun)
    context["is_news"] = request.GET.get("told") != str(context["step"])
    response = TemplateResponse(request, "admin/runs/_progress_bar.html", context)
    if not run.is_active:
        response["HX-Refresh"] = "true"
    return response
