"""The threshold page: preview, confirmation, and the run that it starts."""

import re

import pytest

from articles.admin.publishing import threshold_preview
from articles.models import Article, PublishRun, RunState
from tests.factories import draft, in_status, link, provider, rule, topic

pytestmark = pytest.mark.django_db
PAGE = "/admin/threshold/"
LIST = "/admin/articles/article/"


def preview_of(response):
    return response.context["preview"]


def confirm(client, page):
    """Press the button of a page that shows a preview."""
    return client.post(PAGE, {**dict(page.context["confirmation"]), "publish": "yes"})


def live():
    return set(Article.objects.published().values_list("title", flat=True))


@pytest.fixture
def drafts():
    for quality in (40, 69, 70, 90, None):
        draft(title=f"Quality {quality}", quality=quality)
    draft(title="Held", quality=95, held=True)


def test_threshold_page_opens_with_the_default_rule(editor, drafts):
    response = editor.get(PAGE)

    preview = preview_of(response)
    assert (preview["published"], preview["total"], preview["kept"]) == (2, 6, 4)
    assert preview["reasons"] == {"below threshold": 2, "held": 1, "unscored": 1}
    page = response.content.decode()
    assert "2 of 6 drafts would be published" in page
    assert "Publish 2 of 6" in page


def test_threshold_page_shows_drafts_on_both_sides_with_reasons(editor, drafts):
    preview = preview_of(editor.get(PAGE))

    assert [row.article.title for row in preview["just_above"]] == ["Quality 70", "Quality 90"]
    assert [row.article.title for row in preview["just_below"]] == ["Quality 69", "Quality 40"]
    assert preview["just_below"][0].reasons == ["Its quality of 69 is below the threshold of 70."]


def test_threshold_preview_changes_nothing(editor, drafts):
    covered = draft(title="Covered", quality=50)
    link(covered, quality=60)

    corroborated = editor.post(PAGE, {"threshold": 80, "corroborated": 50, "preview": "yes"})
    leads = editor.get(PAGE, {"threshold": 80, "corroborated": 50, "leads_only": "on"})

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
        ({"threshold": 70, "ids": "1,x"}, "The selection is invalid"),
    ],
)
def test_threshold_publish_with_invalid_numbers_is_refused(editor, numbers, says):
    page = editor.post(PAGE, {**numbers, "publish": "yes", "expected": 0}).content.decode()

    assert says in page
    assert not PublishRun.objects.exists()


def test_threshold_publish_confirmed_publishes_what_was_shown(
    editor, drafts, django_capture_on_commit_callbacks
):
    shown = editor.get(PAGE)

    with django_capture_on_commit_callbacks(execute=True):
        response = confirm(editor, shown)

    run = PublishRun.objects.get()
    assert response.url == f"/admin/articles/publishrun/{run.pk}/change/"
    assert (run.state, run.expected, run.started_by) == (RunState.DONE, 2, editor.person)
    assert live() == {"Quality 70", "Quality 90"}


def test_threshold_publish_after_the_count_changed_publishes_nothing(editor, drafts):
    shown = editor.get(PAGE)
    draft(title="Came in meanwhile", quality=99)

    response = confirm(editor, shown)

    page = response.content.decode()
    assert "changed from 2 to 3" in page
    assert "3 of 7 drafts would be published" in page
    assert not live()
    assert not PublishRun.objects.exists()


def test_threshold_publish_at_zero_publishes_all_scored_drafts(
    editor, drafts, django_capture_on_commit_callbacks
):
    shown = editor.post(PAGE, {"threshold": "0", "preview": "yes"})

    with django_capture_on_commit_callbacks(execute=True):
        confirm(editor, shown)

    assert len(live()) == 4


def test_threshold_publish_without_expected_count_publishes_nothing(editor, drafts):
    response = editor.post(PAGE, {"threshold": 70, "publish": "yes"})

    assert "changed from 0 to" in response.content.decode()
    assert not PublishRun.objects.exists()


def test_threshold_preview_applies_specific_rules_unless_switched_off(editor):
    draft(title="Weather", quality=40, topics=(topic("Weather"),))
    rule(threshold=30, topic=Article.objects.get().topics.get())

    counted = editor.get(PAGE)
    aside = editor.post(PAGE, {"threshold": 70, "preview": "yes"})

    assert "Apply specific rules" in counted.content.decode()
    assert preview_of(counted)["published"] == 1
    assert preview_of(aside)["published"] == 0


def test_threshold_publish_of_selected_articles_ignores_others(
    editor, django_capture_on_commit_callbacks
):
    chosen = [draft(title="A", quality=90), draft(title="B", quality=10)]
    draft(title="Not chosen", quality=90, provider=provider())
    ticked = [article.pk for article in chosen]

    page = editor.post(f"{LIST}bulk/", {"act": "threshold", "which": "ticked", "chosen": ticked})
    assert "1 of 2 chosen drafts would be published" in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        confirm(editor, page)

    assert live() == {"A"}


def test_threshold_page_without_drafts_has_no_publish_button(editor):
    page = editor.get(PAGE).content.decode()

    assert "Nothing to publish" in page
    assert 'name="publish"' not in page


def test_threshold_page_for_a_reviewer_is_forbidden(reviewer, drafts):
    assert reviewer.get(PAGE).status_code == 403
    assert reviewer.post(PAGE, {"threshold": 1, "publish": "yes"}).status_code == 403
    assert not live()


def test_threshold_preview_counts_drafts_only(editor):
    in_status("published", quality=90)
    in_status("rejected", quality=90)

    assert preview_of(editor.get(PAGE))["total"] == 0


def test_threshold_preview_for_htmx_returns_a_fragment(editor, drafts):
    response = editor.post(PAGE, {"threshold": 90}, headers={"HX-Request": "true"})

    fragment = response.content.decode()
    assert "1 of 6 drafts would be published" in fragment
    assert 'id="histogram" hx-swap-oob="true"' in fragment
    assert "<html" not in fragment


def test_threshold_preview_for_htmx_with_invalid_numbers_shows_no_preview(editor, drafts):
    response = editor.post(PAGE, {"threshold": ""}, headers={"HX-Request": "true"})

    assert "No preview" in response.content.decode()


def test_threshold_page_reads_numbers_from_the_address(editor, drafts):
    preview = preview_of(editor.get(PAGE, {"threshold": 60, "corroborated": 50}))

    assert (preview["threshold"], preview["corroborated"], preview["published"]) == (60, 50, 3)


@pytest.mark.parametrize(
    ("scope", "of"),
    [
        ({"topic": "Storms"}, "1 of 1"),
        ({"provider": "gull.example"}, "1 of 2"),
        ({"type": "video"}, "1 of 1"),
        ({"provider": "gull.example", "type": "video"}, "0 of 0"),
    ],
)
def test_threshold_publish_with_a_scope_publishes_only_its_drafts(
    editor, scope, of, django_capture_on_commit_callbacks
):
    gull = provider("gull.example")
    draft(title="Storm", quality=90, topics=(topic("Storms"),))
    draft(title="Gull", quality=90, provider=gull)
    draft(title="Weak gull", quality=10, provider=gull)
    draft(title="Film", quality=90, type="video")

    page = editor.get(PAGE, {"threshold": 70, **scope})
    assert f"{of} draft" in page.content.decode()
    if of.startswith("0"):
        return
    with django_capture_on_commit_callbacks(execute=True):
        confirm(editor, page)

    assert len(live()) == 1
    assert PublishRun.objects.get().scope == scope


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

    kinds = dict(preview_of(editor.get(PAGE))["kinds"])

    assert kinds["Providers"] == [("Gull", 3), ("no provider", 1)]
    assert set(kinds["Topics"]) == {("T0", 1), ("T1", 1), ("T2", 1), ("no topic", 1)}
    assert kinds["Types"] == [("article", 3), ("no type", 1)]


def test_threshold_page_with_many_drafts_requests_kinds_later(editor, drafts, monkeypatch):
    monkeypatch.setattr(threshold_preview, "MAX_DRAFTS_WITH_KINDS", 1)

    page = editor.get(PAGE)
    fragment = editor.get(f"{PAGE}kinds/?{page.context['numbers']}").content.decode()
    whole = editor.get(f"{PAGE}?{page.context['numbers']}&kinds=yes")

    assert preview_of(page)["kinds"] is None
    assert "no provider" in fragment
    assert dict(preview_of(whole)["kinds"])["Providers"] == [("no provider", 2)]


def test_threshold_page_escapes_hostile_names(editor):
    bad = "<script>alert(1)</script>"
    draft(quality=90, provider=provider(name=bad), topics=(topic(bad, slug="bad"),), title=bad)

    page = editor.get(PAGE).content.decode()

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
    page = editor.post("/admin/threshold/", data).content.decode()

    described = re.findall(r'aria-describedby="([^"]+)"', page)
    ids = set(re.findall(r' id="([^"]+)"', page))
    assert described
    assert {name for names in described for name in names.split()} <= ids
