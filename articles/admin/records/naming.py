"""Rename and merge topics and providers; the list of names that are nearly the same."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.admin.base.fields import NamedChoiceField, TextField
from articles.admin.base.links import count_of
from articles.bulk_actions.merged_rows import KEYS, Row
from articles.bulk_actions.merging import articles_of, merge_into, rename_topic, why_not_merged
from articles.content.similar_names import domain_key, name_key, similar_pairs
from articles.desk.access import current_user, parse_id, staff_page
from articles.jobs.background import enqueue
from articles.listing.filter_form import suggesting
from articles.models import Article, ArticleTopic, Provider, Topic
from articles.seeds.limits import LIMITS
from articles.workflow.errors import NotPossible, WorkflowError

MODELS: dict[str, Any] = {"topic": Topic, "provider": Provider}
SHOWN = 20
MAX_PAIRS = 200


class MergeForm(forms.Form):
    """The row to merge into, by name or domain."""

    def __init__(self, kind: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        rows, key = MODELS[kind].objects.filter(merged_into=None), KEYS[kind]
        field = NamedChoiceField(rows, key, label="Merge into", help_text=f"Its {key}.")
        field.widget.attrs |= suggesting(kind, "names") | {"autocomplete": "off", "class": "input"}
        self.fields["into"] = field


class RenameForm(forms.Form):
    """A topic's new name."""

    name = TextField(max_length=LIMITS.name, required=True, label="New name")


@dataclass(frozen=True, slots=True)
class SimilarPair:
    """Two rows with similar names: the one with fewer articles, and the one to merge it into."""

    old: Any
    into: Any


@staff_page("merge_names")
def merge_view(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Show what a merge would move; start it when it is confirmed."""
    old: Row = get_object_or_404(MODELS[kind].objects.select_related("merged_into"), pk=pk)
    form = MergeForm(kind, request.POST or (request.GET if "into" in request.GET else None))
    into = form.cleaned_data["into"] if form.is_bound and form.is_valid() else None
    problem = why_not_merged(old, into) if into else ""
    if request.method == "POST" and into:
        try:
            expected = parse_id(request.POST.get("expected", "")) or 0
            job = merge_into(old, into, by=current_user(request), expected=expected)
        except WorkflowError as error:
            problem = str(error)
        else:
            enqueue(job)
            messages.success(request, f"“{old}” is being merged into “{into}”.")
            return HttpResponseRedirect(reverse("admin:articles_bulkaction_change", args=[job.pk]))
    articles = articles_of(old)
    context = {
        "title": f"Merge “{old}”", "old": old, "kind": kind, "form": form, "into": into,
        "problem": problem, "count": articles.count(), "opts": old._meta,
        "articles": articles.select_related("provider").newest_first()[:SHOWN],
        "children": old.children.count() if isinstance(old, Topic) else 0,
    }  # fmt: skip
    return render(request, "admin/records/merge.html", context)


@staff_page("merge_names")
def rename_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a topic."""
    topic = get_object_or_404(Topic, pk=pk)
    form = RenameForm(request.POST or None, initial={"name": topic.name})
    same: Topic | None = None
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"].strip()
        try:
            rename_topic(topic, name, by=current_user(request))
        except NotPossible as error:
            form.add_error("name", str(error))
            same = Topic.objects.filter(name=name).exclude(pk=pk).first()
        else:
            messages.success(request, f"“{topic}” renamed to “{name}”.")
            return HttpResponseRedirect(reverse("admin:articles_topic_change", args=[pk]))
    context = {
        "title": f"Rename “{topic}”", "topic": topic, "form": form, "same": same,
        "count": articles_of(topic).count(), "opts": topic._meta,
    }  # fmt: skip
    return render(request, "admin/records/rename.html", context)


@staff_page("merge_names")
@require_safe
def similar_view(request: HttpRequest, kind: str) -> HttpResponse:
    """List the pairs of topics or providers with nearly the same name."""
    rows = {row.pk: row for row in _with_counts(kind)}
    keys = {pk: {name_key(row.name)} for pk, row in rows.items()}
    if kind == "provider":
        keys = {pk: {*keys[pk], domain_key(row.domain)} for pk, row in rows.items()}
    found = [_pair(rows[one], rows[other]) for one, other in similar_pairs(keys)[:MAX_PAIRS]]
    pairs = sorted(found, key=lambda pair: -pair.old.article_count)
    model = MODELS[kind]
    context = {"title": "Similar names", "pairs": pairs, "opts": model._meta, "kind": kind}
    return render(request, "admin/records/similar.html", context)


def _with_counts(kind: str) -> Any:
    articles: Any = ArticleTopic.objects.all() if kind == "topic" else Article.objects.all()
    rows = MODELS[kind].objects.filter(merged_into=None).order_by("name", "pk")
    return rows.annotate(article_count=count_of(articles, kind))


def _pair(one: Any, other: Any) -> SimilarPair:
    old, into = sorted((one, other), key=lambda row: row.article_count)
    return SimilarPair(old, into)
