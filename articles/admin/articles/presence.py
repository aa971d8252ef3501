"""Show on an article's page who else has it open."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from articles.admin.articles.queries import can_edit
from articles.desk.access import current_user, parse_id, staff_page
from articles.models import Article, User
from articles.workflow.presence import Presence, mark_absent, mark_present, others_present


@staff_page("view_article")
@require_POST
def presence_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Receive the sign of life of an open page, which shows a `version`.

    With `leave` the page was closed.
    """
    article, user = get_object_or_404(Article, pk=pk), current_user(request)
    if "leave" in request.POST:
        mark_absent(user, article.pk)
        return HttpResponse(status=204)
    shown = parse_id(request.GET.get("version", "")) or article.version
    newer = article.events.filter(version__gt=shown).exclude(actor=user).select_related("actor")
    context = {"others": mark_and_list_others(user, article), "newer": newer.first()}
    return render(request, "admin/article/_presence.html", context)


def mark_and_list_others(user: User, article: Article) -> list[Presence]:
    """Note that the user has the article open, and return who else has."""
    mark_present(user, article.pk, is_editing=can_edit(user, article))
    return others_present([article.pk], user).get(article.pk, [])
