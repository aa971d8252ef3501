"""Mail to staff, if EMAIL_URL is set: password links, mentions, assignments, failures."""
