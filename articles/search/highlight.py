"""Mark found words in plain texts, on both databases alike. Pure but for Django's escaping."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from articles.search.query import Term, fold, is_word_char, wanted_terms

SNIPPET = 320
"""Characters of a snippet."""
_BEFORE = 80
"""Characters of a snippet before its first found word."""
_SEARCHED = 50_000
"""Characters of a text that are looked at, as many as the index has."""


def mark_words(text: str, query: str) -> SafeString:
    """Return a text as HTML with the words marked that a search finds."""
    return _marked(text, found_spans(text, wanted_terms(query)))


def snippet(excerpt: str, body: str, query: str) -> SafeString:
    """Return as HTML a part of the excerpt, or of the body if only that has what was searched."""
    terms = wanted_terms(query)
    for text in (excerpt, body):
        if spans := found_spans(text, terms):
            return _cut(text, spans)
    return _cut(excerpt or body, [])


def found_spans(text: str, terms: Sequence[Term]) -> list[tuple[int, int]]:
    """Return the start and end of each run of words in a text that one of the terms finds."""
    words = list(_words(text[:_SEARCHED])) if terms else []
    folded = [[fold(word) for word in term.words] for term in terms]
    spans = []
    for place in range(len(words)):
        lengths = [
            len(pattern)
            for term, pattern in zip(terms, folded, strict=True)
            if _is_at(words, place, pattern, is_exact=term.is_exact)
        ]
        if lengths:
            spans.append((words[place][0], words[place + max(lengths) - 1][1]))
    return spans


def _words(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the start, end and folded characters of each word."""
    start = 0
    for is_word, run in groupby(text, is_word_char):
        word = "".join(run)
        if is_word:
            yield start, start + len(word), fold(word)
        start += len(word)


def _is_at(
    words: Sequence[tuple[int, int, str]], place: int, pattern: Sequence[str], *, is_exact: bool
) -> bool:
    found = [word for _, _, word in words[place : place + len(pattern)]]
    if is_exact or len(found) < len(pattern):
        return found == pattern
    return found[:-1] == pattern[:-1] and found[-1].startswith(pattern[-1])


def _cut(text: str, spans: Sequence[tuple[int, int]]) -> SafeString:
    """Return a snippet of a text, beginning before its first span, with marks."""
    start = 0
    if spans and spans[0][1] > SNIPPET:
        start = max(0, spans[0][0] - _BEFORE)
        start = start and (text.find(" ", start, spans[0][0]) + 1 or start)
    end = len(text)
    if end - start > SNIPPET:
        end = text.rfind(" ", start + SNIPPET // 2, start + SNIPPET)
        end = end if end > 0 else start + SNIPPET
    shown = [
        (max(first, start) - start, min(last, end) - start)
        for first, last in spans
        if first < end and last > start
    ]
    before, after = "… " * (start > 0), "…" * (end < len(text))
    return format_html("{}{}{}", before, _marked(text[start:end], shown), after)


def _marked(text: str, spans: Sequence[tuple[int, int]]) -> SafeString:
    pieces, position = [], 0
    for start, end in spans:
        if start >= position:  # spans of different terms may overlap
            pieces.append((text[position:start], text[start:end]))
            position = end
    return format_html_join("", "{}<mark>{}</mark>", pieces) + escape(text[position:])
