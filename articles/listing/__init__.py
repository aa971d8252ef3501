"""Filters, sort orders, keyset pagination and counts of articles, for admin, desk and public."""
