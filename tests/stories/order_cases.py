"""Cases of the order of a story: quality and name of two items, and whether the second outranks."""

ORDER = [
    (50, "m", 51, "z", True),
    (50, "m", 49, "a", False),
    (50, "m", 50, "a", True),
    (50, "m", 50, "z", False),
    (50, "m", 50, "m", False),
    (50, "m", 50, "", True),
    (None, "m", 99, "a", False),
    (50, "m", None, "a", False),
    (0, "m", 0, "l", True),
]
