"""Make a folder of invented seeds that is shaped like the real sites.

    python benchmarks/make_corpus.py OUT --files 5000 [--seed 1]

The same arguments make the same bytes. Measured on the real sites and followed here: lengths of
texts, which keys there are and in what order, quoting, about nine related items a file of which
nearly all are files of the same site, how many providers there are, and the share of entities.
"""

import argparse
import random
import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

# How many stories have so many items; an item names all others of its story as related.
_STORY_SIZES = {1: 24, 2: 12, 3: 6, 5: 5, 8: 5, 12: 4, 16: 2, 24: 1}
_STRANGERS = 0.08  # related items that are no file of the site
_TOPICS = (
    "Tidal Power", "Turbines", "Harbours", "Cable Laying", "Wave Farms", "Storage", "Grid", "Law",
    "Fisheries", "Storms", "Markets", "Research", "Ports", "Training",
)  # fmt: skip
_SYLLABLES = [
    "ar", "be", "cor", "da", "el", "fen", "gor", "hal", "in", "jo", "ka", "lum", "mar", "nor", "ol",
    "pra", "qui", "ren", "sol", "ta", "ul", "ver", "win", "xan", "yor", "zel", "an", "bri", "che",
]  # fmt: skip
_GLUE = ["the", "of", "and", "to", "in", "a", "for", "with", "on", "at", "by", "from", "as"]
_EXCERPT = 345  # characters after which most excerpts are cut
_SECURED_BYTES = (224, 288, 352)
_FIRST, _SECOND, _THIRD = 1, 2, 3
_THRESHOLD = 70
_APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"
_SEEN_FIRST = datetime(2019, 8, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Provider:
    name: str
    domain: str
    has_image: bool


@dataclass(frozen=True, slots=True)
class Item:
    """A news item, as its own file and the related lists of others show it."""

    title: str
    excerpt: str
    published_at: datetime
    address: str
    has_amp: bool
    provider: Provider
    quality: int | None
    image: str
    topics: tuple[str, ...]
    generation: int
    secured: str

    @property
    def name(self) -> str:
        """The file's name without `.md`; titles are made of characters that this needs to know."""
        bare = re.sub(r"[^a-z0-9 ]", "", self.title.lower())
        return f"{self.published_at:%Y-%m-%d}-{re.sub(' +', '-', bare)}"

    @property
    def order(self) -> tuple[int, str]:
        """The place in a story: quality descending, then name."""
        return -(self.quality or 0), self.name


def make_corpus(out: Path, files: int, seed: int = 1) -> int:
    """Write `files` seeds below `out` and return how many related items they have."""
    posts = out / "_posts"
    posts.mkdir(parents=True, exist_ok=True)
    maker = _Maker(files, seed)
    related_count = written = 0
    while written < files:
        story = maker.story(files - written)
        for item in story:
            related = maker.related(item, story)
            related_count += len(related)
            text = "\n".join(_seed(item, related)) + "\n"
            (posts / f"{item.name}.md").write_text(text, encoding="utf-8")
        written += len(story)
    return related_count


class _Maker:
    """Invents items, all from one stream of random numbers."""

    def __init__(self, files: int, seed: int) -> None:
        self.random = random.Random(seed)
        self.words = sorted({self._word() for _ in range(4000)})
        # 1,500 for 5,000 files, 290 for 640: as the real sites have it.
        self.providers = [self._provider() for _ in range(int(1.65 * files**0.8) + 1)]
        self.names: set[str] = set()

    def story(self, most: int) -> list[Item]:
        """Return the items of a story, the strongest first."""
        size = self.random.choices(list(_STORY_SIZES), list(_STORY_SIZES.values()))[0]
        day = _SEEN_FIRST + timedelta(minutes=self.random.randrange(800 * 24 * 60))
        topics = tuple(self.random.sample(_TOPICS, self.random.choice((1, 1, 2, 2, 2, 3))))
        items = [self._item(day, topics) for _ in range(min(size, most))]
        return sorted(items, key=lambda item: item.order)

    def related(self, item: Item, story: Sequence[Item]) -> list[Item]:
        """Return the others of the story, now and then one that the site does not have."""
        others = [other for other in story if other is not item]
        if others and self._chance(_STRANGERS * len(others)):
            others.append(self._item(item.published_at, item.topics))
        return sorted(others, key=lambda other: other.order)

    def _item(self, day: datetime, topics: tuple[str, ...]) -> Item:
        while True:
            item = self._any_item(day + timedelta(minutes=self.random.randrange(4000)), topics)
            if item.name not in self.names:
                self.names.add(item.name)
                return item

    def _any_item(self, moment: datetime, topics: tuple[str, ...]) -> Item:
        provider = self.providers[int(len(self.providers) * self.random.random() ** 3)]
        title = self._title()
        picture = f"https://img.{provider.domain}/{self._slug(2)}/{self._slug(4)}.jpg"
        return Item(
            title=title,
            excerpt=self._excerpt(),
            published_at=moment,
            address=f"https://www.{provider.domain}/{moment:%Y/%m}/{self._slug(9)}/",
            has_amp=self._chance(0.45),
            provider=provider,
            quality=int(240 * self.random.betavariate(1.2, 3.4)) if self._chance(0.98) else None,
            image=picture if self._chance(0.82) else "",
            topics=topics,
            generation=self.random.choices((_FIRST, _SECOND, _THIRD), (25, 40, 35))[0],
            secured=self._secured(),
        )

    def _word(self) -> str:
        return "".join(self.random.choices(_SYLLABLES, k=self.random.choice((1, 2, 2, 3, 3))))

    def _provider(self) -> Provider:
        name = " ".join(self.random.sample(self.words, 2)).title()
        ending = self.random.choice(("example", "news.example", "example"))
        domain = f"{name.lower().replace(' ', '')}.{ending}"
        return Provider(name, domain, self._chance(0.3))

    def _some(self, count: int) -> list[str]:
        """Words as texts have them: a third are small ones, and some come often."""
        return [
            self.random.choice(_GLUE)
            if self._chance(0.35)
            else self.words[int(len(self.words) * self.random.random() ** 2)]
            for _ in range(count)
        ]

    def _slug(self, words: int) -> str:
        return "-".join(self._some(words))

    def _title(self) -> str:
        title = " ".join(self._some(self.random.randrange(7, 16))).capitalize()
        if self._chance(0.1):
            title = title.replace(" ", ": ", 1)
        if self._chance(0.02):
            title = f"{title}{_APOSTROPHE}s own"
        return f'{title} "now"' if self._chance(0.05) else title

    def _excerpt(self) -> str:
        longest = _EXCERPT if self._chance(0.6) else self.random.randrange(80, _EXCERPT)
        text = " ".join(self._some(60)).capitalize().replace(" for ", ", for ")
        text = re.sub(r" (with|from) ", r". \1 ", text)[:longest]
        if self._chance(0.01):
            text = text.replace(" and ", " & ")
        if self._chance(0.01):
            text = text.replace(". ", ".\n", 1)
        if self._chance(0.01):
            text = text.replace(" ", "\N{NO-BREAK SPACE}", 1)
        return text if longest < _EXCERPT else f"{text} ..."

    def _chance(self, share: float) -> bool:
        return self.random.random() < share

    def _secured(self) -> str:
        size = self.random.choice(_SECURED_BYTES)
        return ";".join(b64encode(self.random.randbytes(n)).decode() for n in (size, 16))


def _seed(item: Item, related: Sequence[Item]) -> Iterator[str]:
    """Yield the lines of a seed file, laid out as the real ones of its generation are."""
    yield "---"
    yield "category: news"
    yield from _head(item, "", item.generation)
    yield from _verdict(item, related)
    yield ""
    yield "provider:"
    yield from _provider_lines(item.provider, "  ")
    if item.provider.has_image:
        yield "  images:"
        icon = f"/assets/images/organizations/{item.provider.domain}-50x50.jpg"
        yield from _image_lines(icon, (50, 50), "    ", item.generation)
    yield from ("", "topics:", *(f"  - {topic}" for topic in item.topics))
    if item.image:
        yield from ("", "images:")
        yield from _image_lines(item.image, (1200, 630), "  ", item.generation)
        yield (
            "    isCached: true" if item.generation == _THIRD else f"    title: {_text(item.title)}"
        )
    if related:
        yield from ("", "related:")
    for other in related:
        yield from _related_lines(other, item.generation)
    yield from ("", f'secured: "{item.secured}"', "---")


def _head(item: Item, indent: str, generation: int) -> Iterator[str]:
    yield f"{indent}title: {_text(item.title)}"
    yield f"{indent}excerpt: {_text(item.excerpt)}"
    yield f"{indent}publishedDateTime: {item.published_at:%Y-%m-%dT%H:%M:%SZ}"
    if generation == _THIRD and not indent:
        yield f"{indent}originalUrl: {_address(item.address, generation)}"
    yield f"{indent}{_key('web', generation)}: {_address(item.address, generation)}"
    if item.has_amp:
        amp = f"{item.address}amp/"
        host, _, path = amp.removeprefix("https://").partition("/")
        cached = f"https://{host.replace('.', '-')}.cdn.ampproject.example/c/s/{host}/{path}"
        yield f"{indent}{_key('amp', generation)}: {_address(amp, generation)}"
        yield f"{indent}{_key('cdnAmp', generation)}: {_address(cached, generation)}"
    yield f"{indent}type: article"


def _verdict(item: Item, related: Sequence[Item]) -> Iterator[str]:
    """Unscored items have none. Outranked ones have the heat -1."""
    if item.quality is None:
        return
    is_lead = all(item.order < other.order for other in related)
    yield f"quality: {item.quality}"
    yield f"heat: {item.quality if is_lead else -1}"
    yield f"published: {'true' if is_lead and item.quality >= _THRESHOLD else 'false'}"


def _related_lines(item: Item, generation: int) -> Iterator[str]:
    first, *rest = _head(item, "    ", generation)
    yield f"  - {first.lstrip()}"
    yield from rest
    yield "    provider:"
    yield from _provider_lines(item.provider, "      ")
    if item.quality is not None:
        yield f"    quality: {item.quality}"
    if item.image:
        yield "    images:"
        yield from _image_lines(item.image, (1200, 630), "      ", generation)
        if generation == _THIRD:
            yield "        isCached: true"


def _provider_lines(provider: Provider, indent: str) -> Iterator[str]:
    yield f"{indent}name: {provider.name}"
    yield f"{indent}domain: {provider.domain}"


def _image_lines(url: str, size: tuple[int, int], indent: str, generation: int) -> Iterator[str]:
    yield f"{indent}- url: {_address(url, generation)}"
    yield f"{indent}  width: {size[0]}"
    yield f"{indent}  height: {size[1]}"


def _key(kind: str, generation: int) -> str:
    if generation > _FIRST:
        return f"{kind}Url" if kind == "web" else f"{kind}WebUrl"
    return "sourceUrl" if kind == "web" else f"{kind}Url"


def _address(address: str, generation: int) -> str:
    """The first generation does not quote addresses."""
    return address if generation == _FIRST else f'"{address}"'


def _text(text: str) -> str:
    """Return a text in double quotes, some of its characters as entities."""
    text = text.replace("&", "&amp;").replace(_APOSTROPHE, "&#8217;")
    for char, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n")):
        text = text.replace(char, escape)
    return f'"{text}"'


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Make a folder of invented seeds.")
    parser.add_argument("out", type=Path, metavar="OUT")
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    related = make_corpus(options.out, options.files, options.seed)
    print(f"{options.files} files with {related} related items in {options.out}")


if __name__ == "__main__":
    main()
