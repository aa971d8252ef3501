"""Paths of the real sites, which are read-only."""

import os
from pathlib import Path

import pytest

DEFAULT = Path(__file__).resolve().parents[2].parent / "shared" / "sites"
SITES = Path(os.environ.get("SITES") or DEFAULT)
"""`SITES=/elsewhere pytest` reads them from another folder."""

POWERAPPS = SITES / "powerapps"
AI = SITES / "ai"
AI_EARLIER = SITES / "ai-earlier"
SINGLE_SEED = SITES / "wework-facial-recognition.md"

needs_sites = pytest.mark.skipif(
    not SITES.is_dir(), reason=f"the real sites are not there ({SITES})"
)
