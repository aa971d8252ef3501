"""Parse what people type into a search box into terms. Pure."""

import re
from dataclasses import dataclass
from unicodedata import category, normalize

MAX_TERMS = 100
MAX_WORD = 200
"""Characters of a word that count; PostgreSQL refuses words of more than 2,046 bytes."""
_ACCENTS = re.compile("[\u0300-\u036f]+")
_CHUNK = re.compile(r'((?<!\S)-)?(?:"([^"]*)"?|([^\s"]+))')


@dataclass(frozen=True, slots=True)
class Term:
    """Consecutive words; unless `is_exact`, the last one may continue (prefix match)."""

    words: tuple[str, ...]
    is_exact: bool
    is_excluded: bool = False


def parse_terms(text: str) -> list[Term]:
    """Return the distinct terms of a search: words, quoted phrases, and what "-" excludes.

    A single ASCII letter or digit matches exactly: as a prefix it would match nearly everything.
    An excluded word matches exactly, too: "-art" must not exclude articles.
    """
    found = []
    for minus, quoted, chunk in _CHUNK.findall(text):
        if quoted or minus:
            words = tuple(words_of(quoted or chunk))
            found.append(Term(words, is_exact=True, is_excluded=bool(minus)))
        else:
            found += [
                Term((word,), is_exact=len(word) == 1 and normalize("NFKD", word)[0].isascii())
                for word in words_of(chunk)
            ]
    return [term for term in dict.fromkeys(found) if term.words][:MAX_TERMS]


def wanted_terms(text: str) -> list[Term]:
    """Return the terms that an article must contain."""
    return [term for term in parse_terms(text) if not term.is_excluded]


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case: runs of letters, digits and marks."""
    lower = normalize("NFC", text.lower())
    spaced = "".join(char if is_word_char(char) else " " for char in lower)
    return [word[:MAX_WORD] for word in spaced.split() if any(map(str.isalnum, word))]


def fold(word: str) -> str:
    """Return a word in lower case without accents; compatibility characters become plain ones."""
    return _ACCENTS.sub("", normalize("NFKD", word.lower()).lower().replace("ς", "σ"))  # noqa: RUF001 Greek


def is_word_char(char: str) -> bool:
    return char.isalnum() or category(char).startswith("M")
