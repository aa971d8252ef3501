"""The public pages against a plain Django list of the same articles with the same templates."""

from .bench import Bench
from .figures import Figure

QUERIES = 6
BUILT, KEPT, JSON = 1 / 1.4, 1 / 7, 1 / 3
"""Budgets: shares of the time of the plain list."""
_BUDGETS = {
    "home page": BUILT,
    "topic page": BUILT,
    "provider page": BUILT,
    "article page": BUILT,
    "site JSON": JSON,
    "topic page, cached": KEPT,
    "topic page, 304": KEPT,
    "article page, cached": KEPT,
    "article page, 304": KEPT,
}


def measure_public_pages(bench: Bench) -> list[Figure]:
    """Return each page's time as a share of the plain list's, and its queries."""
    bench.say(f"making {bench.sizes.articles} articles")
    bench.databases.copy("migrated", "site")
    bench.public_pages("site", "fill", str(bench.sizes.articles))
    bench.databases.settle("site")
    bench.command("site", "collectstatic", "--noinput", "--verbosity=0")
    bench.say("asking for public pages")
    found = bench.public_pages("site", "times", str(bench.sizes.asks))
    plain = found.pop("plain list")
    return [
        *(_share(name, page["ms"], plain["ms"]) for name, page in found.items()),
        *(
            Figure(f"queries of the {name}", (page["queries"],), "queries", QUERIES)
            for name, page in found.items()
        ),
        Figure("(plain list)", (plain["ms"] / 1000,), "s"),
    ]


def _share(name: str, page: float, plain: float) -> Figure:
    return Figure(name, (page / plain,), "times", _BUDGETS.get(name), seconds=page / 1000)
