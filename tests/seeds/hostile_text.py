"""Hostile files that are taken, with a harmful text or address neutralised."""

from .hostile_case import TITLE, related, seed, taken

_BAD_ADDRESSES = {
    "javascript": "javascript:alert(1)",
    "javascript in odd letters": "JaVaScRiPt:alert(1)",
    "javascript with a tab": r"java\tscript:alert(1)",
    "javascript that looks like a host": "javascript://gull.example/%0aalert(1)",
    "data": "data:text/html;base64,PHNjcmlwdD4=",
    "file": "file:///etc/passwd",
    "ftp": "ftp://gull.example/x",
    "no scheme": "gull.example/x",
    "scheme of the page": "//gull.example/x",
    "no host": "https:///x",
    "user name": "https://gull.example@evil.example/",
    "password": "https://gull.example:80@evil.example/",
    "backslash": r"https://gull.example\\@evil.example/",
    "line end": r"https://gull.example/\nSet-Cookie: a=b",
    "control character": r"https://gull.example/\x07",
    "turned-round text": r"https://gull.example/\u202egpj.exe",
    "quote": r"https://gull.example/\" onclick=\"x",
    "port of letters": "https://gull.example:http/",
    "too long": "https://gull.example/" + "x" * 2_000,
}

NEUTRALISED = [
    taken(
        "address: space",
        seed(webUrl='" https://gull.example/a b"', images='[{url: "pictures/a b.png"}]'),
        web_url="https://gull.example/a%20b",
        title=TITLE,
    ),
    *(
        taken(f"address: {name}", seed(webUrl=f'"{address}"'), "webUrl", web_url="", title=TITLE)
        for name, address in _BAD_ADDRESSES.items()
    ),
    *(
        taken(
            f"image: {name}",
            seed(images=f'[{{url: "{address}"}}, {{url: pictures/a.png}}]'),
            "images[0].url",
            images=[
                {
                    "url": "pictures/a.png",
                    "width": None,
                    "height": None,
                    "title": "",
                    "is_cached": None,
                }
            ],
        )
        for name, address in _BAD_ADDRESSES.items()
        if name != "no scheme"
    ),
    taken(
        "related address",
        seed(related=related("title: a\n    webUrl: 'javascript:1'")),
        "related[1].webUrl",
    ),
    taken(
        "provider picture",
        seed(provider="{domain: gull.example, images: [{url: 'data:x'}]}"),
        "provider.images[0].url",
        provider="gull.example",
    ),
    taken(
        "raw control characters", seed(title='"A\x07 light\x1b[31m"'), "title", title="A light[31m"
    ),
    taken(
        "escaped control characters", seed(title=r'"A\0 light\x1b\u0085"'), "title", title="A light"
    ),
    taken(
        "control characters as entities",
        seed(title='"A&#8238; light&#27;"'),
        "title",
        title="A light",
    ),
    taken("turned-round text", seed(title='"A \u202ethgil\u2069"'), "title", title="A thgil"),
    taken(
        "control characters in a topic",
        seed(topics='["Li\\x07ghts"]'),
        "topics[0]",
        topics=["Lights"],
    ),
    taken("control characters in the body", seed(body="a\x07b\n"), "body", body="ab"),
    taken("line separators", seed(title='"A \u2028 light"'), title="A \u2028 light"),
    taken("entities", seed(title='"A &lt;b&gt;light&#8217;s&amp;"'), title="A <b>light\u2019s&"),
    taken("entities once", seed(title='"&amp;lt;script&amp;gt;"'), title="&lt;script&gt;"),
    taken(
        "entity of 5,000 digits", seed(excerpt=f'"&#{"9" * 5_000};"'), excerpt=f"&#{'9' * 5_000};"
    ),
    taken(
        "script as a title",
        seed(title='"<script>alert(1)</script>"'),
        title="<script>alert(1)</script>",
    ),
    taken(
        "domain in capitals", seed(provider="{domain: ' Gull.EXAMPLE '}"), provider="gull.example"
    ),
    taken(
        "words that other YAML takes for booleans",
        seed(title="Off", topics="[yes, no]"),
        title="Off",
        topics=["yes", "no"],
    ),
]
