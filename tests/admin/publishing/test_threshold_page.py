"""Publish by threshold: first the number, then the run, and nothing when the number moved."""

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


def test_it_opens_with_the_default_rule_and_its_numbers(editor, drafts):
    response = editor.get(PAGE)

    preview = preview_of(response)
    assert (preview["published"], preview["total"], preview["kept"]) == (2, 6, 4)
    assert preview["reasons"] == {"below threshold": 2, "held": 1, "unscored": 1}
    page = response.content.decode()
    assert "2 of 6 drafts would be published" in page
    assert "Publish 2 of 6" in page


def test_both_sides_of_the_threshold_are_shown_with_their_reasons(editor, drafts):
    preview = preview_of(editor.get(PAGE))

    assert [row.article.title for row in preview["just_above"]] == ["Quality 70", "Quality 90"]
    assert [row.article.title for row in preview["just_below"]] == ["Quality 69", "Quality 40"]
    assert preview["just_below"][0].reasons == ["Its quality of 69 is below the threshold of 70."]


def test_the_numbers_can_be_tried_and_nothing_happens(editor, drafts):
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
        ({"threshold": 70, "corroborated": 71}, "cannot be above the other"),
        ({"threshold": 70, "ids": "1,x"}, "These are no articles"),
    ],
)
def test_numbers_that_cannot_be_are_refused(editor, numbers, says):
    page = editor.post(PAGE, {**numbers, "publish": "yes", "expected": 0}).content.decode()

    assert says in page
    assert not PublishRun.objects.exists()


def test_confirming_publishes_exactly_what_was_shown(
    editor, drafts, django_capture_on_commit_callbacks
):
    shown = editor.get(PAGE)

    with django_capture_on_commit_callbacks(execute=True):
        response = confirm(editor, shown)

    run = PublishRun.objects.get()
    assert response.url == f"/admin/articles/publishrun/{run.pk}/change/"
    assert (run.state, run.expected, run.started_by) == (RunState.DONE, 2, editor.person)
    assert live() == {"Quality 70", "Quality 90"}


def test_nothing_is_published_when_the_number_has_moved(editor, drafts):
    shown = editor.get(PAGE)
    draft(title="Came in meanwhile", quality=99)

    response = confirm(editor, shown)

    page = response.content.decode()
    assert "2 were to be published, but now it would be 3" in page
    assert "3 of 7 drafts would be published" in page
    assert not live()
    assert not PublishRun.objects.exists()


def test_a_threshold_of_nothing_publishes_all_that_have_a_score(
    editor, drafts, django_capture_on_commit_callbacks
):
    shown = editor.post(PAGE, {"threshold": "0", "preview": "yes"})

    with django_capture_on_commit_callbacks(execute=True):
        confirm(editor, shown)

    assert len(live()) == 4


def test_a_confirmation_without_a_number_publishes_nothing(editor, drafts):
    response = editor.post(PAGE, {"threshold": 70, "publish": "yes"})

    assert "0 were to be published" in response.content.decode()
    assert not PublishRun.objects.exists()


def test_narrower_rules_count_unless_they_are_set_aside(editor):
    draft(title="Weather", quality=40, topics=(topic("Weather"),))
    rule(threshold=30, topic=Article.objects.get().topics.get())

    counted = editor.get(PAGE)
    aside = editor.post(PAGE, {"threshold": 70, "preview": "yes"})

    assert "Apply specific rules" in counted.content.decode()
    assert preview_of(counted)["published"] == 1
    assert preview_of(aside)["published"] == 0


def test_the_chosen_of_the_list_are_judged_alone(editor, django_capture_on_commit_callbacks):
    chosen = [draft(title="A", quality=90), draft(title="B", quality=10)]
    draft(title="Not chosen", quality=90, provider=provider())
    ticked = [article.pk for article in chosen]

    page = editor.post(f"{LIST}bulk/", {"act": "threshold", "which": "ticked", "chosen": ticked})
    assert "1 of 2 chosen drafts would be published" in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        confirm(editor, page)

    assert live() == {"A"}


def test_with_nothing_to_publish_there_is_no_button(editor):
    page = editor.get(PAGE).content.decode()

    assert "Nothing to publish" in page
    assert 'name="publish"' not in page


def test_a_reviewer_publishes_nothing(reviewer, drafts):
    assert reviewer.get(PAGE).status_code == 403
    assert reviewer.post(PAGE, {"threshold": 1, "publish": "yes"}).status_code == 403
    assert not live()


def test_what_is_not_a_draft_is_not_counted(editor):
    in_status("published", quality=90)
    in_status("rejected", quality=90)

    assert preview_of(editor.get(PAGE))["total"] == 0


def test_a_moved_handle_gets_new_numbers_and_not_a_page(editor, drafts):
    response = editor.post(PAGE, {"threshold": 90}, headers={"HX-Request": "true"})

    fragment = response.content.decode()
    assert "1 of 6 drafts would be published" in fragment
    assert 'id="histogram" hx-swap-oob="true"' in fragment
    assert "<html" not in fragment


def test_numbers_that_cannot_be_say_so_where_the_counts_stood(editor, drafts):
    response = editor.post(PAGE, {"threshold": ""}, headers={"HX-Request": "true"})

    assert "No preview" in response.content.decode()


def test_an_address_holds_the_numbers(editor, drafts):
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
def test_a_scope_narrows_what_is_counted_and_published(
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


@pytest.mark.parametrize("scope", [{"topic": "Nobody's"}, {"provider": "nobody.example"}])
def test_a_scope_of_nothing_is_named(editor, drafts, scope):
    page = editor.get(PAGE, {"threshold": 70, **scope}).content.decode()

    assert "There is no" in page
    assert "would be published" not in page


def test_it_tells_of_what_kind_the_drafts_are_that_would_go_live(editor):
    gull = provider("gull.example", name="Gull")
    for number in range(3):
        draft(quality=90, provider=gull, topics=(topic(f"T{number}"),), type="article")
    draft(quality=80)
    draft(quality=10, provider=gull)

    kinds = dict(preview_of(editor.get(PAGE))["kinds"])

    assert kinds["Providers"] == [("Gull", 3), ("no provider", 1)]
    assert set(kinds["Topics"]) == {("T0", 1), ("T1", 1), ("T2", 1), ("no topic", 1)}
    assert kinds["Types"] == [("article", 3), ("no type", 1)]


def test_the_kinds_of_many_drafts_come_by_themselves(editor, drafts, monkeypatch):
    monkeypatch.setattr(threshold_preview, "QUICK", 1)

    page = editor.get(PAGE)
    fragment = editor.get(f"{PAGE}kinds/?{page.context['numbers']}").content.decode()
    whole = editor.get(f"{PAGE}?{page.context['numbers']}&kinds=yes")

    assert preview_of(page)["kinds"] is None
    assert "no provider" in fragment
    assert dict(preview_of(whole)["kinds"])["Providers"] == [("no provider", 2)]


def test_hostile_names_are_only_text(editor):
    bad = "<script>alert(1)</script>"
    draft(quality=90, provider=provider(name=bad), topics=(topic(bad, slug="bad"),), title=bad)

    page = editor.get(PAGE).content.decode()

    assert bad not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("role", ["editor", "managing_editor"])
def test_it_asks_the_same_of_the_database_whatever_there_is(
    role, request, django_assert_max_num_queries
):
    client = request.getfixturevalue(role)
    for number in range(25):
        draft(quality=60 + number)
    client.get(PAGE, {"threshold": 70})

    with django_assert_max_num_queries(20):
        client.get(PAGE, {"threshold": 80})
