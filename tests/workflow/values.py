"""Values of each field of an article, as an editor may write them."""

PICTURE = {
    "url": "https://tidewire.example/heron.jpg",
    "width": 640,
    "height": 480,
    "title": "A heron",
    "is_cached": None,
}
COVERAGE = {
    "title": "Herons everywhere",
    "excerpt": "",
    "published_at": "2031-05-03T10:00:00Z",
    "web_url": "https://foghorn.example/herons",
    "amp_url": "",
    "cdn_amp_url": "",
    "type": "article",
    "provider": "foghorn.example",
    "quality": 60,
    "images": [PICTURE],
}
NEW_VALUES = {
    "category": "opinion",
    "title": "Ferry “late” again: 100 % of the time\\n",
    "excerpt": "It's raining — \U0001f327 and\nall that.",
    "published_at": "2031-06-01T10:30:00.250000Z",
    "original_url": "https://tidewire.example/o?a=1&b=2#c",
    "web_url": "http://tidewire.example/ü",
    "amp_url": "https://amp.tidewire.example/a",
    "cdn_amp_url": "https://cdn.example/a",
    "type": "video",
    "quality": 0,
    "heat": -1,
    "featured_content": "<iframe src='https://video.example/1'></iframe>",
    "provider": "foghorn.example",
    "topics": ["Herons", "Harbours"],
    "images": [PICTURE],
    "related": [COVERAGE],
    "body": "A *text* of its own.\n\nWith a second paragraph.",
}
