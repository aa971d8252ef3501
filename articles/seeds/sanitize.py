"""Clean a mapping as it was read, before its types are checked.

In place, because this is the hot path of an import. Values of a wrong type are left alone:
the records refuse them, with their place.
"""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from articles.seeds.cleaning import (
    clean_domain,
    is_image_address,
    is_web_address,
    unescape,
    without_controls,
)
from articles.seeds.errors import SeedWarning
from articles.seeds.limits import Limits
from articles.seeds.yaml_positions import Path, field_name

Node = dict[str, Any]
Fault = tuple[Path, str]
Lengths = tuple[tuple[str, int], ...]

_LINK_ADDRESSES = ("webUrl", "sourceUrl", "ampWebUrl", "ampUrl", "cdnAmpWebUrl", "cdnAmpUrl")
_ADDRESSES = ("originalUrl", *_LINK_ADDRESSES)
_SHOWN = 60  # characters of a refused value that an error quotes


class _Texts(NamedTuple):
    """The texts of each mapping, with the most characters that each may have."""

    article: Lengths
    related: Lengths
    provider: Lengths
    image: Lengths
    organisation: Lengths
    topic: Lengths


@lru_cache(maxsize=8)
def _lengths(limits: Limits) -> _Texts:
    item = (("title", limits.title), ("excerpt", limits.excerpt), ("type", limits.type))
    name = (("name", limits.name),)
    return _Texts(
        article=(*item, ("category", limits.category)),
        related=item,
        provider=name,
        image=(("title", limits.title),),
        organisation=(*name, ("description", limits.text)),
        topic=tuple(
            (key, limits.name) for key in ("_id", "name", "shortname", "shortName", "parent")
        ),
    )


class Sweep:
    """One pass over one file; collects what was wrong (`faults`) and what was cleaned away."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.texts = _lengths(limits)
        self.faults: list[Fault] = []
        self.warnings: list[SeedWarning] = []
        self.dropped_images: list[tuple[list[Any], list[Any]]] = []

    def article(self, node: Node) -> None:
        """Clean a whole seed."""
        self._item(node, self.texts.article, _ADDRESSES, ())
        self._number(node, "heat", self.limits.heat, ())
        self._names(node, "topics", self.limits.topics)
        markup = node.get("featuredContent")
        if type(markup) is str:  # HTML is no text: its entities mean something there
            node["featuredContent"] = self._checked(markup, self.limits.text, ("featuredContent",))
        for position, item in enumerate(self._list(node, "related", self.limits.related, ())):
            if type(item) is dict:
                self._item(item, self.texts.related, _LINK_ADDRESSES, ("related", position))

    def drop_images(self) -> bool:
        """Take out the images without a usable address, and return whether there were any.

        Not done while sweeping, so that the errors of the others keep their positions.
        """
        for images, kept in self.dropped_images:
            images[:] = kept
        return bool(self.dropped_images)

    def body(self, text: str) -> str:
        """Return the Markdown after the front matter, without the blank lines around it."""
        return self._checked(text.strip("\n"), self.limits.text, ("body",)) if text else ""

    def organisation(self, node: Node) -> None:
        """Clean what an organisation file says."""
        self._texts(node, self.texts.organisation, ())
        self._domain(node, ())
        self._names(node, "otherNames", self.limits.topics)
        self._images(node, ())

    def topic(self, node: Node) -> None:
        """Clean what a topic file says."""
        self._texts(node, self.texts.topic, ())
        for key in ("_id", "name"):
            self._filled(node, key, ())
        self._names(node, "keywords", self.limits.related)
        services = node.get("services")
        if type(services) is dict:
            node["services"] = services = {
                without_controls(key) if type(key) is str else key: address
                for key, address in services.items()
            }
            self._addresses(services, tuple(services), ("services",))

    def _item(self, node: Node, texts: Lengths, addresses: tuple[str, ...], path: Path) -> None:
        self._texts(node, texts, path)
        self._filled(node, "title", path)
        self._moment(node, path)
        self._number(node, "quality", self.limits.quality, path)
        self._addresses(node, addresses, path)
        if "images" in node:
            self._images(node, path)
        provider = node.get("provider")
        if type(provider) is dict:
            path = (*path, "provider")
            self._texts(provider, self.texts.provider, path)
            self._domain(provider, path)
            if "images" in provider:
                self._images(provider, path)

    def _texts(self, node: Node, lengths: Lengths, path: Path) -> None:
        for key, longest in lengths:
            value = node.get(key)
            if type(value) is str and (
                "&" in value or len(value) > longest or not value.isprintable()
            ):
                node[key] = self._checked(unescape(value), longest, (*path, key))

    def _checked(self, value: str, longest: int, path: Path) -> str:
        clean = without_controls(value)
        if len(clean) != len(value):
            self._warning(path, "Control characters were removed.")
        if len(clean) > longest:
            self._fault(path, f"has {len(clean)} characters; {longest} are the most allowed.")
        return clean

    def _filled(self, node: Node, key: str, path: Path) -> None:
        value = node.get(key)
        if type(value) is str and (not value or value.isspace()):
            self._fault((*path, key), "is empty.")

    def _names(self, node: Node, key: str, most: int) -> None:
        names = self._list(node, key, most, ())
        for position, name in enumerate(names):
            if type(name) is not str:
                return
            names[position] = self._checked(unescape(name), self.limits.name, (key, position))
            if not names[position].strip():
                self._fault((key, position), "is empty.")
        if names:
            node[key] = list(dict.fromkeys(names))

    def _list(self, node: Node, key: str, most: int, path: Path) -> list[Any]:
        items = node.get(key)
        if type(items) is not list:
            return []
        if len(items) > most:
            self._fault((*path, key), f"has {len(items)} items; {most} are the most allowed.")
            del items[most:]  # refused anyway: thousands of errors more are of no use
        return items

    def _number(self, node: Node, key: str, bounds: tuple[int, int], path: Path) -> None:
        value = node.get(key)
        if type(value) is int and not bounds[0] <= value <= bounds[1]:
            self._fault((*path, key), f"must be from {bounds[0]} to {bounds[1]}.")

    def _domain(self, node: Node, path: Path) -> None:
        text = node.get("domain")
        if type(text) is str:
            domain = clean_domain(text) if len(text) <= self.limits.domain else None
            if domain is None:
                self._fault((*path, "domain"), f"{_quoted(text)} is not a domain name.")
            node["domain"] = domain or text

    def _images(self, node: Node, path: Path) -> None:
        images = self._list(node, "images", self.limits.images, path)
        kept = [
            image
            for position, image in enumerate(images)
            if type(image) is not dict or self._image(image, (*path, "images", position))
        ]
        if len(kept) < len(images):
            self.dropped_images.append((images, kept))

    def _image(self, node: Node, path: Path) -> bool:
        """Clean an image and return whether it may stay."""
        sides = (0, self.limits.pixels)
        self._number(node, "width", sides, path)
        self._number(node, "height", sides, path)
        if "title" in node:
            self._texts(node, self.texts.image, path)
        url = node.get("url")
        if type(url) is str and " " in url:
            node["url"] = url = _without_spaces(url)
        if type(url) is not str or (len(url) <= self.limits.address and is_image_address(url)):
            return True
        self._dropped((*path, "url"), url)
        return False

    def _moment(self, node: Node, path: Path) -> None:
        text = node.get("publishedDateTime")
        if type(text) is not str:
            return
        moment = parse_moment(text)
        if moment is None:
            message = f"{_quoted(text)} is not a date and time such as 2020-02-07T03:36:00Z."
            self._fault((*path, "publishedDateTime"), message)
            moment = self.limits.earliest  # reported here, so not again by the records
        elif not self.limits.earliest <= moment <= self.limits.latest:
            years = f"{self.limits.earliest.year} to {self.limits.latest.year}"
            self._fault((*path, "publishedDateTime"), f"must be in the years {years}.")
        node["publishedDateTime"] = moment

    def _addresses(self, node: Node, keys: tuple[str, ...], path: Path) -> None:
        most = self.limits.address
        for key in keys:
            if key not in node:
                continue
            address = node[key]
            if type(address) is str and " " in address:
                node[key] = address = _without_spaces(address)
            if type(address) is str and not (len(address) <= most and is_web_address(address)):
                del node[key]
                if address:
                    self._dropped((*path, key), address)

    def _dropped(self, path: Path, address: str) -> None:
        self._warning(path, f"{_quoted(address)} is not a web address and was left out.")

    def _fault(self, path: Path, message: str) -> None:
        self.faults.append((path, message))

    def _warning(self, path: Path, message: str) -> None:
        self.warnings.append(SeedWarning(field_name(path), message))


def parse_moment(text: str) -> datetime | None:
    """Return the time that a text holds, in UTC (a text without a zone is in UTC), or None."""
    text = text.strip()
    if text[4:5] != "-" or text[7:8] != "-":  # no week dates, no dates without hyphens
        return None
    try:
        moment = datetime.fromisoformat(text.upper() if text[-1:] == "z" else text)
        if moment.tzinfo is UTC:
            return moment
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def drop_nulls(node: Any) -> None:
    """Take out the keys without a value, everywhere in a mapping that is nested."""
    if type(node) is dict:
        for key in [key for key, value in node.items() if value is None]:
            del node[key]
    if type(node) is dict or type(node) is list:
        for child in node.values() if type(node) is dict else node:
            drop_nulls(child)


def _without_spaces(address: str) -> str:
    """Return an address as browsers read it; real seeds have such ones."""
    return address.strip(" ").replace(" ", "%20")


def _quoted(value: str) -> str:
    shown = value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"
    return f"“{without_controls(shown)}”"
