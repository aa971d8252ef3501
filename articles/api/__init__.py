"""The JSON API: reading for everyone, writing with a token."""
