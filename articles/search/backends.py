"""Find articles by words, and keep the index of their words.

An article matches when each word of the search begins a word of its title, its excerpt or its
provider's name or domain, ignoring case and accents. A "quoted phrase" matches consecutive words.
An address matches the articles at that address, or else its words.

SQLite: an FTS5 table, by rowid. PostgreSQL: `ArticleSearch`, a table of vectors whose weights A, B
and C stand for title, excerpt and provider. `articles.content` updates either one.
"""

import re
from collections.abc import Iterable, Sequence
from unicodedata import normalize

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.expressions import RawSQL

from articles.db.arrays import id_array
from articles.models.article import Article
from articles.models.article_queryset import ArticleQuerySet
from articles.search.ddl import install, uninstall
from articles.search.query import Term, parse_terms
from articles.stories.hash_keys import url_hash
from articles.stories.title_fingerprints import canonical_url_hash

_ADDRESS = re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)
_ACCENTS = re.compile("[\u0300-\u036f]+")
_PUNCTUATION = re.compile("[\0-/:-@[-`{-\u00bf\u2000-\u206f\u3000-\u3004\u3008-\u3020\ufeff]+")
"""What `articles_search_words` (see `ddl`) removes before PostgreSQL parses a text."""
_IDS = {
    "sqlite": "SELECT rowid FROM articles_search WHERE articles_search MATCH %s",
    "postgresql": (
        "SELECT article_id FROM articles_articlesearch WHERE vector @@ to_tsquery('simple', %s)"
    ),
}
_SELECT_TEXTS = """
    FROM articles_article AS a LEFT JOIN articles_provider AS p ON p.id = a.provider_id
    WHERE a.id IN ({ids}) ORDER BY a.id
"""
_PROVIDER = "COALESCE(p.name || ' ' || p.domain, '')"
_INDEX = {
    "sqlite": [
        "DELETE FROM articles_search WHERE rowid IN ({ids})",
        f"""
        INSERT INTO articles_search (rowid, title, excerpt, provider)
        SELECT a.id, a.title, a.excerpt, {_PROVIDER} {_SELECT_TEXTS}
        """,
    ],
    "postgresql": [
        f"""
        INSERT INTO articles_articlesearch (article_id, vector)
        SELECT a.id, articles_search_vector(a.title, a.excerpt, {_PROVIDER}) {_SELECT_TEXTS}
        ON CONFLICT (article_id) DO UPDATE SET vector = EXCLUDED.vector
        """,
    ],
}


def matching(articles: ArticleQuerySet, text: str) -> ArticleQuerySet:
    """Return the articles that match a search."""
    return articles.filter(search_condition(text))


def search_condition(text: str) -> Q:
    """Return the condition for an article to match a search."""
    at_address = _address_condition(text.strip())
    if at_address and Article.objects.filter(at_address).exists():
        return at_address
    terms = parse_terms(text)
    return Q(pk__in=_ids(terms)) if terms else Q(pk__in=[])


def index_articles(ids: Iterable[int]) -> None:
    """Update the index for new articles, and for articles with a new title, excerpt or provider."""
    _update_index(id_array(ids))


def index_provider(provider_id: int) -> None:
    """Update the index for all articles of a provider with a new name."""
    _update_index(RawSQL("SELECT id FROM articles_article WHERE provider_id = %s", (provider_id,)))


def rebuild_index() -> None:
    """Create the index again and fill it from all articles, in one transaction."""
    with transaction.atomic():
        uninstall(connection)
        install(connection)
        _update_index(RawSQL("SELECT id FROM articles_article", ()))


def _update_index(ids: RawSQL) -> None:
    with connection.cursor() as cursor:
        for statement in _INDEX[connection.vendor]:
            cursor.execute(statement.format(ids=ids.sql), ids.params)


def _address_condition(text: str) -> Q | None:
    if not _ADDRESS.fullmatch(text):
        return None
    address = text if "://" in text else f"https://{text}"
    hashes = [url_hash(address), canonical_url_hash(address)]
    return Q(url_hash__in=hashes) | Q(canonical_url_hash__in=hashes)


def _ids(terms: Sequence[Term]) -> RawSQL:
    compile_terms = _tsquery if connection.vendor == "postgresql" else _fts5_query
    return RawSQL(_IDS[connection.vendor], [compile_terms(terms)])  # noqa: S611 typed text is a parameter


def _fts5_query(terms: Sequence[Term]) -> str:
    """Words contain no syntax of FTS5, which removes accents itself."""
    return " ".join(f'"{" ".join(term.words)}"{"" if term.is_exact else " *"}' for term in terms)


def _tsquery(terms: Sequence[Term]) -> str:
    return " & ".join(_phrase(term) if term.words[1:] else _word(term) for term in terms)


def _word(term: Term) -> str:
    return f"'{_folded(term.words[0])}'{'' if term.is_exact else ':*'}"


def _phrase(term: Term) -> str:
    """Match within the title (A), the excerpt (B) or the provider (C), not across them."""
    parts = (" <-> ".join(f"'{_folded(word)}':{part}" for word in term.words) for part in "ABC")
    return f"({' | '.join(parts)})"


def _folded(word: str) -> str:
    """Fold a word as `articles_search_words` folds texts; it may become several words."""
    plain = _ACCENTS.sub("", normalize("NFKD", word).lower().replace("ς", "σ"))  # noqa: RUF001 Greek
    return _PUNCTUATION.sub(" ", plain)
