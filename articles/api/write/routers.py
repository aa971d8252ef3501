"""All operations that take a token."""

from articles.api.write import articles, events, imports, publish_runs, seeds

ROUTERS = tuple(module.router for module in (seeds, imports, publish_runs, articles, events))
