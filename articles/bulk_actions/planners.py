"""Plan a bulk action: what it changes of each article, or why it does not.

A *planner* is prepared once for all articles of a slice and then called with each of them. It
raises NotPossible or NotAllowed for an article that the action refuses.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Never

from articles.bulk_actions.args import BulkArgs, action_of, read_args
from articles.content.merged_names import MergedNames, merged_names
from articles.models import Article, BulkAction
from articles.workflow.action_columns import ActionArgs
from articles.workflow.actors import Actor, starter_of
from articles.workflow.apply import Change
from articles.workflow.edit import Values, plan_edit, values_of
from articles.workflow.errors import NotPossible
from articles.workflow.plan import plan_action
from articles.workflow.resolve_conflicts import chosen, open_conflicts_of, plan_resolution

Planner = Callable[[Article], Change]
Articles = Mapping[int, Article]


def planner_for(job: BulkAction, articles: Articles, now: datetime) -> Planner:
    """Return what plans the bulk action for each of these articles, which must be locked."""
    try:
        args = read_args(job.details)
    except NotPossible as error:  # such as a person who was deleted since
        return partial(_refuse, why=f"{error} Nothing was changed.")
    by, action = starter_of(job), action_of(job)
    if args.resolution:
        return _resolution_planner(articles, args)
    if args.merge:
        return _merge_planner(articles, args, by)
    if args.topic:
        return _topic_planner(articles, args, by)
    given = ActionArgs(now, args.at, args.person)
    return partial(plan_action, action=action, args=given, by=by, reason=args.reason)


def _refuse(_article: Article, *, why: str) -> Never:
    raise NotPossible(why)


def _topic_planner(articles: Articles, args: BulkArgs, by: Actor) -> Planner:
    args = replace(args, topic=merged_names().topic(args.topic))
    values = values_of(articles, {"topics"})

    def plan(article: Article) -> Change:
        current = values[article.pk]
        wanted = {"topics": _topics(article, current, args)}
        return plan_edit(article, current, wanted, by=by, reason=args.reason)

    return plan


def _topics(article: Article, current: Values, args: BulkArgs) -> list[str]:
    names: list[str] = current["topics"]
    if args.remove != (args.topic in names):
        has = "does not have" if args.remove else "already has"
        raise NotPossible(f"“{article.title}” {has} the topic {args.topic}.")
    others = [name for name in names if name != args.topic]
    return others if args.remove else [*others, args.topic]


def _merge_planner(articles: Articles, args: BulkArgs, by: Actor) -> Planner:
    is_topic = args.merge == "topic"
    in_use = getattr(merged_names(), args.merge)(args.old)
    names = MergedNames(**{f"{args.merge}s": {args.old: in_use}})
    values = values_of(articles, {"topics"} if is_topic else {"related"})
    fields = {"topics"} if is_topic else {"provider", "related"}
    reason = f"{args.merge} “{args.old}” merged into “{args.into}”"

    def plan(article: Article) -> Change:
        current = values[article.pk]
        wanted = names.replace_in({name: current[name] for name in fields})
        change = plan_edit(article, current, wanted, by=by, reason=reason)
        if not change.values:
            raise NotPossible(
                f"“{article.title}” does not have the {args.merge} {args.old} any more."
            )
        return change

    return plan


def _resolution_planner(articles: Articles, args: BulkArgs) -> Planner:
    resolution = chosen(args.resolution)
    conflicts = open_conflicts_of(articles, args.conflict_filter)
    fields = {conflict.field for each in conflicts.values() for conflict in each}
    values = values_of(articles, fields)

    def plan(article: Article) -> Change:
        of_article = conflicts.get(article.pk, [])
        return plan_resolution(article, values[article.pk], of_article, resolution, is_unseen=True)

    return plan
