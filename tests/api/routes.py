"""The addresses of the API that `tests/public/test_canary.py` requests."""

LISTS = (
    "", "?order=published", "?limit=1", "?q=heron", "?q=bait", "?q=https://bait.example/draft-0",
    "?topic=harbours", "?topic=bait", "?provider=tidewire.example", "?provider=bait.example",
    "?provider=related.bait.example", "?type=video", "?type=article", "?day_from=2031-05-04",
    "?day_to=2031-05-03", "?fields=id,title,body_html",
)  # fmt: skip
API_ROWS: dict[str, tuple[str, ...]] = {
    "api/v1/openapi.json": ("/api/v1/openapi.json",),
    "api/v1/": ("/api/v1/",),
    "api/v1/articles": (
        *(f"/api/v1/articles{query}" for query in LISTS),
        "/api/v1/articles?cursor=YmVmb3JlIGVuZA",
    ),
    "api/v1/articles/<article>": (
        "/api/v1/articles/shown?fields=title,body_html,picture,topics",
        "/api/v1/articles/bait-draft-0",
        *(f"/api/v1/articles/{pk}" for pk in range(1, 7)),
    ),
    "api/v1/topics": ("/api/v1/topics", "/api/v1/topics?limit=1"),
    "api/v1/topics/<slug>": ("/api/v1/topics/harbours", "/api/v1/topics/bait"),
    "api/v1/providers": ("/api/v1/providers", "/api/v1/providers?limit=1"),
    "api/v1/providers/<path:domain>": (
        "/api/v1/providers/tidewire.example",
        "/api/v1/providers/bait.example",
        "/api/v1/providers/related.bait.example",
    ),
}
