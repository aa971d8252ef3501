"""Differences between two states of a file."""

import difflib


def diff(old: bytes, new: bytes) -> list[str]:
    lines = difflib.unified_diff(
        old.decode().split("\n"), new.decode().split("\n"), n=0, lineterm=""
    )
    return [line for line in [*lines][2:] if not line.startswith("@@")]
