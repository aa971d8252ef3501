"""Find articles by words, rank them, and keep the index of their words.

An article matches when each word of the search begins a word of its title, its excerpt, its body
or its provider's name or domain, ignoring case and accents. A "quoted phrase" matches consecutive
words; -word and -"a phrase" exclude articles. An address matches the articles at that address, or
else its words.

SQLite: an FTS5 table, by rowid. PostgreSQL: `ArticleSearch`, a table of vectors whose weights A to
D stand for title, excerpt, body and provider. `articles.content` updates either one.
"""

import re
from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.db.models import Case, Q, Value, When
from django.db.models.expressions import RawSQL

from articles.db.arrays import id_array
from articles.models.article import Article
from articles.models.article_queryset import ArticleQuerySet
from articles.search.ddl import install, uninstall
from articles.search.query import Term, fold, parse_terms, wanted_terms
from articles.stories.hash_keys import url_hash
from articles.stories.title_fingerprints import canonical_url_hash

_ADDRESS = re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)
_PUNCTUATION = re.compile("[\0-/:-@[-`{-\u00bf\u2000-\u206f\u3000-\u3004\u3008-\u3020\ufeff]+")
"""What `articles_search_words` (see `ddl`) removes before PostgreSQL parses a text."""
_WEIGHTS = {"title": "A", "excerpt": "B", "body": "C", "provider": "D"}
"""The indexed texts, the most important first, and their weights in vectors."""
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
        INSERT INTO articles_search (rowid, title, excerpt, body, provider)
        SELECT a.id, a.title, a.excerpt, a.body, {_PROVIDER} {_SELECT_TEXTS}
        """,
    ],
    "postgresql": [
        f"""
        INSERT INTO articles_articlesearch (article_id, vector)
        SELECT a.id, articles_search_vector(a.title, a.excerpt, a.body, {_PROVIDER})
        {_SELECT_TEXTS}
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
    wanted, excluded = wanted_terms(text), [each for each in parse_terms(text) if each.is_excluded]
    if not excluded:
        return Q(pk__in=_ids(wanted) if wanted else [])
    others = ~Q(pk__in=_ids(excluded, joined_by="OR"))
    return Q(pk__in=_ids(wanted)) & others if wanted else others


def with_rank(articles: ArticleQuerySet, text: str) -> ArticleQuerySet:
    """Annotate `search_rank`: 0 for titles with exactly these consecutive words, then 1 for those
    with all terms in the title, 2 in title and excerpt, 3 with the body, 4 with the provider.

    It is a rank of few values, so that newer articles precede older ones of the same rank.
    """
    terms = wanted_terms(text)
    if not terms:
        return articles.annotate(search_rank=Value(0))
    phrase = Term(tuple(word for term in terms for word in term.words), is_exact=True)
    texts = [*_WEIGHTS]
    levels = [_ids([phrase], texts[:1]), *(_ids(terms, texts[:count]) for count in (1, 2, 3))]
    whens = [When(pk__in=ids, then=Value(rank)) for rank, ids in enumerate(levels)]
    return articles.annotate(search_rank=Case(*whens, default=Value(len(levels))))


def index_articles(ids: Iterable[int]) -> None:
    """Update the index for new articles, and for those with new texts or a new provider."""
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


def _ids(
    terms: Sequence[Term], texts: Sequence[str] = tuple(_WEIGHTS), *, joined_by: str = "AND"
) -> RawSQL:
    """Return the keys of the articles that have all terms (or any, with "OR") in these texts."""
    if connection.vendor == "postgresql":
        query = {"AND": " & ", "OR": " | "}[joined_by].join(_tsquery(term, texts) for term in terms)
    else:
        matches = f" {joined_by} ".join(map(_fts5_query, terms))
        query = f"{{{' '.join(texts)}}} : ({matches})"
    return RawSQL(_IDS[connection.vendor], [query])  # noqa: S611 typed text is a parameter


def _fts5_query(term: Term) -> str:
    """Words contain no syntax of FTS5, which removes accents itself."""
    return f'"{" ".join(term.words)}"{"" if term.is_exact else " *"}'


def _tsquery(term: Term, texts: Sequence[str]) -> str:
    weights = "".join(_WEIGHTS[text] for text in texts)
    words = [f"'{_folded(word)}'" for word in term.words]
    if len(words) == 1:
        labels = "" if term.is_exact else "*"
        if len(texts) < len(_WEIGHTS):  # otherwise the index is enough
            labels += weights
        return f"{words[0]}:{labels}" if labels else words[0]
    # Match within one text, not across them.
    parts = (" <-> ".join(f"{word}:{weight}" for word in words) for weight in weights)
    return f"({' | '.join(parts)})"


def _folded(word: str) -> str:
    """Fold a word as `articles_search_words` folds texts; it may become several words."""
    return _PUNCTUATION.sub(" ", fold(word))
