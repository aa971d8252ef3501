"""Parse what people type into a search box into terms. Pure."""

import re
from dataclasses import dataclass
from unicodedata import category, normalize

MAX_TERMS = 100
MAX_WORD = 200
"""Characters of a word that count; PostgreSQL refuses words of more than 2,046 bytes."""
_CHUNK = re.compile(r'"([^"]*)"?|([^\s"]+)')


@dataclass(frozen=True, slots=True)
class Term:
    """Consecutive words; unless `is_exact`, the last one may continue (prefix match)."""

    words: tuple[str, ...]
    is_exact: bool


def parse_terms(text: str) -> list[Term]:
    """Return the distinct terms of a search: words, and quoted phrases.

    A single ASCII letter or digit matches exactly: as a prefix it would match nearly everything.
    """
    found = []
    for quoted, chunk in _CHUNK.findall(text):
        found.append(Term(tuple(words_of(quoted)), is_exact=True))
        found += [
            Term((word,), is_exact=len(word) == 1 and normalize("NFKD", word)[0].isascii())
            for word in words_of(chunk)
        ]
    return [term for term in dict.fromkeys(found) if term.words][:MAX_TERMS]


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case: runs of letters, digits and marks."""
    lower = normalize("NFC", text.lower())
    spaced = "".join(char if _is_word_char(char) else " " for char in lower)
    return [word[:MAX_WORD] for word in spaced.split() if any(map(str.isalnum, word))]


def _is_word_char(char: str) -> bool:
    return char.isalnum() or category(char).startswith("M")
