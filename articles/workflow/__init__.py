"""Verbs: the only writer of an article's status, and of its content after the import."""
