"""Uploads, import previews and import runs."""
