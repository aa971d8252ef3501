"""Threshold page, publish runs and publishing rules."""
