"""The colours of the design tokens contrast enough in both colour schemes (WCAG 1.4.3, 1.4.11)."""

import re
from itertools import product
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GROUNDS = ("paper", "raised", "sunken")
TEXT, CONTROL = 4.5, 3
PAIRS = [
    *((text, ground, TEXT) for text, ground in product(
        ("ink", "ink-soft", "ink-faint", "accent", "accent-strong", "spot"), GROUNDS
    )),
    *((name, f"{name}-soft", TEXT) for name in (
        "accent", "mute", "good", "warn", "bad", "plan", "stale"
    )),
    ("on-accent", "accent", TEXT),
    *((name, ground, CONTROL) for name, ground in product(("control", "focus"), GROUNDS)),
]  # fmt: skip


def colours(scheme: str) -> dict[str, str]:
    """Return the colours of a scheme by name."""
    css = next((ROOT / "articles/static").rglob("tokens.css")).read_text()
    pairs = re.findall(r"--([\w-]+): light-dark\(#(\w+), #(\w+)\);", css)
    return {name: light if scheme == "light" else dark for name, light, dark in pairs}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(part * c for part, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_tokens_contrast_enough(scheme):
    found = {name: luminance(colour) for name, colour in colours(scheme).items()}
    ratios = {
        (text, ground): (max(found[text], found[ground]) + 0.05)
        / (min(found[text], found[ground]) + 0.05)
        for text, ground, _ in PAIRS
    }

    assert {pair[:2]: ratios[pair[:2]] for pair in PAIRS if ratios[pair[:2]] < pair[2]} == {}
