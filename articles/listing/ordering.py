"""The sort orders of articles. Each is an index of `Article`, after `status`."""

from articles.listing.keyset import SortOrder

NEWEST_FIRST = ("-published_at", "-pk")
NEWEST = SortOrder("Newest first", NEWEST_FIRST)
RELEVANCE = SortOrder("Best match first", ("search_rank", *NEWEST_FIRST))
"""Of articles `with_rank` (`articles.search.backends`)."""
ORDERS = {
    "newest": NEWEST,
    "oldest": SortOrder("Oldest first", ("published_at", "pk")),
    "quality": SortOrder("Highest quality first", ("-sort_quality", *NEWEST_FIRST)),
    "heat": SortOrder("Hottest first", ("-sort_heat", *NEWEST_FIRST)),
    "updated": SortOrder("Last changed first", ("-updated_at", "-pk")),
}
"""The orders of lists, by the name in the address. The first one is the default."""
REVIEW_ORDERS = {
    "borderline": SortOrder(
        "Borderline first", ("threshold_distance", "-sort_heat", *NEWEST_FIRST)
    ),
    "newest": NEWEST,
    "hottest": ORDERS["heat"],
    "story": SortOrder("By story", ("-sort_story", "-sort_quality", "-pk")),
}
"""The orders of the review desk: nearest to the threshold, newest, hottest, or story by story with
its strongest article first."""
