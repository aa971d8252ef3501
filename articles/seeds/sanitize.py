"""Clean a mapping as it was read, before its types are checked.

In place, because this is the hot path of an import. Values of a wrong type are left alone:
the records refuse them, with their place.
"""

from functools import lru_cache
from typing import Any

from articles.seeds.cleaning import (
    clean_domain,
    is_image_address,
    is_web_address,
    parse_moment,
    quoted,
    unescape,
    without_controls,
)
from articles.seeds.errors import SeedWarning
from articles.seeds.fields import ARTICLE, IMAGE, ORGANISATION, PROVIDER, RELATED, TOPIC, Fields
from articles.seeds.limits import Limits
from articles.seeds.yaml_positions import Path, field_name

Node = dict[str, Any]
Fault = tuple[Path, str]
Lengths = tuple[tuple[str, int], ...]

_LIMIT_OF = {"description": "text", "topic_id": "name", "short_name": "name", "parent": "name"}
"""The limits of text fields that have no limit of their own name."""
_MAPPINGS = {
    "article": ARTICLE,
    "related": RELATED,
    "provider": PROVIDER,
    "image": IMAGE,
    "organisation": ORGANISATION,
    "topic": TOPIC,
}


@lru_cache(maxsize=8)
def _lengths(limits: Limits) -> dict[str, Lengths]:
    """Return the keys of each mapping's texts, with the most characters that each may have."""
    return {
        name: tuple(
            (key, getattr(limits, _LIMIT_OF.get(field.value, field.value)))
            for field in fields
            if field.kind == "text" and field.value != "domain"
            for key in dict.fromkeys(field.keys)
        )
        for name, fields in _MAPPINGS.items()
    }


def _address_keys(fields: Fields) -> tuple[str, ...]:
    keys = (key for field in fields if field.kind == "address" for key in reversed(field.keys))
    return tuple(dict.fromkeys(keys))


_ADDRESSES, _LINK_ADDRESSES = _address_keys(ARTICLE), _address_keys(RELATED)


class Sanitizer:
    """Clean one file; collect what was wrong (`faults`) and what was removed (`warnings`)."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.texts = _lengths(limits)
        self.faults: list[Fault] = []
        self.warnings: list[SeedWarning] = []
        self.dropped_images: list[tuple[list[Any], list[Any]]] = []

    def article(self, node: Node) -> None:
        """Clean a whole seed."""
        self._item(node, self.texts["article"], _ADDRESSES, ())
        self._number(node, "heat", self.limits.heat, ())
        self._names(node, "topics", self.limits.topics)
        markup = node.get("featuredContent")
        if type(markup) is str:  # HTML is no text: its entities mean something there
            node["featuredContent"] = self._checked(markup, self.limits.text, ("featuredContent",))
        for position, item in enumerate(self._list(node, "related", self.limits.related, ())):
            if type(item) is dict:
                self._item(item, self.texts["related"], _LINK_ADDRESSES, ("related", position))

    def drop_images(self) -> bool:
        """Remove the images without a usable address; return whether there were any.

        Call this last, so that errors name the positions of the file.
        """
        for images, kept in self.dropped_images:
            images[:] = kept
        return bool(self.dropped_images)

    def body(self, text: str) -> str:
        """Return the Markdown after the front matter, without the blank lines around it."""
        return self._checked(text.strip("\n"), self.limits.text, ("body",)) if text else ""

    def organisation(self, node: Node) -> None:
        """Clean an organisation."""
        self._texts(node, self.texts["organisation"], ())
        self._domain(node, ())
        self._names(node, "otherNames", self.limits.topics)
        self._images(node, ())

    def topic(self, node: Node) -> None:
        """Clean a topic."""
        self._texts(node, self.texts["topic"], ())
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
            self._texts(provider, self.texts["provider"], path)
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
            self._fault(path, f"has {len(clean):,} characters; at most {longest:,} are allowed.")
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
            self._fault((*path, key), f"has {len(items):,} items; at most {most:,} are allowed.")
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
                self._fault((*path, "domain"), f"{quoted(text)} is not a domain name.")
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
        for key in ("width", "height"):
            self._number(node, key, (0, self.limits.pixels), path)
        if "title" in node:
            self._texts(node, self.texts["image"], path)
        url = _address(node, "url")
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
            message = f"{quoted(text)} is not a date and time such as 2020-02-07T03:36:00Z."
            self._fault((*path, "publishedDateTime"), message)
            moment = self.limits.earliest  # reported here, so not again by the records
        elif not self.limits.earliest <= moment <= self.limits.latest:
            years = f"{self.limits.earliest.year} to {self.limits.latest.year}"
            self._fault((*path, "publishedDateTime"), f"must be in the years {years}.")
        node["publishedDateTime"] = moment

    def _addresses(self, node: Node, keys: tuple[str, ...], path: Path) -> None:
        for key in keys:
            address = _address(node, key)
            if type(address) is str and not (
                len(address) <= self.limits.address and is_web_address(address)
            ):
                del node[key]
                if address:
                    self._dropped((*path, key), address)

    def _dropped(self, path: Path, address: str) -> None:
        what = "too long" if len(address) > self.limits.address else "not a web address"
        self._warning(path, f"{quoted(address)} is {what} and was left out.")

    def _fault(self, path: Path, message: str) -> None:
        self.faults.append((path, message))

    def _warning(self, path: Path, message: str) -> None:
        self.warnings.append(SeedWarning(field_name(path), message))


def _address(node: Node, key: str) -> Any:
    """Return an address as browsers read it: real seeds have some with spaces."""
    address = node.get(key)
    if type(address) is str and " " in address:
        node[key] = address = address.strip(" ").replace(" ", "%20")
    return address
