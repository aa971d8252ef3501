"""The sample site says what its README promises."""

import re
from collections import Counter
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from articles.seeds.naming import seed_name
from articles.seeds.reader import read_organisation, read_topic
from articles.seeds.writer import write_article

from .reading import SAMPLES, SITE, THRESHOLD, Sample, is_outranked, read, samples

REAL_COMPANIES = re.compile(
    r"\b(google|microsoft|amazon|facebook|twitter|instagram|tiktok|youtube|netflix|openai|anthropic"
    r"|nvidia|intel|ibm|tesla|spacex|samsung|huawei|sony|siemens|bosch|boeing|airbus|maersk|uber"
    r"|spotify|reuters|bloomberg|bbc|cnn|the guardian|new york times)\b",
    re.IGNORECASE,
)
each_sample = pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.path.stem[:60])


def test_samples_per_generation():
    generations = Counter(sample.seed.generation for sample in samples())

    assert len(samples()) == 91
    assert generations == {1: 32, 2: 29, 3: 30}


def test_samples_have_seventeen_providers_and_three_weeks():
    days = [sample.seed.published_at for sample in samples()]

    assert len({sample.seed.values()["provider"] for sample in samples()}) == 17
    assert min(days) >= datetime(2026, 10, 30, tzinfo=UTC)
    assert max(days) < datetime(2026, 11, 21, tzinfo=UTC)


@each_sample
def test_sample_name_is_day_and_title(sample: Sample):
    assert sample.path.stem == seed_name(sample.seed.published_at, sample.seed.title)
    assert not sample.seed.warnings


@each_sample
def test_sample_published_follows_threshold(sample: Sample):
    quality = sample.seed.quality

    assert sample.seed.published is (None if quality is None else quality >= THRESHOLD)
    assert (sample.seed.heat is None) is (quality is None)


@each_sample
def test_sample_heat_marks_outranked(sample: Sample):
    assert (sample.seed.heat == -1) is is_outranked(sample)


@each_sample
def test_sample_first_topic_is_root(sample: Sample):
    assert sample.seed.topics[0] == "Kelderhaven"
    assert set(sample.seed.topics) <= topic_names()


@each_sample
def test_sample_addresses_are_invented(sample: Sample):
    text = sample.data.decode("utf-8-sig")
    hosts = {
        urlsplit(address).hostname or "" for address in re.findall(r"https?://[^\s\"'>)]+", text)
    }
    hosts |= set(re.findall(r"domain: (\S+)", text))

    assert hosts
    assert all(host.endswith((".example", ".test")) for host in hosts)
    assert not REAL_COMPANIES.search(text)


@each_sample
def test_write_sample_unchanged_is_same_bytes(sample: Sample):
    assert write_article(sample.data, {}, {}) == sample.data


def test_samples_have_counts_of_readme():
    seeds = [sample.seed for sample in samples()]
    passed = [sample for sample in samples() if sample.seed.published]

    assert len(passed) == 50
    assert sum(seed.quality is None for seed in seeds) == 8
    assert sum(seed.heat == -1 for seed in seeds) == 35
    assert sum(not is_outranked(sample) for sample in passed) == 27
    assert sum(bool(seed.related) for seed in seeds) == 50
    assert sum(seed.type == "video" for seed in seeds) == 4


def test_sample_links_lead_to_samples():
    titles = {(sample.seed.title, sample.seed.published_at) for sample in samples()}
    addresses = {sample.seed.web_url or sample.seed.original_url for sample in samples()}
    links = [link for sample in samples() for link in sample.seed.related]
    by_title = [link for link in links if (link.title, link.published_at) in titles]
    others = [link for link in links if (link.title, link.published_at) not in titles]
    by_address = [link for link in others if link.web_url in addresses]

    assert (len(links), len(by_title), len(by_address)) == (147, 132, 2)


def test_sample_link_has_quality_of_its_target():
    found: dict[tuple[str, datetime | None], int | None] = {
        (sample.seed.title, sample.seed.published_at): sample.seed.quality for sample in samples()
    }
    links = [link for sample in samples() for link in sample.seed.related]

    for link in links:
        place = (link.title, link.published_at)
        assert found.get(place, link.quality) == link.quality


def test_sample_video_has_embed_and_no_web_url():
    for sample in samples():
        seed = sample.seed
        assert (seed.type == "video") is bool(seed.featured_content)
        assert bool(seed.web_url) is (seed.type != "video")


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("CRLF line ends", rb"\r\n---\r\n"),
        ("a byte order mark", rb"\A\xef\xbb\xbf"),
        ("entities", rb"title: .*&#8217;"),
        ("no-break spaces", rb"title: .*\xc2\xa0"),
        ("an emoji in the title", rb"title: .*\xf0\x9f"),
        ("accents in the title", rb"title: .*\xc3[\xa0-\xbf]"),
        ("a single-quoted title", rb"\ntitle: '"),
        ("a plain title", rb"\ntitle: [A-Z]"),
        ("a double quote in the title", rb"\ntitle: '.*\".*'"),
        ("a folded excerpt", rb"\nexcerpt: >-"),
        ("topics in one line", rb"\ntopics: \["),
        ("a comment line", rb"\n# "),
        ("a comment after a value", rb"\nquality: 70  # "),
        ("a key that nobody knows", rb"\nreadingTime: "),
        ("junk for an excerpt", rb'\nexcerpt: "NA"'),
        ("a body", rb"\n---\n\n## "),
        ("no newline at the end", rb"\n---\Z"),
        ("a time of another zone", rb"\npublishedDateTime: \S+-06:00"),
        ("a quoted time", rb'\npublishedDateTime: "'),
    ],
)
def test_samples_include_special_forms(what: str, pattern: bytes):
    assert any(re.search(pattern, sample.data) for sample in samples()), what


def test_samples_include_long_titles():
    lengths = [len(sample.path.stem) for sample in samples()]

    assert sum(length > 140 for length in lengths) == 2
    assert max(len(sample.seed.title) for sample in samples()) > 150


def test_organisations_describe_all_providers_but_one():
    paths = sorted((SITE / "_data" / "organizations").glob("*.md"))
    domains = {read_organisation(path.name, path.read_bytes()).domain for path in paths}
    used = {sample.seed.values()["provider"] for sample in samples()}

    assert used - domains == {"northmolenotes.test"}
    assert domains - used == {"estuaryalmanac.example"}


def test_sample_topics_are_a_root_and_children():
    topics = [read_topic(path.name, path.read_bytes()) for path in topic_paths()]

    assert [topic.name for topic in topics if not topic.parent] == ["Kelderhaven"]
    assert sum(topic.parent == "Kelderhaven" for topic in topics) == 7
    assert [topic.name for topic in topics if "news" not in topic.services] == ["Orbit"]


def test_conflict_samples_change_known_samples():
    first = {sample.path.name: sample.seed.values() for sample in samples()}
    paths = sorted((SAMPLES / "conflicts" / "_posts").glob("*.md"))

    assert len(paths) == 9
    for path in paths:
        later = read(path).seed.values()
        assert {field for field in later if later[field] != first[path.name][field]} & {
            "title",
            "excerpt",
            "topics",
            "quality",
            "related",
        }


def topic_paths():
    """Return the topic files in their order."""
    return sorted((SITE / "_data" / "topics").glob("*.yaml"))


def topic_names() -> set[str]:
    """Return the names of all topics."""
    return {read_topic(path.name, path.read_bytes()).name for path in topic_paths()}
