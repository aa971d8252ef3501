"""The subject and text of each kind of mail, from the templates in `templates/mail/`."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from articles.jobs.heartbeat import worker_is_alive
from articles.mail.password_links import password_path
from articles.models import Article, ImportRun, Notification, OutgoingMail, RunState, User
from articles.models.value_fields import parse_time
from articles.workflow.times import format_time

Context = dict[str, Any]
LISTED = 20
"""Notifications in one mail."""


def write_mail(mail: OutgoingMail) -> tuple[str, str] | None:
    """Return subject and text, None if the mail has nothing to say any more.

    The first line of the template is the subject. Of articles only titles are mailed.
    """
    user, kind = mail.user, OutgoingMail.Kind(mail.kind)
    is_wanted = user.wants_mail or kind == OutgoingMail.Kind.PASSWORD_LINK
    if not (user.is_active and user.is_staff and user.email and is_wanted):
        return None
    context = _CONTEXTS[kind](user, mail.facts)
    if context is None:
        return None
    context |= {"user": user, "site_name": settings.NEWSDESK_SITE_NAME}
    context["account_url"] = _url(reverse("admin:account"))
    subject, _, text = render_to_string(f"mail/{mail.kind}.txt", context).partition("\n")
    return subject, text.lstrip("\n")


def new_notifications(user: User, facts: Context) -> list[Notification]:
    """Return what a user was notified of between two times and has not read, oldest first."""
    since, until = parse_time(facts["since"]), parse_time(facts["until"])
    unread = user.notifications.unread().filter(at__gt=since, at__lte=until)
    return [*unread.select_related("article", "note", "by").order_by("at", "pk")]


def _password_link(user: User, facts: Context) -> Context:
    return {"link": _url(password_path(user)), "is_new": facts["is_new"]}


def _digest(user: User, facts: Context) -> Context | None:
    if not user.has_perm("articles.review_article"):
        return None  # the role was taken away after it was queued
    found = new_notifications(user, facts)
    items = [(each, _article_url(each.article)) for each in found[:LISTED]]
    context = {"items": items, "number": len(found), "rest": max(len(found) - LISTED, 0)}
    return context | {"my_work_url": _url(reverse("desk:my_work"))} if found else None


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
