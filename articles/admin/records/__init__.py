"""Admin of plain records, one module per model."""
