"""Errors and warnings about a seed, for the editor who corrects it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SeedError:
    """One reason for which a file is refused.

    `line` counts from 1 in the file and is None where no line can be named; `field` is the
    path of keys in the file, such as `related[3].quality`, and "" for the whole file. `text` is
    that line, "" if it is not shown.
    """

    file: str
    line: int | None
    field: str
    message: str
    text: str = ""

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return (
            f"{place}: {self.field}: {self.message}" if self.field else f"{place}: {self.message}"
        )


@dataclass(frozen=True, slots=True)
class SeedWarning:
    """A part of an accepted seed that was removed or cleaned."""

    field: str
    message: str


class SeedRefused(Exception):
    """A file that is refused, with all of its errors."""

    def __init__(self, errors: tuple[SeedError, ...]) -> None:
        super().__init__("; ".join(str(error) for error in errors))
        self.errors = errors


class FrontMatterError(Exception):
    """Text that is no readable front matter; `line` counts from 1 in the file."""

    def __init__(self, message: str, line: int | None = None, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.field = field
