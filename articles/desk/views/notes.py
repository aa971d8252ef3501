"""Notes on articles, and the notifications of a user."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from articles.desk.access import current_user, parse_id, staff_page
from articles.desk.forms import NoteForm, colleagues
from articles.desk.queue import queue_of
from articles.desk.views.decisions import answer, back_to
from articles.desk.views.dialogs import find_draft, render_dialog
from articles.models import Note
from articles.workflow.notes import add_note, delete_note
from articles.workflow.notifications import mark_read


@require_http_methods(["GET", "POST"])
@staff_page("review_article")
def note_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form for a note on an article, or add the note."""
    article, user = find_draft(pk), current_user(request)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        note = add_note(article, form.cleaned_data["text"], by=user)
        names = ", ".join(str(each.person) for each in note.notifications.select_related("person"))
        text = f"Note added to “{article}”." + (f" Notified: {names}." if names else "")
        queue = queue_of(request)
        return answer(request, queue, pk, text, back_to(request, queue))
    return render_dialog(request, "note", article, form=form, colleagues=colleagues(user))


@require_POST
@staff_page("review_article")
def delete_view(request: HttpRequest, note: int) -> HttpResponse:
    """Delete one's own note."""
    found = get_object_or_404(Note.objects.select_related("article"), pk=note)
    delete_note(found, by=current_user(request))
    messages.success(request, f"Note on “{found.article}” deleted.")
    return HttpResponseRedirect(back_to(request, queue_of(request)))


@require_POST
@staff_page()
def read_view(request: HttpRequest) -> HttpResponse:
    """Mark one notification as read; all if the request names none."""
    sent = request.POST.get("notification")
    chosen = None if sent is None else parse_id(sent)
    if sent is not None and chosen is None:
        raise BadRequest("There is no such notification.")
    mark_read(current_user(request), chosen)
    return HttpResponseRedirect(reverse("desk:my_work"))
