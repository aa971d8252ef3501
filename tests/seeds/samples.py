"""Seeds about things that do not exist, in all three generations, as tests want them."""

FIRST = b"""---
category: news
title: "Harbour robots learn to moor ferries"
excerpt: "In Vellmar machines tie the ropes. \\"They never tire,\\" says one &#8211; who does ..."
publishedDateTime: 2031-01-08T04:42:00Z
sourceUrl: https://tidewater.example/robots-moor-ferries?ref=a&page=2
ampUrl: https://tidewater.example/amp/robots-moor-ferries
cdnAmpUrl: https://tidewater-example.cdn.example/c/s/tidewater.example/amp/robots-moor-ferries
type: article
quality: 24
heat: 24
published: false

provider:
  name: Tidewater
  domain: tidewater.example

topics:
  - Robots
  - Harbour Life

images:
  - url: https://tidewater.example/ropes.jpg
    width: 450
    height: 308
    title: "Harbour robots learn to moor ferries"

related:
  - title: "Ferries of Vellmar run late again"
    excerpt: "Fog, mostly."
    publishedDateTime: 2031-01-07T17:11:00Z
    sourceUrl: https://foghorn.example/late-again
    type: article
    provider:
      name: The Foghorn
      domain: foghorn.example
    quality: 19
    images:
      - url: https://foghorn.example/fog.jpg
        width: 400
        height: 216
  - title: "What a bollard costs"
    publishedDateTime: 2031-01-06T09:00:00Z
    sourceUrl: https://bollards.example/price
    ampUrl: https://bollards.example/amp/price
    cdnAmpUrl: https://bollards-example.cdn.example/price
    type: article
    provider:
      name: Bollards & Co
      domain: bollards.example
    quality: 7

secured: "Zm9n+aG9ybg==;dGlkZQ=="
---

"""

SECOND = b"""---
category: news
title: "Glacier choir wins the winter prize"
excerpt: "Forty voices, one crevasse."
publishedDateTime: 2031-02-07T03:36:00Z
webUrl: "https://icehouse.example/stories/glacier-choir"
ampWebUrl: "https://icehouse.example/amp/glacier-choir"
cdnAmpWebUrl: "https://icehouse-example.cdn.example/glacier-choir"
type: article
quality: 39
heat: -1
published: false

provider:
  name: Icehouse Review
  domain: icehouse.example

topics:
  - Music

images:
  - url: "https://icehouse.example/choir.jpg"
    width: 1280
    height: 640
    title: "The choir, roped"

related:
  - title: "Choir: the \\"deep\\" song"
    excerpt: "Heard from below."
    publishedDateTime: 2031-02-05T23:16:00Z
    webUrl: "https://moraine.example/deep-song"
    type: article
    provider:
      name: Moraine
      domain: moraine.example
    quality: 89
    images:
      - url: "https://moraine.example/song.jpg"
        width: 625
        height: 415

secured: "aWNl;aG91c2U="
---

"""

THIRD = b"""---
category: news
title: "Clockwork gardens | a film"
excerpt: "How the gardens of Orrery wind themselves.     With notes:\\n\\r \xe2\x80\xa2 springs"
publishedDateTime: 2031-03-19T21:00:10Z
originalUrl: "https://moving.example/watch?v=orrery"
type: video
quality: 137
heat: 137
published: true

featuredContent: "<iframe src=\\"https://moving.example/embed/orrery\\"></iframe>"

provider:
  name: Orrery
  domain: orrery.example
  images:
    - url: "https://orrery.example/logo-50x50.png"
      width: 50
      height: 50

topics:
  - Gardens
  - Clockwork

images:
  - url: "https://moving.example/orrery.jpg"
    width: 1280
    height: 720
    isCached: true

secured: "b3JyZXJ5;Y2xvY2s="
---

"""

# Written by a person: comments, other quotes, other orders, keys that nobody knows.
HANDMADE = b"""---
# drafted by hand
title: 'It''s raining cogs'   # working title
editor: {name: Ada, since: 2030}

published:
publishedDateTime: 2031-04-01 10:00:00 +02:00
excerpt: |
  First line.

  Third line.

topics:
# the root first
- Weather   # root
-   "Cogs & Wheels"

- 'Umbrellas'
webUrl: https://umbrella.example/cogs
provider: {name: Umbrella, domain: Umbrella.Example}
related:
- webUrl: https://cloud.example/1
  note: kept
  title: Cloud one
  quality: 3
  # of the second
- title: "Cloud two"
  images:
  - {url: pictures/two.png, width: 3}
heat: 4
---
A body with *words*.

---

And a rule.
"""

GENERATIONS = {"first": FIRST, "second": SECOND, "third": THIRD}
SAMPLES = GENERATIONS | {"handmade": HANDMADE}
