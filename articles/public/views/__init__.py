"""The public pages. The number of queries of each does not depend on the number of rows."""
