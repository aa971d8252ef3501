"""The review desk, and how articles are narrowed down, for it and for the admin."""
