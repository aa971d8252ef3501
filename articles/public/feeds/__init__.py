"""Feeds: the newest articles as Atom, RSS 2.0 and JSON Feed 1.1, and pings of a WebSub hub."""
