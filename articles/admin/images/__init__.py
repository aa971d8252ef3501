"""Pictures: the queue of those that are fetched, and the picture of one article."""
