"""Export articles, providers and topics to seed files."""
