"""Links and pictures with their owners, as rows."""

from itertools import count
from typing import Any

from articles.db.bulk import insert_rows
from articles.models import Article, Image, Provider, RelatedLink
from tests.factories import article, link, provider

KEYS = [
    (RelatedLink, "article"),
    (RelatedLink, "provider"),
    (RelatedLink, "target"),
    (Image, "article"),
    (Image, "link"),
    (Image, "provider"),
]
NOBODY = 4_000_000
"""A primary key that no row has."""
_TEXTS = ("title", "excerpt", "web_url", "amp_url", "cdn_amp_url", "type", "name")
_numbers = count(1)


def owner(model, name):
    """Return something that may own a row by this key, and to which nothing else belongs."""
    of = model._meta.get_field(name).related_model
    if of is Provider:
        return provider(f"{next(_numbers)}.example")
    made = article()
    made.events.all().delete()
    return made if of is Article else link(made)


def row(model, name, pk) -> dict[str, Any]:
    """Return what is stored of a row that this key of an owner is in; "" is no key at all."""
    own = {name: pk} if name else {}
    if model is Image:
        return {"position": 0, "url": "/fog.png", "title": "", "file": "", **own}
    return {"article": article().pk, "position": 0, **dict.fromkeys(_TEXTS, ""), **own}


def insert(model, *rows):
    """Insert rows all at once, as an import does."""
    insert_rows(model, list(rows[0]), [tuple(each.values()) for each in rows])


def insert_statement(model, columns):
    """Return the statement that inserts such a row, and its values."""
    names = ", ".join(model._meta.get_field(name).column for name in columns)
    marks = ", ".join(["%s"] * len(columns))
    table = model._meta.db_table
    return f"INSERT INTO public.{table} ({names}) VALUES ({marks})", [*columns.values()]


def owned(model, name):
    """Insert a row; return its owner and itself."""
    made = owner(model, name)
    insert(model, row(model, name, made.pk))
    return made, model.objects.get(**{name: made})


def delete_alone(row):
    """Delete a row and nothing that belongs to it, which Django would."""
    rows = type(row).objects.filter(pk=row.pk)
    return rows._raw_delete(rows.db)
