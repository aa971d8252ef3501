"""Wiring only: settings, addresses, servers, the queue. No editorial word in here."""
