"""Clean a mapping as it was read, before its types are checked.

In place, because this is the hot path of an import. Values of a wrong type are left alone:
the records refuse them, with their place.
"""

from datetime import UTC, datetime
from typing import Any

from .cleaning import is_domain, is_image_address, is_web_address, unescape, without_controls
from .errors import SeedWarning
from .limits import Limits
from .outline import Path, field_name

Node = dict[str, Any]
Fault = tuple[Path, str]

_ADDRESSES = (
    "webUrl",
    "sourceUrl",
    "originalUrl",
    "ampWebUrl",
    "ampUrl",
    "cdnAmpWebUrl",
    "cdnAmpUrl",
)
_SHOWN = 60  # characters of a refused value that an error quotes
_LINK_ADDRESSES = tuple(key for key in _ADDRESSES if key != "originalUrl")


class Sweep:
    """One pass over one file; collects what was wrong (`faults`) and what was cleaned away."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.faults: list[Fault] = []
        self.warnings: list[SeedWarning] = []

    def article(self, node: Node) -> None:
        limits = self.limits
        _drop_nulls(node)
        self._required_text(node, "title", limits.title, ())
        self._text(node, "excerpt", limits.excerpt, ())
        self._text(node, "category", limits.category, ())
        self._text(node, "type", limits.type, ())
        self._markup(node, "featuredContent", limits.text)
        self._moment(node, ())
        self._number(node, "quality", limits.quality, ())
        self._number(node, "heat", limits.heat, ())
        self._addresses(node, _ADDRESSES, ())
        self._provider(node, ())
        self._names(node, "topics", limits.topics)
        self._images(node, ())
        if (related := self._list(node, "related", limits.related, ())) is not None:
            for position, item in enumerate(related):
                if type(item) is dict:
                    self._related(item, ("related", position))

    def body(self, text: str) -> str:
        """Return the Markdown after the front matter, without the blank lines around it."""
        return without_controls(text.strip("\n")) if text else ""

    def organisation(self, node: Node) -> None:
        _drop_nulls(node)
        self._domain(node, ())
        self._text(node, "name", self.limits.name, ())
        self._text(node, "description", self.limits.text, ())
        self._names(node, "otherNames", self.limits.topics)
        self._images(node, ())

    def topic(self, node: Node) -> None:
        _drop_nulls(node)
        for key in ("_id", "name"):
            self._required_text(node, key, self.limits.name, ())
        for key in ("shortname", "shortName", "parent"):
            self._text(node, key, self.limits.name, ())
        self._names(node, "keywords", self.limits.related)
        services = node.get("services")
        if type(services) is dict:
            _drop_nulls(services)
            self._addresses(services, tuple(services), ("services",))

    def _related(self, node: Node, path: Path) -> None:
        limits = self.limits
        _drop_nulls(node)
        self._required_text(node, "title", limits.title, path)
        self._text(node, "excerpt", limits.excerpt, path)
        self._text(node, "type", limits.type, path)
        self._moment(node, path)
        self._number(node, "quality", limits.quality, path)
        self._addresses(node, _LINK_ADDRESSES, path)
        self._provider(node, path)
        self._images(node, path)

    def _provider(self, node: Node, path: Path) -> None:
        provider = node.get("provider")
        if type(provider) is dict:
            path = (*path, "provider")
            _drop_nulls(provider)
            self._domain(provider, path)
            self._text(provider, "name", self.limits.name, path)
            self._images(provider, path)

    def _domain(self, node: Node, path: Path) -> None:
        domain = node.get("domain")
        if type(domain) is str:
            domain = node["domain"] = domain.strip().lower()
            if not is_domain(domain) or len(domain) > self.limits.domain:
                self._fault((*path, "domain"), f"{_quoted(domain)} is not a domain name.")

    def _images(self, node: Node, path: Path) -> None:
        images = self._list(node, "images", self.limits.images, path)
        if images is None:
            return
        kept = [
            image
            for position, image in enumerate(images)
            if type(image) is not dict or self._image(image, (*path, "images", position))
        ]
        if len(kept) != len(images):
            node["images"] = kept

    def _image(self, node: Node, path: Path) -> bool:
        """Clean an image and return whether it keeps an address (or what is to be refused)."""
        _drop_nulls(node)
        sides = (0, self.limits.pixels)
        self._number(node, "width", sides, path)
        self._number(node, "height", sides, path)
        self._text(node, "title", self.limits.title, path)
        url = node.get("url")
        if type(url) is not str or (len(url) <= self.limits.address and is_image_address(url)):
            return True
        self._dropped((*path, "url"), url)
        return False

    def _names(self, node: Node, key: str, most: int) -> None:
        names = self._list(node, key, most, ())
        if not names:
            return
        for position, name in enumerate(names):
            if type(name) is str:
                names[position] = self._cleaned(name, self.limits.name, (key, position))
                if not names[position].strip():
                    self._fault((key, position), "is empty.")
        if all(type(name) is str for name in names):
            node[key] = list(dict.fromkeys(names))

    def _list(self, node: Node, key: str, most: int, path: Path) -> list[Any] | None:
        items = node.get(key)
        if type(items) is not list:
            return None
        if len(items) > most:
            self._fault((*path, key), f"has {len(items)} items; {most} are the most allowed.")
        return items

    def _required_text(self, node: Node, key: str, longest: int, path: Path) -> None:
        self._text(node, key, longest, path)
        value = node.get(key)
        if type(value) is str and not value.strip():
            self._fault((*path, key), "is empty.")

    def _text(self, node: Node, key: str, longest: int, path: Path) -> None:
        value = node.get(key)
        if type(value) is str and ("&" in value or len(value) > longest or not value.isprintable()):
            node[key] = self._cleaned(value, longest, (*path, key))

    def _markup(self, node: Node, key: str, longest: int) -> None:
        # HTML is not text: its entities mean something there.
        value = node.get(key)
        if type(value) is str:
            node[key] = self._checked(value, longest, (key,))

    def _cleaned(self, value: str, longest: int, path: Path) -> str:
        return self._checked(unescape(value), longest, path)

    def _checked(self, value: str, longest: int, path: Path) -> str:
        clean = without_controls(value)
        if len(clean) != len(value):
            self._warning(path, "Control characters were removed.")
        if len(clean) > longest:
            self._fault(path, f"has {len(clean)} characters; {longest} are the most allowed.")
        return clean

    def _number(self, node: Node, key: str, bounds: tuple[int, int], path: Path) -> None:
        value = node.get(key)
        if type(value) is int and not bounds[0] <= value <= bounds[1]:
            message = f"must be from {bounds[0]} to {bounds[1]}."
            self._fault((*path, key), message)

    def _moment(self, node: Node, path: Path) -> None:
        value = node.get("publishedDateTime")
        if type(value) is not str:
            return
        moment = parse_moment(value)
        if moment is None:
            self._fault(
                (*path, "publishedDateTime"),
                f"{_quoted(value)} is not a date and time such as 2020-02-07T03:36:00Z.",
            )
            moment = self.limits.earliest  # the fault is told once, not again by the records
        elif not self.limits.earliest <= moment <= self.limits.latest:
            years = f"{self.limits.earliest.year} to {self.limits.latest.year}"
            self._fault((*path, "publishedDateTime"), f"must be in the years {years}.")
        node["publishedDateTime"] = moment

    def _addresses(self, node: Node, keys: tuple[str, ...], path: Path) -> None:
        for key in keys:
            address = node.get(key)
            if type(address) is str and not (
                len(address) <= self.limits.address and is_web_address(address)
            ):
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
        moment = datetime.fromisoformat(text.upper())
        if moment.tzinfo is None:
            return moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _drop_nulls(node: Node) -> None:
    # A key without a value is a key that is absent.
    if None in node.values():
        for key in [key for key, value in node.items() if value is None]:
            del node[key]


def _quoted(value: str) -> str:
    shown = value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"
    return f"“{without_controls(shown)}”"
