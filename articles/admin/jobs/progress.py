"""The progress bar of a job: its page polls it while the job is active."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from articles.jobs.heartbeat import worker_is_alive
from articles.jobs.lease import is_interrupted
from articles.models import Run

STEP = 10
"""Percent between two announcements to screen readers; each poll would be too often."""


def progress_context(run: Run, address: str, noun: str = "") -> dict[str, Any]:
    """Return the context of `_progress_bar.html`, which polls `address`; `noun` is what counts."""
    step = run.percent // STEP
    return {
        "run": run,
        "is_interrupted": is_interrupted(run),
        "is_asleep": run.is_active and not run.worker and not worker_is_alive(),
        "progress_url": f"{address}?step={step}",
        "step": step,
        "noun": noun,
    }


def progress_response(request: HttpRequest, run: Run, address: str, noun: str = "") -> HttpResponse:
    """Return the progress bar; when the job has ended, the whole page is reloaded."""
    context = progress_context(run, address, noun)
    context["is_news"] = request.GET.get("step") != str(context["step"])
    response = TemplateResponse(request, "admin/runs/_progress_bar.html", context)
    if not run.is_active:
        response["HX-Refresh"] = "true"
    return response
