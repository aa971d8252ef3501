"""Measures against the budgets. `make bench`; docs/benchmarks.md says what the figures mean."""
