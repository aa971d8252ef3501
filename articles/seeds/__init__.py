"""Read and write seed files. No Django in here."""
