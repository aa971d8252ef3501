"""Start a preview: a small one at once, a large one in the worker."""

from django.http import HttpResponseRedirect

from articles.admin.imports.access import preview_url
from articles.ingest.preview import is_small
from articles.jobs.background import enqueue
from articles.jobs.lifecycle import execute
from articles.models import ImportRun


def start(preview: ImportRun) -> HttpResponseRedirect:
    """Compute or enqueue a queued preview and lead to its page."""
    if is_small(preview):
        execute(preview)
    else:
        enqueue(preview)
    return HttpResponseRedirect(preview_url(preview))
