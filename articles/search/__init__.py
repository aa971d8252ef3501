"""Full-text search: query parser, SQLite FTS5 and PostgreSQL tsvector backends, index checks."""
