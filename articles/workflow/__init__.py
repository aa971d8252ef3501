"""One article: the only writer of its status, and of its content after the import."""
