"""Each article stores the threshold that applies to it, and how far its quality is from that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.content.thresholds import current_rules, refresh_all_thresholds, threshold_of
from articles.models import NO_DISTANCE, Article, Provider, PublishingRule, Topic
from articles.models.value_fields import article_values
from articles.publishing.policy import Rule, rule_for
from articles.publishing.rule_changes import change_rule, delete_rule, make_rule
from articles.publishing.rules import facts_of, rules_in_force
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from tests.factories import draft, link, provider, rule, topic
from tests.properties.rule_strategies import ARTICLES, NAMES, PROVIDERS, TOPICS, rules, store
from tests.properties.worlds import fresh_desk

pytestmark = pytest.mark.django_db


def of(article):
    article.refresh_from_db()
    return article.threshold, article.threshold_distance


@pytest.mark.parametrize(
    ("quality", "distance"), [(90, 20), (70, 0), (41, 29), (None, NO_DISTANCE)]
)
def test_threshold_distance_is_absolute_and_larger_than_any_without_a_score(quality, distance):
    assert of(draft(quality=quality)) == (70, distance)


def test_threshold_without_a_rule_is_unknown():
    PublishingRule.objects.all().delete()

    assert of(draft(quality=90)) == (None, NO_DISTANCE)


def test_threshold_of_a_corroborated_article_is_the_lower_one():
    PublishingRule.objects.update(corroborated_threshold=60)
    article = draft(quality=50)
    link(article)

    assert of(article) == (60, 10)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"quality": 65}, (70, 5)),
        ({"type": "video"}, (30, 20)),
        ({"provider": "gull.example"}, (40, 10)),
        ({"topics": ["Gulls"]}, (45, 5)),
        ({"topics": ["Gulls"], "provider": "gull.example", "type": "video"}, (40, 10)),
    ],
)
def test_edit_that_changes_the_rule_changes_the_threshold(changes, expected):
    rule(type="video", threshold=30)
    rule(provider=provider("gull.example"), threshold=40)
    rule(topic=topic("Gulls"), threshold=45)
    article = draft(quality=50, type="article")

    edit(article, changes, by=SYSTEM)

    assert of(article) == expected


def test_change_of_a_rule_refreshes_all_articles(django_capture_on_commit_callbacks):
    video, text = draft(quality=50, type="video"), draft(quality=50, type="article")
    made = PublishingRule(name="Videos", type="video", threshold=30)
    with django_capture_on_commit_callbacks(execute=True):
        make_rule(made, by=SYSTEM)
    assert (of(video), of(text)) == ((30, 20), (70, 20))

    made.threshold = 55
    with django_capture_on_commit_callbacks(execute=True):
        change_rule(made, by=SYSTEM)
    assert (of(video), of(text)) == ((55, 5), (70, 20))

    with django_capture_on_commit_callbacks(execute=True):
        delete_rule(made, by=SYSTEM)
    assert of(video) == (70, 20)


@given(st.lists(rules(), max_size=5), st.dictionaries(st.sampled_from(NAMES), ARTICLES))
def test_threshold_is_that_of_the_rule_that_policy_chooses(some_rules, articles):
    with fresh_desk():
        store(articles)
        PublishingRule.objects.all().delete()
        scopes = {(each.topic, each.provider, each.type): each for each in some_rules}
        store_rules([each for each in scopes.values() if is_storable(each)])
        refresh_all_thresholds()
        in_force, in_tables = rules_in_force(), current_rules()
        articles_now = list(Article.objects.for_values())
        stored = [each.threshold for each in articles_now]
        expected = [expected_threshold(each, in_force) for each in articles_now]
        # `threshold_of` judges new drafts, which no one has recommended yet.
        computed = [
            each.threshold if each.recommended else threshold_of(new_values(each), in_tables)
            for each in articles_now
        ]

    assert stored == computed == expected


def new_values(article):
    return article_values(article) | {"related": [{}] * article.related_count}


def is_storable(each: Rule) -> bool:
    return each.topic in {"", *TOPICS} and each.provider in {"", *PROVIDERS}


def store_rules(some_rules):
    for each in some_rules:
        PublishingRule.objects.create(
            name=each.name,
            threshold=each.threshold,
            corroborated_threshold=each.corroborated_threshold,
            recommended_threshold=each.recommended_threshold,
            topic=Topic.objects.get(name=each.topic) if each.topic else None,
            provider=Provider.objects.get(domain=each.provider) if each.provider else None,
            type=each.type,
        )


def expected_threshold(article, in_force):
    chosen = rule_for(facts_of(article), in_force)
    if chosen is None:
        return None
    lowers = [
        chosen.corroborated_threshold if article.related_count else None,
        chosen.recommended_threshold if article.recommended else None,
    ]
    return min([chosen.threshold, *(lower for lower in lowers if lower is not None)])
