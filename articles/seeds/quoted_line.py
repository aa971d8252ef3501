"""The line of a file that an error complains about, unless it may hold a part of `secured`."""

import re

LONGEST = 120
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9]*[ \t]*:(?:[ \t]|$)")
_OPAQUE = "secured"


def quoted_line(front: str, number: int) -> str:
    """Return line `number` (from 0) of a front matter, shortened; "" if it must not be shown.

    `secured` is never shown, and text that is not valid YAML does not tell where it ends. So a
    line is shown only if it belongs to another plain key, which stands at the start of a line.
    """
    lines = front.split("\n")
    if not 0 <= number < len(lines):
        return ""
    starts = [place for place in range(number + 1) if _KEY.match(lines[place])]
    if not starts:
        return ""
    first, *rest = lines[starts[-1] : number + 1]
    is_other = _OPAQUE not in "\n".join([first, *rest]).lower()
    is_plain = all(line[:1] in {"", " ", "\t", "-"} for line in rest)
    if not is_other or not is_plain:
        return ""
    text = lines[number].strip()
    return f"{text[:LONGEST]}…" if len(text) > LONGEST else text
