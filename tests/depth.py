"""How far the tests look: TEST_DEPTH is `fast` (at a desk), `ci` (on a push) or `nightly`."""

import os
from typing import Literal

import hypothesis

Depth = Literal["fast", "ci", "nightly"]
DEPTHS: tuple[Depth, ...] = ("fast", "ci", "nightly")
DEPTH = next(depth for depth in DEPTHS if depth == os.environ.get("TEST_DEPTH", "fast"))


def by_depth(fast: int, ci: int, nightly: int) -> int:
    """Return the number for the present depth."""
    return {"fast": fast, "ci": ci, "nightly": nightly}[DEPTH]


def load_hypothesis_profile() -> None:
    """Look at the same examples on each machine; at other ones each night.

    No deadline: the first example of a property often pays for a database.
    """
    hypothesis.settings.register_profile(
        "newsdesk",
        deadline=None,
        max_examples=by_depth(15, 30, 150),
        stateful_step_count=by_depth(15, 20, 20),
        derandomize=DEPTH != "nightly",
        print_blob=True,
    )
    hypothesis.settings.load_profile("newsdesk")
