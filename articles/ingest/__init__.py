"""Decide what an import means for what we have, and store it."""
