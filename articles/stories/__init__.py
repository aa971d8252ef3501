"""Related coverage: which articles belong together and which stands before the others."""
