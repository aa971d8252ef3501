"""The threshold page: preview, confirmation, and the run that it starts."""

import re

import pytest

from articles.admin.publishing import threshold_preview
from articles.models import Article, ImportRun, PublishingRule, PublishRun, RunState
from articles.publishing.rule_changes import change_rule
from articles.workflow.actors import SYSTEM
from tests.admin.sent import messages_of
from tests.factories import (
    draft,
    in_status,
    link,
    provider,
    rule,
    seed_text,
    topic,
    write_seeds,
)
from tests.ingest.desk import imported

pytestmark = pytest.mark.django_db
PAGE = "/admin/threshold/"
LIST = "/admin/articles/article/"
HTMX = {"HX-Request": "true"}


def preview_of(response):
    return response.context["preview"]


def opened(client, **params):
    """Open the page as a link does; without numbers it goes on to those used last."""
    return client.get(PAGE, params, follow=True)


def confirm(client, page, **changes):
    """Press the button of a page that shows a preview."""
    expected = preview_of(page)["published"]
    return client.post(PAGE, {**page.context["form"].params, "expected": expected, **changes})


def live():
    return set(Article.objects.published().values_list("title", flat=True))


@pytest.fixture
def drafts():
    for quality in (40, 69, 70, 90, None):
        draft(title=f"Quality {quality}", quality=quality)
    draft(title="Held", quality=95, held=True)


def test_threshold_page_opens_with_the_default_rule(editor, drafts):
    response = opened(editor)

    preview = preview_of(response)
    assert (preview["published"], preview["total"], preview["kept"]) == (2, 6, 4)
    assert preview["reasons"] == {"below threshold": 2, "held": 1, "unscored": 1}
    page = response.content.decode()
    assert "2 of 6 drafts would be published" in page
    assert "Publish 2 of 6" in page


def test_threshold_page_without_threshold_keeps_the_other_numbers(editor, drafts):
    params = opened(editor, narrower="on", corroborated="60").context["form"].params

    assert params == {"threshold": "70", "narrower": "on", "corroborated": "60"}


def test_threshold_page_shows_drafts_on_both_sides_with_reasons(editor, drafts):
    preview = preview_of(opened(editor))

    assert [row.article.title for row in preview["just_above"]] == ["Quality 70", "Quality 90"]
    assert [row.article.title for row in preview["just_below"]] == ["Quality 69", "Quality 40"]
    assert preview["just_below"][0].reasons == ["Its quality of 69 is below the threshold of 70."]


def test_threshold_preview_changes_nothing(editor, drafts):
    covered = draft(title="Covered", quality=50)
    link(covered, quality=60)

    corroborated = opened(editor, threshold=80, corroborated=50)
    leads = opened(editor, threshold=80, corroborated=50, leads_only="on")

    assert preview_of(corroborated)["published"] == 2
    assert preview_of(leads)["published"] == 1
    assert preview_of(leads)["reasons"]["outranked"] == 1
    assert not live()
    assert not PublishRun.objects.exists()


@pytest.mark.parametrize(
    ("numbers", "says"),
    [
        ({"threshold": ""}, "This field is required"),
        ({"threshold": "-1"}, "greater than or equal to 0"),
        ({"threshold": 70, "corroborated": 71}, "must not exceed the threshold"),
        ({"threshold": 70, "ids": "1-x"}, "The selection is invalid"),
        ({"threshold": 70, "list": "quality_from=x"}, "One of the filters of the list is invalid"),
    ],
)
def test_threshold_publish_with_invalid_numbers_is_refused(editor, numbers, says):
    page = editor.post(PAGE, {**numbers, "expected": 0}).content.decode()

    assert says in page
    assert not PublishRun.objects.exists()


def test_threshold_publish_confirmed_publishes_what_was_shown(
    editor, drafts, django_capture_on_commit_callbacks
):
    shown = opened(editor)

    with django_capture_on_commit_callbacks(execute=True):
        response = confirm(editor, shown)

    run = PublishRun.objects.get()
    assert response.url == f"/admin/articles/publishrun/{run.pk}/change/"
    assert (run.state, run.expected, run.started_by) == (RunState.DONE, 2, editor.person)
    assert live() == {"Quality 70", "Quality 90"}


def test_threshold_publish_after_the_count_changed_publishes_nothing(editor, drafts):
    shown = opened(editor)
    draft(title="Came in meanwhile", quality=99)

    response = confirm(editor, shown)

    assert "changed from 2 to 3" in messages_of(response)[0]
    assert "3 of 7 drafts would be published" in editor.get(response.url).content.decode()
    assert not live()
    assert not PublishRun.objects.exists()


def test_threshold_publish_at_zero_publishes_all_scored_drafts(
    editor, drafts, django_capture_on_commit_callbacks
):
    shown = opened(editor, threshold=0)

    with django_capture_on_commit_callbacks(execute=True):
        confirm(editor, shown)

    assert len(live()) == 4


def test_threshold_publish_without_expected_count_publishes_nothing(editor, drafts):
    response = editor.post(PAGE, {"threshold": 70})

    assert "changed from 0 to" in messages_of(response)[0]
    assert not PublishRun.objects.exists()


def test_threshold_preview_applies_specific_rules_unless_switched_off(editor):
    draft(title="Weather", quality=40, topics=(topic("Weather"),))
    rule(threshold=30, topic=Article.objects.get().topics.get())

    counted = opened(editor)
    aside = opened(editor, threshold=70)

    assert "Apply specific rules" in counted.content.decode()
    assert preview_of(counted)["published"] == 1
    assert preview_of(aside)["published"] == 0


@pytest.mark.parametrize("which", ["ticked", "all"])
def test_threshold_publish_of_articles_of_the_list_ignores_others(
    editor, which, django_capture_on_commit_callbacks
):
    about = (topic("Chosen"),)
    chosen = [draft(title="A", quality=90, topics=about), draft(quality=10, topics=about)]
    draft(title="Not chosen", quality=90, provider=provider())
    ticked = [article.pk for article in chosen]
    form = {"act": "threshold", "which": which, "chosen": ticked, "query": "topic=Chosen"}

    page = editor.post(f"{LIST}bulk/", form, follow=True)
    assert "1 of 2 drafts would be published" in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        confirm(editor, page)

    assert live() == {"A"}


def test_threshold_page_without_drafts_has_no_publish_button(editor):
    page = opened(editor).content.decode()

    assert "There are no drafts." in page
    assert 'name="expected"' not in page


def test_threshold_page_for_a_reviewer_is_forbidden(reviewer, drafts):
    assert reviewer.get(PAGE).status_code == 403
    assert reviewer.post(PAGE, {"threshold": 1, "expected": 1}).status_code == 403
    assert not live()


def test_threshold_preview_counts_drafts_only(editor):
    in_status("published", quality=90)
    in_status("rejected", quality=90)

    assert preview_of(opened(editor))["total"] == 0


def test_threshold_preview_for_htmx_returns_a_fragment(editor, drafts):
    response = editor.get(PAGE, {"threshold": 90, "topic": ""}, headers=HTMX)

    assert response["HX-Replace-Url"] == f"{PAGE}?threshold=90"
    fragment = response.content.decode()
    assert "1 of 6 drafts would be published" in fragment
    assert 'id="histogram" hx-swap-oob="true"' in fragment
    assert "<html" not in fragment


def test_threshold_preview_for_htmx_with_an_invalid_value_keeps_the_last_result(editor, drafts):
    response = editor.get(PAGE, {"threshold": "70", "topic": "Comp"}, headers=HTMX)

    assert response["HX-Reswap"] == "none"
    assert "Topic: There is no topic “Comp”." in response.content.decode()
    assert "threshold-summary" not in response.content.decode()


def test_threshold_page_opens_with_the_numbers_used_last(
    editor, drafts, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        confirm(editor, opened(editor, threshold=80, corroborated=60, leads_only="on"))
    numbers = "threshold=80&corroborated=60&leads_only=on&narrower=on"
    assert editor.get(PAGE).url == f"{PAGE}?{numbers}"
    assert editor.get(PAGE, {"type": "video"}).url == f"{PAGE}?{numbers}&type=video"

    rule = PublishingRule.objects.get()
    rule.threshold = 65
    change_rule(rule, by=SYSTEM)

    assert editor.get(PAGE).url == f"{PAGE}?threshold=65&narrower=on"


def test_threshold_publish_with_other_numbers_on_screen_is_refused(editor, drafts):
    page = opened(editor, threshold=70)

    response = confirm(editor, page, on_screen="threshold=95")

    assert "Nothing was published" in messages_of(response)[0]
    assert response.url == f"{PAGE}?threshold=95"
    assert not PublishRun.objects.exists()


@pytest.mark.parametrize(
    ("scope", "of"),
    [
        ({"topic": "Storms"}, "1 of 1"),
        ({"provider": "gull.example"}, "1 of 2"),
        ({"provider": "gull NEWS", "topic": ""}, "1 of 2"),
        ({"topic": "storms"}, "1 of 1"),
        ({"type": "VIDEO"}, "1 of 1"),
        ({"type": "video"}, "1 of 1"),
        ({"provider": "gull.example", "type": "video"}, "0 of 0"),
    ],
)
def test_threshold_publish_with_a_scope_publishes_only_its_drafts(
    editor, scope, of, django_capture_on_commit_callbacks
):
    gull = provider("gull.example", name="Gull News")
    draft(title="Storm", quality=90, topics=(topic("Storms"),))
    draft(title="Gull", quality=90, provider=gull)
    draft(title="Weak gull", quality=10, provider=gull)
    draft(title="Film", quality=90, type="video")

    page = opened(editor, threshold=70, **scope)
    assert f"{of} draft" in page.content.decode()
    if of.startswith("0"):
        return
    with django_capture_on_commit_callbacks(execute=True):
        confirm(editor, page)

    assert len(live()) == 1
    stored = {"topic": "Storms", "provider": "gull.example", "type": "video"}
    assert PublishRun.objects.get().scope == {name: stored[name] for name in scope if scope[name]}


def test_threshold_preview_of_an_import_counts_its_drafts(editor, tmp_path):
    imported(write_seeds(tmp_path, {"a.md": seed_text(quality=90)}), by=editor.person)
    draft(quality=90)
    run = ImportRun.imports.get()

    page = opened(editor, **{"import": run.pk})

    assert "1 of 1 draft would be published" in page.content.decode()
    assert f'<option value="{run.pk}" selected>{run}</option>' in page.content.decode()
    assert page.context["form"].scope() == {"import": run.pk}


@pytest.mark.parametrize("scope", [{"topic": "Unknown"}, {"provider": "unknown.example"}])
def test_threshold_preview_with_an_unknown_scope_shows_an_error(editor, drafts, scope):
    page = editor.get(PAGE, {"threshold": 70, **scope}).content.decode()

    assert "There is no" in page
    assert "would be published" not in page


def test_threshold_preview_counts_providers_topics_and_types(editor):
    gull = provider("gull.example", name="Gull")
    for number in range(3):
        draft(quality=90, provider=gull, topics=(topic(f"T{number}"),), type="article")
    draft(quality=80)
    draft(quality=10, provider=gull)

    kinds = dict(preview_of(opened(editor))["kinds"])

    def counted(heading):
        return [(each.name, each.count) for each in kinds[heading]]

    assert counted("Providers") == [("Gull", 3), ("no provider", 1)]
    assert set(counted("Topics")) == {("T0", 1), ("T1", 1), ("T2", 1), ("no topic", 1)}
    assert counted("Types") == [("article", 3), ("no type", 1)]


def test_threshold_page_names_narrow_the_preview(editor):
    gull = provider("gull.example", name="Gull")
    draft(quality=90, provider=gull, topics=(topic("Storms"),), type="video")

    page = opened(editor, threshold=70).content.decode()

    for limit in ("provider=gull.example", "topic=Storms", "type=video"):
        assert f'href="{PAGE}?threshold=70&amp;{limit}"' in page
    assert page.count("provider=gull.example") == 2


def test_threshold_page_bars_use_the_threshold_that_applies(editor):
    link(draft(quality=50), quality=10)
    draft(quality=50)

    preview = preview_of(opened(editor, threshold=60, corroborated=50))

    assert [row.threshold for row in preview["just_above"]] == [50]
    assert [row.threshold for row in preview["just_below"]] == [60]


def test_threshold_page_with_many_drafts_requests_kinds_later(editor, drafts, monkeypatch):
    monkeypatch.setattr(threshold_preview, "MAX_DRAFTS_WITH_KINDS", 1)

    page = opened(editor)
    fragment = editor.get(f"{PAGE}kinds/?{page.context['form'].query}").content.decode()
    whole = editor.get(f"{PAGE}?{page.context['form'].query}&kinds=yes")

    assert preview_of(page)["kinds"] is None
    assert "no provider" in fragment
    assert dict(preview_of(whole)["kinds"])["Providers"][0].count == 2


def test_threshold_page_escapes_hostile_names(editor):
    bad = "<script>alert(1)</script>"
    draft(quality=90, provider=provider(name=bad), topics=(topic(bad, slug="bad"),), title=bad)

    page = opened(editor).content.decode()

    assert bad not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("role", ["editor", "managing_editor"])
def test_threshold_page_query_count_is_bounded(role, request, django_assert_max_num_queries):
    client = request.getfixturevalue(role)
    for number in range(25):
        draft(quality=60 + number)
    client.get(PAGE, {"threshold": 70})

    with django_assert_max_num_queries(20):
        client.get(PAGE, {"threshold": 80})


@pytest.mark.parametrize("data", [{"threshold": 70}, {"threshold": "x", "corroborated": "y"}])
def test_threshold_page_announces_help_and_errors_of_its_fields(editor, data):
    page = editor.get(PAGE, data).content.decode()

    described = re.findall(r'aria-describedby="([^"]+)"', page)
    ids = set(re.findall(r' id="([^"]+)"', page))
    assert described
    assert {name for names in described for name in names.split()} <= ids
