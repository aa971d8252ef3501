"""Hostile files whose values are of a wrong type, missing, too many or too large."""

from .hostile_case import NEARLY_FULL, refused, refused_values, related, seed, taken


def _quoted(length: int) -> str:
    return '"' + "x" * length + '"'


_REFUSED_VALUES = [
    ("title", "is missing", ["null"]),
    ("title", "is empty", ['""', '" \\n "']),
    ("title", "must be text", ["2031", "true", "[a]", "{a: b}"]),
    ("title", "300", [_quoted(301)]),
    ("excerpt", "10,000", [_quoted(10_001)]),
    ("excerpt", "must be text", ["[a]"]),
    ("category", "must be text", ["1"]),
    ("webUrl", "must be text", ["1"]),
    ("type", "must be text", ["{a: b}"]),
    ("quality", "whole number", ["true", ".nan", ".inf", "1e400", "81.0", '"81"', "[81]"]),
    ("quality", "from 0", ["-1", "9" * 40, "9" * 5_000, "9" * NEARLY_FULL]),
    ("heat", "whole number", ["false"]),
    ("heat", "from -1000000", ["-99999999999999999999"]),
    ("published", "true or false", ["yes", "1"]),
    ("provider", "keys and values", ["gull.example", "[gull.example]"]),
    ("provider.domain", "is missing", ["{name: Gull}"]),
    (
        "provider.domain",
        "not a domain",
        [
            "{domain: 'https://gull.example/'}",
            "{domain: ../../etc}",
            "{domain: " + "a" * NEARLY_FULL + "}",
        ],
    ),
    ("topics", "must be a list", ["Lights"]),
    ("topics[1]", "must be text", ["[Lights, 7]", "[Lights, ~]"]),
    ("topics[0]", "must be text", ["[[Lights]]"]),
    ("topics[1]", "is empty", ["[Lights, ' ']"]),
    ("topics", "50 are", [f"[{', '.join(f't{n}' for n in range(51))}]", f"[{'1,' * 120_000}]"]),
    ("images", "must be a list", ["{url: a.png}"]),
    ("images[0]", "keys and values", ["[a.png]"]),
    ("images[0].url", "is missing", ["[{width: 1}]"]),
    ("images[0].width", "whole number", ["[{url: a.png, width: '1'}]"]),
    ("images[0].height", "from 0", ["[{url: a.png, height: -1}]"]),
    ("images[0].isCached", "true or false", ["[{url: a.png, isCached: maybe}]"]),
    ("images", "20 are", [f"[{'{url: a.png},' * 21}]"]),
    ("related", "must be a list", ["none"]),
    ("related", "200 are", [f"[{'{title: a},' * 201}]"]),
    ("featuredContent", "20,000", [_quoted(20_001)]),
    (
        "publishedDateTime",
        "not a date",
        [
            "2031-02-30T00:00:00Z", "2031-13-01", "2031-01-01T25:00:00Z", "2031-01-01T23:59:60Z",
            "2031-01-01T00:00:00+99:00", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-12:00", "2031-W05-1", "yesterday", '""',
        ],
    ),
    (
        "publishedDateTime",
        "in the years 1900 to 2199",
        ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1899-12-31T23:59:59Z"],
    ),
    (
        "publishedDateTime",
        "date and time such as",
        ["20310506", "1936598889", "true", "[2031-05-06]"],
    ),
    ("publishedDateTime", "is missing", ["null"]),
]  # fmt: skip
"""Field, part of the message, and the values that are refused for it."""
_REFUSED_RELATED = [
    ("related[1]", "keys and values", "word", 21),
    ("related[1].title", "is missing", "quality: 1", 21),
    ("related[1].quality", "whole number", "title: a\n    quality: true", 22),
    (
        "related[1].provider.domain",
        "is missing",
        "title: a\n    provider:\n      name: b",
        22,
    ),
    (
        "related[1].publishedDateTime",
        "not a date",
        "title: a\n    publishedDateTime: 2031-06-31",
        22,
    ),
]
"""Field, part of the message, the second related item, and the line of the error."""
_TAKEN_TIMES = {
    "2031-05-06": "2031-05-06T00:00:00Z",
    "2031-05-06 07:08": "2031-05-06T07:08:00Z",
    "2031-05-06T01:00:00+02:00": "2031-05-05T23:00:00Z",
    "'2031-05-06t07:08:09z'": "2031-05-06T07:08:09Z",
    "2031-05-06T07:08:09.25Z": "2031-05-06T07:08:09.250000Z",
}

TYPES = [
    *refused_values(_REFUSED_VALUES),
    *(
        refused(f"{field} {reason}", seed(related=related(item)), reason, field, line)
        for field, reason, item, line in _REFUSED_RELATED
    ),
    refused("title missing", seed(without="title"), "is missing", "title"),
    refused("time missing", seed(without="publishedDateTime"), "is missing", "publishedDateTime"),
    refused("body too long", seed() + b"x" * 20_001, "20,000", "body"),
    *(
        taken(f"time {text}", seed(publishedDateTime=text), published_at=moment)
        for text, moment in _TAKEN_TIMES.items()
    ),
    taken(
        "numbers that are null",
        seed(quality="null", heat="~", topics=""),
        quality=None,
        heat=None,
        topics=[],
    ),
    taken(
        "empty lists",
        seed(topics="[]", images="[]", related="[]"),
        topics=[],
        images=[],
        related=[],
    ),
    taken("topics twice", seed(topics="[Lights, Fog, Lights]"), topics=["Lights", "Fog"]),
]
