"""Pictures: taken from beside the seeds, measured, kept."""
