"""The staff's pages against the list that Django's admin gives for the same table and filter."""

from .bench import Bench
from .figures import Figure

SHARE = 1 / 5
"""Budget: the share of the time of the stock list."""
QUERIES = 25
_SAME = "stock list for "  # a page: with the same filter, where it is not that of drafts


def measure_pages(bench: Bench) -> list[Figure]:
    """Return each page's time as a share of the stock list's, and its queries."""
    bench.say(f"making {bench.sizes.articles} articles")
    bench.databases.copy("migrated", "desk")
    bench.pages("desk", "fill", str(bench.sizes.articles))
    bench.databases.settle("desk")
    bench.command("desk", "collectstatic", "--noinput", "--verbosity=0")
    bench.say("asking for pages")
    found = bench.pages("desk", "times", str(bench.sizes.asks))
    stock = found.pop("stock list")
    same = {name: found.pop(_SAME + name) for name in list(found) if _SAME + name in found}
    return [
        *(_share(name, page["ms"], same.get(name, stock)["ms"]) for name, page in found.items()),
        *(
            Figure(f"queries of the {name}", (page["queries"],), "queries", QUERIES)
            for name, page in found.items()
        ),
        Figure("(stock list)", (stock["ms"] / 1000,), "s"),
        Figure("(queries of the stock list)", (stock["queries"],), "queries"),
    ]


def _share(name: str, page: float, stock: float) -> Figure:
    return Figure(name, (page / stock,), "times", SHARE, seconds=page / 1000)
