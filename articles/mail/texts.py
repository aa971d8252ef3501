"""The subject and text of each kind of mail, from the templates in `templates/mail/`."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from articles.jobs.heartbeat import worker_is_alive
from articles.mail.password_links import password_path
from articles.models import Article, Event, ImportRun, OutgoingMail, RunState, User, Verb
from articles.models.value_fields import parse_time
from articles.workflow.times import format_time

Context = dict[str, Any]
LISTED = 20
"""Articles named in one mail."""


def write_mail(mail: OutgoingMail) -> tuple[str, str] | None:
    """Return subject and text, None if the mail has nothing to say any more.

    The first line of the template is the subject. Only titles of articles are mailed.
    """
    user = mail.user
    if not (user.is_active and user.is_staff and user.email):
        return None
    context = _CONTEXTS[OutgoingMail.Kind(mail.kind)](user, mail.facts)
    if context is None:
        return None
    context |= {"user": user, "site_name": settings.NEWSDESK_SITE_NAME}
    context["account_url"] = _url(reverse("admin:account"))
    subject, _, text = render_to_string(f"mail/{mail.kind}.txt", context).partition("\n")
    return subject, text.lstrip("\n")


def assignments(user: User, facts: Context) -> "list[Event]":
    """Return the events that assigned articles to a user between two times, and still hold."""
    since, until = parse_time(facts["since"]), parse_time(facts["until"])
    events = Event.objects.filter(
        verb=Verb.ASSIGNED,
        undone=False,
        at__gt=since,
        at__lte=until,
        after__assigned_to=user.get_username(),
        article__assigned_to=user,
    )
    return [*events.exclude(actor=user).select_related("article", "actor").order_by("at", "pk")]


def _password_link(user: User, facts: Context) -> Context:
    return {"link": _url(password_path(user)), "is_new": facts["is_new"]}


def _digest(user: User, facts: Context) -> Context | None:
    events = {event.article_id: event for event in assignments(user, facts)}
    items = [(event, _article_url(event.article)) for event in events.values()]
    rest = len(items) - LISTED
    return {"items": items[:LISTED], "rest": max(rest, 0), "number": len(items)} if items else None


def _failed_import(_user: User, facts: Context) -> Context | None:
    run = ImportRun.imports.filter(pk=facts["run"], state=RunState.FAILED).first()
    return {"run": run, "url": _url(_run_path(run))} if run else None


def _silent_worker(_user: User, facts: Context) -> Context | None:
    if worker_is_alive():
        return None
    return {"last_seen": format_time(parse_time(facts["last_seen"])), "url": _url("/admin/")}


_CONTEXTS: dict[OutgoingMail.Kind, Callable[[User, Context], Context | None]] = {
    OutgoingMail.Kind.PASSWORD_LINK: _password_link,
    OutgoingMail.Kind.DIGEST: _digest,
    OutgoingMail.Kind.FAILED_IMPORT: _failed_import,
    OutgoingMail.Kind.SILENT_WORKER: _silent_worker,
}


def _article_url(article: Article) -> str:
    return _url(reverse("admin:articles_article_change", args=[article.pk]))


def _run_path(run: ImportRun) -> str:
    return reverse("admin:articles_importrun_change", args=[run.pk])


def _url(path: str) -> str:
    return f"{settings.NEWSDESK_SITE_URL}{path}"
