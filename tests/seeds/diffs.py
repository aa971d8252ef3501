"""Differences between two states of a file."""

import difflib


def changed_lines(old: bytes, new: bytes) -> list[str]:
    """Return the lines that were removed ("-...") and added ("+...")."""
    lines = difflib.unified_diff(
        old.decode().split("\n"), new.decode().split("\n"), n=0, lineterm=""
    )
    return [line for line in [*lines][2:] if not line.startswith("@@")]
