"""Stored pictures: read from the imported folder, checked and measured."""
