"""Filters, sort orders and pages of articles, shared by admin, desk and public."""
