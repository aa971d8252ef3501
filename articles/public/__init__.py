"""Readers: the pages that anybody may see."""
