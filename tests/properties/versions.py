"""What may stand in the files of a small source, and what an editor may make of it."""

from typing import Any

from hypothesis import strategies as st

from articles.publishing.policy import Rule

NAMES = [f"2031-05-04-report-{letter}" for letter in "abcde"]
TITLES = {name: [f"Report {name[-1]}", f"Report {name[-1]} again"] for name in NAMES}
TIME = "2031-05-04T08:00:00Z"
QUALITIES = [None, 10, 55, 75, 90]
PLACES = st.integers(0, 1_000)


def link_to(name: str, quality: int | None) -> dict[str, Any]:
    return {
        "title": TITLES[name][0], "excerpt": "", "published_at": TIME, "web_url": "",
        "amp_url": "", "cdn_amp_url": "", "type": "", "provider": "gull.example",
        "quality": quality, "images": [],
    }  # fmt: skip


FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "excerpt": st.sampled_from(["", "One.", "Two.", "Three."]),
    "quality": st.sampled_from(QUALITIES),
    "provider": st.sampled_from(["", "tidewire.example", "gull.example"]),
    "topics": st.sampled_from([[], ["Harbours"], ["Gulls", "Harbours"], ["Harbours", "Gulls"]]),
    "images": st.sampled_from([[], [{"url": "https://gull.example/1.jpg", "width": 1,
                                     "height": None, "title": "", "is_cached": None}]]),
    "related": st.lists(
        st.builds(link_to, st.sampled_from(NAMES), st.sampled_from(QUALITIES)), max_size=3
    ),
}  # fmt: skip
CONTENT = st.fixed_dictionaries(
    FIELDS | {"title": st.sampled_from([0, 0, 0, 1]), "published": st.booleans()}
)
VERSION = st.dictionaries(st.sampled_from(NAMES), CONTENT, min_size=1)
RULE = st.builds(
    lambda threshold, lower, leads: Rule("A rule", threshold, lower, lower, leads),
    st.sampled_from([50, 70]),
    st.sampled_from([None, 10]),
    st.booleans(),
)
CHANGE = st.sampled_from(sorted(FIELDS)).flatmap(
    lambda name: st.tuples(st.just(name), FIELDS[name])
) | st.tuples(st.just("title"), st.sampled_from(["By hand", "By another hand"]))
