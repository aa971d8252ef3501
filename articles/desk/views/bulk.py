"""Bulk actions: one action on all drafts of the queue's filter, as a background job."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from articles.bulk_actions.runs import start_bulk_action
from articles.desk.access import current_user, staff_page
from articles.desk.forms import ScheduleForm
from articles.desk.queue import COUNT_LIMIT, Queue, count_drafts, queue_of
from articles.jobs.tasks import enqueue
from articles.models import User
from articles.seeds.records import time_value
from articles.workflow.actions import ACTIONS, BY_KEY
from articles.workflow.errors import WorkflowError

BATCH = "admin:articles_bulkaction_change"


class BulkForm(ScheduleForm):
    """An action, the number of drafts that the page showed, and the details of the action."""

    action = forms.ChoiceField(label="Action")
    expected = forms.IntegerField(min_value=1, max_value=COUNT_LIMIT)
    reason = forms.CharField(
        required=False,
        max_length=500,
        label="Reason (shown in the history)",
        help_text="Required for rejecting.",
    )
    to = forms.CharField(
        required=False,
        max_length=150,
        label="Assign to (username)",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, user: User, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user
        chosen: Any = self.fields["action"]
        chosen.choices = actions_for(user)
        self.fields["typed"].label = f"Publish at ({timezone.get_current_timezone_name()})"
        self.fields["to"].initial = user.username

    def clean(self) -> dict[str, Any]:
        return super().clean() if "at" in self._asks else self.cleaned_data

    @property
    def _asks(self) -> tuple[str, ...]:
        action = BY_KEY.get(self.cleaned_data.get("action", ""))
        return action.asks if action else ()

    def clean_to(self) -> int | None:
        name = self.cleaned_data["to"]
        found = User.objects.filter(username=name).first() if name else None
        if name and found is None:
            raise forms.ValidationError(f"There is no user “{name}”.")
        return found.pk if found else None

    def details(self) -> dict[str, Any]:
        """Return the details that the job keeps."""
        data = self.cleaned_data
        details: dict[str, Any] = {"reason": data["reason"].strip(), "list": "desk"}
        if "at" in self._asks:
            details["at"] = time_value(self.moment())
        if "person" in self._asks:
            details["person"] = data["to"]
        return details


def actions_for(user: User) -> list[tuple[str, str]]:
    """Return the actions that a user may apply to many drafts: key and label."""
    shown = (action for action in ACTIONS if action.shortcut and action.in_bulk)
    return [(action.key, action.label) for action in shown if action.is_allowed(user)]


@require_http_methods(["GET", "POST"])
@staff_page("review_article")
def bulk_page(request: HttpRequest) -> HttpResponse:
    """Show the number of drafts, and start an action on all of them."""
    queue, user = queue_of(request), current_user(request)
    form = BulkForm(user, request.POST) if request.method == "POST" else BulkForm(user)
    if request.method == "POST" and form.is_valid():
        try:
            job = start_bulk_action(
                queue.articles,
                form.cleaned_data["action"],
                by=user,
                expected=form.cleaned_data["expected"],
                details=form.details(),
                query=queue.query,
            )
        except WorkflowError as error:
            form.add_error(None, str(error))
        else:
            enqueue(job)
            return HttpResponseRedirect(reverse(BATCH, args=[job.pk]))
    return _show(request, queue, form)


def _show(request: HttpRequest, queue: Queue, form: BulkForm) -> HttpResponse:
    count = count_drafts(queue.articles)
    context = {
        "queue": queue,
        "chips": list(queue.chips()),
        "form": form,
        "count": count.number,
        "is_too_many": count.is_capped,
    }
    return render(request, "desk/bulk_action.html", context, status=422 if form.is_bound else 200)
