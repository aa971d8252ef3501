"""The addresses of the API that `tests/public/test_canary.py` requests."""

LISTS = (
    "", "?order=published", "?q=heron&order=relevance", "?limit=1", "?q=heron", "?q=bait", "?q=https://bait.example/draft-0",
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
    "api/v1/stories": tuple(f"/api/v1/stories{query}" for query in LISTS),
    "api/v1/stories/<article>": (
        "/api/v1/stories/shown",
        "/api/v1/stories/shown-too?fields=id",
        "/api/v1/stories/bait-draft-0",
        *(f"/api/v1/stories/{pk}" for pk in range(1, 7)),
    ),
    "api/v1/topics": ("/api/v1/topics", "/api/v1/topics?limit=1"),
    "api/v1/topics/<slug>": ("/api/v1/topics/harbours", "/api/v1/topics/bait"),
    "api/v1/providers": ("/api/v1/providers", "/api/v1/providers?limit=1"),
    "api/v1/providers/<path:domain>": (
        "/api/v1/providers/tidewire.example",
        "/api/v1/providers/bait.example",
        "/api/v1/providers/related.bait.example",
    ),
    # With a token: nothing but 401 without one, and 405 for those that only take POST or PUT.
    "api/v1/sources/<source>/seeds/<path:path>": ("/api/v1/sources/default/seeds/bait.md",),
    "api/v1/sources/<source>/imports": ("/api/v1/sources/default/imports",),
    "api/v1/imports/<int:id>": ("/api/v1/imports/1",),
    "api/v1/imports/<int:id>/items": ("/api/v1/imports/1/items",),
    "api/v1/imports/<int:id>/confirm": ("/api/v1/imports/1/confirm",),
    "api/v1/imports/<int:id>/discard": ("/api/v1/imports/1/discard",),
    "api/v1/imports/<int:id>/cancel": ("/api/v1/imports/1/cancel",),
    "api/v1/imports/<int:id>/undo": ("/api/v1/imports/1/undo",),
    "api/v1/publish-runs/preview": ("/api/v1/publish-runs/preview",),
    "api/v1/publish-runs": ("/api/v1/publish-runs",),
    "api/v1/publish-runs/<int:id>": ("/api/v1/publish-runs/1",),
    "api/v1/publish-runs/<int:id>/items": ("/api/v1/publish-runs/1/items",),
    "api/v1/publish-runs/<int:id>/cancel": ("/api/v1/publish-runs/1/cancel",),
    "api/v1/publish-runs/<int:id>/undo": ("/api/v1/publish-runs/1/undo",),
    "api/v1/desk/articles/<int:id>": tuple(f"/api/v1/desk/articles/{pk}" for pk in range(1, 7)),
    "api/v1/desk/articles/<int:id>/<action>": ("/api/v1/desk/articles/1/publish",),
    "api/v1/events": ("/api/v1/events", "/api/v1/events?after=0&limit=5"),
}
