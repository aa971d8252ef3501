"""The index of words as each database is asked. Migration 0012 makes it, triggers keep it.

articles_words    SQLite: FTS5 over title and excerpt, by rowid
                  PostgreSQL: a tsvector of both (A and B), by article_id
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import category, normalize

from django.db import connection

from articles.db.query_batch import Sql

MOST_TERMS = 100
"""A search of 200 letters has no more."""
LONGEST = 200
"""Letters of a word that are looked at; PostgreSQL refuses what has more than 2,046 bytes."""
_ACCENTS = re.compile("[\u0300-\u036f]+")
_PUNCTUATION = re.compile("[\0-/:-@[-`{-\u00bf\u2000-\u206f\u3000-\u3004\u3008-\u3020\ufeff]+")
"""What `articles_words_of` takes out before PostgreSQL parts a text into words."""
_CHUNK = re.compile(r'"([^"]*)"?|([^\s"]+)')


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand behind one another. Of the last the beginning will do, unless `is_whole`."""

    words: tuple[str, ...]
    is_whole: bool


def words_in(text: str) -> list[str]:
    """Return the words of a text as the index parts them: runs of letters and digits."""
    lower = normalize("NFC", text.lower())
    parted = "".join(each if _is_of_a_word(each) else " " for each in lower).split()
    return [word[:LONGEST] for word in parted if any(map(str.isalnum, word))]


def _is_of_a_word(letter: str) -> bool:
    return letter.isalnum() or category(letter).startswith("M")


def terms_of(text: str) -> list[Term]:
    """Return what a search looks for, each once: words, and as one what stands in quotes.

    A single letter or digit (of ASCII) is a word, and the beginning of none: it would be that of
    far too many.
    """
    found = []
    for quoted, chunk in _CHUNK.findall(text):
        found.append(Term(tuple(words_in(quoted)), is_whole=True))
        words = words_in(chunk)
        found.extend(Term((word,), is_whole=_is_a_letter(word)) for word in words)
    return [term for term in dict.fromkeys(found) if term.words][:MOST_TERMS]


def _is_a_letter(word: str) -> bool:
    return len(word) == 1 and _folded(word).isascii()


def ids_with(terms: Sequence[Term], *, whole: bool = False) -> Sql:
    """Return the query for the ids of the articles with all terms; `whole`: with the very words."""
    if _is_postgresql():
        said = _tsquery(terms, whole=whole)
        return "SELECT article_id FROM articles_words WHERE words @@ to_tsquery('simple', %s)", (
            said,
        )
    said = _match(terms, whole=whole)
    return "SELECT rowid FROM articles_words WHERE articles_words MATCH %s", (said,)


def ids_among(pks: Sequence[int], terms: Sequence[Term], *, whole: bool) -> Sql:
    """Return the query for those of some ids that `ids_with` would find.

    On SQLite the very words are looked up for each id, and beginnings are gone through once for
    all of them: to put together all words that begin so takes long, and would be done for each.
    """
    sql, values = ids_with(terms, whole=whole)
    asked, ids = listed(pks)
    if _is_postgresql():
        return f"{sql} AND article_id IN ({asked})", (*values, *ids)
    if whole:
        each = f"{sql} AND rowid = asked.value"
        return f"SELECT value FROM json_each(%s) AS asked WHERE EXISTS ({each})", (*ids, *values)  # noqa: S608 ours
    return f"{sql} AND +rowid IN ({asked})", (*values, *ids)


def having(column: str, terms: Sequence[Term], among: str) -> Sql:
    """Return the condition that the article whose id is in a column has all terms.

    It is checked row by row, and none is looked for that is not asked about. `among` is the query
    for all ids that are: on SQLite, as above, beginnings are gone through once for all of them.
    """
    if _is_postgresql():
        said = _tsquery(terms, whole=False)
        # No EXISTS, of which the planner could make a join with all that have the words.
        has = f"SELECT words @@ to_tsquery('simple', %s) FROM articles_words WHERE article_id = {column}"  # noqa: S608, E501 ours
        return f"({has})", (said,)
    whole, said_whole = ids_with(terms, whole=True)
    begun, said_begun = ids_with(terms)
    sql = (
        f"(EXISTS ({whole} AND rowid = {column}) OR {column} IN ({begun} AND +rowid IN ({among})))"
    )
    return sql, (*said_whole, *said_begun)


def listed(pks: Sequence[int]) -> Sql:
    """Return the query for these numbers themselves: one parameter, however many they are."""
    if _is_postgresql():
        return "SELECT unnest(%s::bigint[])", (list(pks),)
    return "SELECT value FROM json_each(%s)", (json.dumps(list(pks)),)


def _match(terms: Sequence[Term], *, whole: bool) -> str:
    """Words are letters and digits alone: nothing in them means anything to FTS5, which takes the
    accents off by itself."""
    return " ".join(
        f'"{" ".join(term.words)}"{"" if whole or term.is_whole else " *"}' for term in terms
    )


def _tsquery(terms: Sequence[Term], *, whole: bool) -> str:
    return " & ".join(_phrase(term) if term.words[1:] else _word(term, whole) for term in terms)


def _word(term: Term, whole: bool) -> str:
    return f"'{_folded(term.words[0])}'{'' if whole or term.is_whole else ':*'}"


def _folded(word: str) -> str:
    """As `articles_words_of` folds what it indexes; a word may become several."""
    plain = _ACCENTS.sub("", normalize("NFKD", word).lower().replace("ς", "σ"))  # noqa: RUF001 Greek
    return _PUNCTUATION.sub(" ", plain)


def _phrase(term: Term) -> str:
    """Within the title (A) or within the excerpt (B), not from one into the other."""
    of = {each: " <-> ".join(f"'{_folded(word)}':{each}" for word in term.words) for each in "AB"}
    return f"({of['A']} | {of['B']})"


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"
