"""Export seed files, and the sites' own JSON and sitemaps."""
