"""The real sites, which lie beside the project and are only read."""

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).resolve().parents[2].parent / "shared" / "sites"
SITES = Path(os.environ.get("SITES") or BESIDE)
"""`SITES=/elsewhere pytest` reads them from another folder."""

POWERAPPS = SITES / "powerapps"
AI = SITES / "ai"
AI_EARLIER = SITES / "ai-earlier"
SINGLE_SEED = SITES / "wework-facial-recognition.md"

needs_sites = pytest.mark.skipif(
    not SITES.is_dir(), reason=f"the real sites are not there ({SITES})"
)
