"""Out: everything back to the files it came from."""
