"""Save the current filter of a list as a view."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from articles.admin.base.fields import TextField
from articles.admin.base.links import LIST_ROUTES, view_url
from articles.desk.access import current_user, staff_page
from articles.models import SavedView

MAX_QUERY = 2_000


class SaveViewForm(forms.Form):
    """The list, its filter, and the name under which it is saved."""

    place = forms.ChoiceField(choices=SavedView.Place.choices, widget=forms.HiddenInput)
    name = TextField(max_length=60, required=True)
    query = forms.CharField(max_length=MAX_QUERY, required=False, widget=forms.HiddenInput)
    is_shared = forms.BooleanField(required=False, label="Share with everyone")


@staff_page("add_savedview")
@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Save a view; replace the user's own view of the same name."""
    user, form = current_user(request), SaveViewForm(request.POST)
    if request.POST.get("is_shared") and not user.has_perm("articles.share_savedview"):
        raise PermissionDenied
    if not form.is_valid():
        return _refuse(request, form)
    data = form.cleaned_data
    view, is_new = SavedView.objects.update_or_create(
        owner=user,
        place=data["place"],
        name=data["name"],
        defaults={"query": data["query"], "is_shared": data["is_shared"]},
    )
    messages.success(request, f"View “{view}” {'saved' if is_new else 'replaced'}.")
    return HttpResponseRedirect(view_url(view))


def _refuse(request: HttpRequest, form: SaveViewForm) -> HttpResponse:
    text = " ".join(str(error) for errors in form.errors.values() for error in errors)
    messages.error(request, f"The view was not saved: {text}")
    place = request.POST.get("place", "")
    url = reverse(LIST_ROUTES.get(place, LIST_ROUTES[SavedView.Place.ARTICLES]))
    query = request.POST.get("query", "")[:MAX_QUERY]
    return HttpResponseRedirect(f"{url}?{query}")
