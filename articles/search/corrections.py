"""Correct typing errors in a search by the words of titles, on PostgreSQL, with pg_trgm."""

import re

from django.db import connection, transaction
from django.db.models import BooleanField, FloatField
from django.db.models.expressions import RawSQL
from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from articles.models.article_queryset import ArticleQuerySet
from articles.search.query import fold, wanted_terms, words_of

MAX_WORDS = 8
"""Words of a search that are corrected."""
_SHORTEST = 4
"""Characters of a word that is corrected: a shorter one resembles too many others."""
_TITLES = 200
"""Similar titles whose words are compared."""
_SIMILAR = "0.3"
"""The share of a word's trigrams that a title must have: two letters of five may be exchanged."""
_ALIKE = 0.65
"""The share of a word's characters that must be right."""
_SET_SIMILAR = "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)"


def can_correct() -> bool:
    return connection.vendor == "postgresql"


def correct(text: str, articles: ArticleQuerySet) -> str:
    """Return the search with words of the titles of `articles` instead of misspelt ones, or "".

    Pass published articles: readers learn words from it.
    """
    typed = {fold(word) for term in wanted_terms(text) for word in term.words}
    words = sorted(word for word in typed if len(word) >= _SHORTEST)[:MAX_WORDS]
    if not words or not can_correct():
        return ""
    titles = _similar_titles(words, articles)
    known = {fold(word): word for title in titles for word in words_of(title)}
    better = {word: found for word in words if (found := _nearest(word, known)) != word}
    corrected = re.sub(r"\w+", lambda found: better.get(fold(found[0]), found[0]), text)
    return corrected if corrected != text else ""


def _similar_titles(words: list[str], articles: ArticleQuerySet) -> list[str]:
    condition = " OR ".join(["%s <%% articles_article.title"] * len(words))
    score = " + ".join(["word_similarity(%s, articles_article.title)"] * len(words))
    is_similar = RawSQL(f"({condition})", words, BooleanField())  # noqa: S611 words are parameters
    order = RawSQL(score, words, FloatField())  # noqa: S611 as above
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(_SET_SIMILAR, [_SIMILAR])
        found = articles.filter(is_similar).order_by(order.desc(), "-pk")
        return list(found.values_list("title", flat=True)[:_TITLES])


def _nearest(word: str, known: dict[str, str]) -> str:
    """Return the known word that is most like a word, or the word itself."""
    if any(each.startswith(word) for each in known):
        return word
    found = extractOne(word, list(known), scorer=OSA.normalized_similarity, score_cutoff=_ALIKE)
    return known[found[0]] if found else word
