"""Path converters for values that come from seed files, and for numbers of pages."""

from django.urls.converters import IntConverter


class SlugConverter:
    """A file name or slug: any text without slashes and control characters.

    PostgreSQL refuses NUL in a parameter, so such an address must not reach a query.
    """

    regex = r"[^/\x00-\x1f\x7f]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: object) -> str:
        return str(value)


class DomainConverter(SlugConverter):
    """A provider's domain, as the seed wrote it: slashes are allowed."""

    regex = r"[^\x00-\x1f\x7f]+"


class PageNumberConverter(IntConverter):
    """The number of a page, which has one address: from 1, without leading zeros."""

    regex = "[1-9][0-9]{0,6}"


class YearConverter:
    """A year of four digits."""

    regex = "[12][0-9]{3}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:04}"


class TwoDigitConverter:
    """A month or a day of a month, of two digits."""

    regex = "[0-3][0-9]"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:02}"
