"""Validators: equal for equal rows, and no reader's copy outlives what it shows."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.http import http_date
from hypothesis import given
from hypothesis import strategies as st

from articles.listing.http_cache import respond, validators_of

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _pages_are_kept(keep_pages):
    """Remember what was served, as in production."""


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def built():
    """Return what was built, newest last."""
    return []


@pytest.fixture
def ask(rf, built):
    """Return a function that asks for a page with these rows."""

    def build(rows):
        built.append(rows)
        return HttpResponse(str(rows))

    def get(rows, path="/", **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return respond(rf.get(path, headers=named), validators_of(rows), lambda: build(rows))

    return get


def test_unchanged_response_is_not_modified(ask):
    first = ask([1])

    again = ask([1], if_none_match=first["ETag"])

    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"] == validators_of([1])
    assert again["Cache-Control"] == first["Cache-Control"] == "public, max-age=60"
    assert first["ETag"].startswith('"')


def test_changed_response_is_new(ask):
    first = ask([1])

    again = ask([2], if_none_match=first["ETag"])

    assert (again.status_code, again.content) == (200, b"[2]")


def test_unchanged_response_is_built_once(ask, built):
    assert ask([1]).content == ask([1]).content
    assert built == [[1]]


def test_addresses_are_kept_apart(ask, built):
    ask([1], "/?q=a")
    ask([1], "/?q=b")

    assert built == [[1], [1]]


def test_weak_etag_of_a_compressing_proxy_matches(ask):
    assert ask([1], if_none_match=f"W/{ask([1])['ETag']}").status_code == 304


def test_time_alone_is_enough_for_a_304(ask, clock):
    ask([1])
    clock.shift(timedelta(seconds=3))
    second = ask([1])

    assert second["Last-Modified"] == http_date(NOON.timestamp() + 1)
    assert ask([1], if_modified_since=second["Last-Modified"]).status_code == 304


@pytest.mark.parametrize("seconds", [-86_400, -1, 1, 86_400])
def test_other_time_than_ours_gets_the_response(ask, clock, seconds):
    ask([1])
    clock.shift(timedelta(days=3))
    asked = http_date(NOON.timestamp() + 1 + seconds)

    assert ask([1], if_modified_since=asked).status_code == 200


def test_no_time_is_sent_in_the_first_seconds(ask, clock):
    assert "Last-Modified" not in ask([1])
    clock.shift(timedelta(milliseconds=1_900))
    assert "Last-Modified" not in ask([1])


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2_500)), max_size=30))
def test_reader_with_a_time_only_is_never_stuck(steps):
    """Also one that sends the time at which it asked, when what is shown returns to what it was."""
    requests = RequestFactory()
    seen: list[tuple[list[int], str]] = []
    caches["pages"].clear()

    def ask(rows, **headers):
        request = requests.get("/", headers=headers)
        return respond(request, validators_of(rows), lambda: HttpResponse(str(rows)))

    with time_machine.travel(NOON, tick=False) as clock:
        for rows, milliseconds in (([number], pause) for number, pause in steps):
            for old, since in seen:
                answer = ask(rows, **{"if-modified-since": since})
                assert answer.status_code == 200 or old == rows
            response = ask(rows)
            seen.append((rows, response.get("Last-Modified", http_date(time.time()))))
            clock.shift(timedelta(milliseconds=milliseconds))


def test_error_is_not_cacheable(rf):
    response = respond(rf.get("/"), validators_of([]), lambda: HttpResponse(status=404))

    assert not {"ETag", "Last-Modified", "Cache-Control"} & {*response.headers}


def test_debug_mode_sends_no_etag(ask, settings):
    settings.DEBUG = True

    assert "ETag" not in ask([1])


@pytest.mark.parametrize(
    ("rows", "others"),
    [
        ([(1, NOON)], ()),
        ([(1, NOON + timedelta(microseconds=1))], ()),
        ([(1, None)], ()),
        ([(1, NOON)], ("a",)),
        ([(1, NOON), (2, NOON)], ()),
        ([], ()),
    ],
)
def test_validators_differ(rows, others):
    assert validators_of(rows, *others) != validators_of([(1, NOON)], "b")


@pytest.mark.parametrize("name", ["NEWSDESK_SITE_NAME", "NEWSDESK_SITE_URL", "MEDIA_URL"])
def test_validators_depend_on_settings(settings, name):
    before = validators_of([])
    setattr(settings, name, "https://kelderhaven.example")

    assert validators_of([]) != before


def test_validators_depend_on_the_name_of_the_zone(settings, clock):
    """The footer says "CEST", in winter "CET"."""
    settings.TIME_ZONE = "Europe/Amsterdam"
    summer = validators_of([])
    clock.move_to(NOON + timedelta(days=200))

    assert validators_of([]) != summer


def test_what_has_no_stable_text_is_refused():
    with pytest.raises(TypeError):
        validators_of([object()])  # type: ignore[list-item]
