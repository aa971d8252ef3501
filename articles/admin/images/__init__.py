"""Pictures: the queue of those that are fetched."""
