"""The page of an article's picture, as it works without a script."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.images.lead import refresh_leads
from articles.models import Article, FetchState, ImageFetch, StoredImage, Verb
from articles.workflow.actors import SYSTEM
from articles.workflow.choose_image import choose_image
from articles.workflow.edit import edit
from tests.factories import declare, draft, person, published_article, stored_image
from tests.images.pictures import picture
from tests.workflow.values import PICTURE

pytestmark = pytest.mark.django_db
HERON, TIDE = "https://tidewire.example/heron.jpg", "https://tidewire.example/tide.jpg"
SMALLER = {"width": 640, "height": 360}


def url_of(article):
    return reverse("admin:articles_article_picture", args=[article.pk])


def page_of(client, article):
    return client.get(url_of(article)).content.decode()


def send(client, article, do, **data):
    data = {"version": article.version, "do": do} | data
    return client.post(url_of(article), data, follow=True)


def declared(pictures, **changes):
    """Return an article that declares pictures by their addresses; None is not fetched yet."""
    article = draft(**changes)
    images = [PICTURE | {"url": url, "title": "", "width": 1280, "height": 720} for url in pictures]
    edit(article, {"images": images}, by=SYSTEM)
    declare(article, pictures)
    refresh_leads([article.pk])
    return Article.objects.get(pk=article.pk)


def stored(article):
    return Article.objects.select_related("lead_image", "chosen_image").get(pk=article.pk)


def test_page_says_which_picture_leads_and_why(editor):
    article = declared({HERON: stored_image(**SMALLER), TIDE: stored_image()})

    page = page_of(editor, article)

    assert "Chosen automatically: the largest of 2." in page
    assert "640x360 JPEG" in page
    assert "(declared 1280x720)" in page


@pytest.mark.parametrize(
    ("sizes", "words"),
    [
        ([(640, 360)], "the only usable picture"),
        ([(640, 360), (900, 900)], "the only one of a usual shape"),
        ([(640, 640), (900, 900)], "the largest, since none has a usual shape"),
    ],
)
def test_page_says_why_the_best_picture_leads(editor, sizes, words):
    images = [stored_image(width=width, height=height) for width, height in sizes]
    article = declared({f"{HERON}?{n}": image for n, image in enumerate(images)})
    assert f"Chosen automatically: {words}." in page_of(editor, article)


@pytest.mark.parametrize(
    ("state", "reason", "words"),
    [
        (FetchState.WAITING, "", ["Not fetched", "Fetching pictures is turned off."]),
        (FetchState.FAILED, "The server answered 404.", ["Failed", "The server answered 404."]),
        (FetchState.REFUSED, "Not a picture.", ["Refused", "Not a picture."]),
    ],
)
def test_page_shows_why_a_picture_is_missing(editor, state, reason, words):
    article = declared({HERON: None})
    ImageFetch.objects.update(state=state, reason=reason)

    page = page_of(editor, article)

    assert all(text in page for text in [*words, "No usable picture: 1", "(declared 1280x720)"])


def test_page_says_that_a_file_of_the_seeds_is_missing(editor):
    article = draft(images=[PICTURE | {"url": "pictures/heron.jpg"}])
    declare(article, {"seed:default/pictures/heron.jpg": None})

    page = page_of(editor, article)

    assert "No imported folder had this file." in page


def test_page_follows_a_fetch(editor, settings):
    settings.NEWSDESK_FETCH_IMAGES = True
    article = declared({HERON: None})

    assert 'hx-trigger="every 5s"' in page_of(editor, article)
    ImageFetch.objects.update(state=FetchState.FAILED)
    assert 'hx-trigger="every 5s"' not in page_of(editor, article)


def test_page_of_an_article_without_pictures(editor):
    page = page_of(editor, draft())
    assert "No usable picture: its source names none." in page
    assert "The article has no pictures yet." in page


def test_page_says_what_never_leads(editor):
    article = declared({HERON: stored_image(is_stand_in=True), TIDE: stored_image(entropy=0.5)})

    page = page_of(editor, article)

    assert "No usable picture: 2 stand-in or flat." in page
    assert "Never leads automatically: the provider shows it with many articles." in page
    assert "Never leads automatically: it shows next to nothing." in page


def test_choose_and_undo(editor):
    small = stored_image(**SMALLER)
    article = declared({HERON: small, TIDE: stored_image()})

    answer = send(editor, article, "use", image=small.pk)

    page = answer.content.decode()
    assert stored(article).lead_image == small
    assert f"Chosen by {editor.person}" in page
    event = article.events.get(verb=Verb.PICTURE_CHANGED)
    undo = reverse("admin:articles_article_undo", args=[article.pk, event.version])
    assert undo in page
    editor.post(undo)
    assert stored(article).chosen_image is None


def test_choose_automatically(editor):
    small, large = stored_image(**SMALLER), stored_image()
    article = declared({HERON: small, TIDE: large})
    send(editor, article, "use", image=small.pk)

    send(editor, stored(article), "automatic")

    assert stored(article).lead_image == large


def test_only_offered_pictures_are_chosen(editor):
    article, other = declared({HERON: stored_image()}), stored_image()

    answer = send(editor, article, "use", image=other.pk)

    assert answer.status_code == 409
    assert "does not belong to" in answer.content.decode()
    assert stored(article).chosen_image is None


def test_upload_is_stored_and_used(editor):
    article = declared({HERON: stored_image()})
    file = SimpleUploadedFile("gull.png", picture("PNG", (400, 300)), "image/png")

    page = send(editor, article, "upload", file=file).content.decode()

    lead = stored(article).lead_image
    assert lead is not None
    assert (lead.width, lead.height, lead.format) == (400, 300, "png")
    assert "400x300 PNG" in page
    send(editor, stored(article), "automatic")
    assert "400x300 PNG" in page_of(editor, article)  # it can be chosen again


@pytest.mark.parametrize(
    ("name", "data"), [("a.svg", b"<svg/>"), ("a.png", picture()[:60]), ("a.png", b"")]
)
def test_upload_that_is_no_picture_is_refused(editor, name, data):
    article = draft()

    answer = send(editor, article, "upload", file=SimpleUploadedFile(name, data))

    assert 'class="errorlist"' in answer.content.decode()
    assert (stored(article).version, StoredImage.objects.count()) == (1, 0)


def test_add_by_address(editor, settings):
    settings.NEWSDESK_FETCH_IMAGES = True
    article = declared({HERON: stored_image()})

    send(editor, article, "add", url=TIDE)

    assert TIDE in page_of(editor, article)
    assert article.events.filter(verb=Verb.EDITED, version=article.version + 1).exists()
    again = send(editor, stored(article), "add", url=TIDE)
    assert "among those of the article already" in again.content.decode()


@pytest.mark.parametrize("url", ["ftp://tidewire.example/a.jpg", "nonsense", ""])
def test_add_refuses_other_addresses(editor, settings, url):
    settings.NEWSDESK_FETCH_IMAGES = True
    answer = send(editor, draft(), "add", url=url)
    assert 'class="errorlist"' in answer.content.decode()


def test_page_says_that_fetching_is_off(editor):
    article = draft()
    assert "Fetching pictures is turned off here." in page_of(editor, article)
    assert send(editor, article, "add", url=TIDE).status_code == 400


def details(image, **changes):
    """Return what the form of the details sends: the values, and those that it showed."""
    shown = {name: getattr(image, name) for name in ("alt_text", "credit", "focal_x", "focal_y")}
    shown["meaning"] = "described" if image.alt_text else "decorative"
    initial = {f"initial-{name}": value for name, value in shown.items()}
    return initial | shown | {"image": image.pk} | changes


def test_describe_a_picture(editor):
    image = stored_image()
    article = declared({HERON: image})

    data = details(image, meaning="described", alt_text="A heron", credit="Mona", focal_x=20)
    send(editor, article, "describe", **data)

    image.refresh_from_db()
    assert (image.alt_text, image.credit, image.focal_x) == ("A heron", "Mona", 20)
    event = article.events.get(verb=Verb.PICTURE_CHANGED)
    assert event.after.keys() == {"image", "alt_text", "credit", "focal_x"}
    history = reverse("admin:articles_article_history", args=[article.pk])
    assert "focal point, percent from the left" in editor.get(history).content.decode().lower()


def test_decorative_empties_the_description(editor):
    image = stored_image(alt_text="A heron")
    article = declared({HERON: image})

    send(editor, article, "describe", **details(image, meaning="decorative"))

    image.refresh_from_db()
    assert image.alt_text == ""


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"meaning": "described"}, "Describe the picture, or choose “Decorative”."),
        ({"focal_x": 101}, "less than or equal to 100"),
        ({"focal_y": ""}, "This field is required."),
    ],
)
def test_details_that_are_not_valid(editor, changes, message):
    image = stored_image()
    article = declared({HERON: image})

    answer = send(editor, article, "describe", **details(image, **changes))

    assert message in answer.content.decode()
    assert stored(article).version == article.version


def test_details_keep_what_was_changed_elsewhere_meanwhile(editor):
    image = stored_image()
    article = declared({HERON: image})
    data = details(image, credit="Mona")
    StoredImage.objects.update(focal_x=10)

    send(editor, article, "describe", **data)

    image.refresh_from_db()
    assert (image.credit, image.focal_x) == ("Mona", 10)


def test_details_name_other_articles_of_the_picture(editor):
    image = stored_image()
    article = declared({HERON: image})
    declared({TIDE: image})
    assert "also leads 1 other article:" in page_of(editor, article)


def test_second_of_two_editors_sees_the_conflict_and_keeps_the_text(editor):
    image = stored_image()
    article = declared({HERON: image})
    edit(stored(article), {"title": "Another"}, by=person("Editor"))

    answer = send(editor, article, "describe", **details(image, credit="Mona Gull"))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "was changed by someone else in the meantime" in page
    assert 'value="Mona Gull"' in page
    image.refresh_from_db()
    assert image.credit == ""


def test_reviewer_only_looks_at_a_live_article(reviewer):
    image = stored_image()
    article = published_article()
    choose_image(article, image, by=SYSTEM)

    page = page_of(reviewer, article)

    assert 'name="do"' not in page
    assert send(reviewer, article, "automatic").status_code == 403


def test_unknown_action_is_a_bad_request(editor):
    assert send(editor, draft(), "paint").status_code == 400


def test_article_page_links_to_the_picture(editor):
    article = draft()
    page = editor.get(reverse("admin:articles_article_change", args=[article.pk]))
    assert url_of(article) in page.content.decode()


def test_queries_do_not_grow_with_pictures(editor):
    counts = []
    for number in (1, 12):
        article = declared({f"{HERON}?{number}&{n}": stored_image() for n in range(number)})
        with CaptureQueriesContext(connection) as queries:
            page_of(editor, article)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_description_of_a_picture_that_leads_no_more_is_refused(editor):
    article = declared({HERON: stored_image(**SMALLER), TIDE: None})
    sent = details(article.lead_image, credit="Ada")
    larger = stored_image()
    declare(article, {HERON: article.lead_image, TIDE: larger})
    refresh_leads([article.pk])  # its picture came while the page was open

    page = send(editor, article, "describe", **sent)

    assert "has another picture now" in page.text
    assert not StoredImage.objects.filter(credit="Ada").exists()


def test_reviewer_cannot_describe_a_picture_of_a_live_article(reviewer):
    article = declared({HERON: stored_image()})
    assert "initial-credit" in page_of(reviewer, article)
    published_article(lead_image=article.lead_image)

    page = page_of(reviewer, article)

    assert "initial-credit" not in page
    assert "only people who may publish" in page
