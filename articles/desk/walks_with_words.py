"""Orders of the queue, walked for words that many articles have.

Such words are no way to sixteen drafts: to go through all that have them takes longer than to walk
the orders and to look at what is met. So a stretch ahead is looked at first. Only where that finds
too little, and there is more to see, the walks go among all that have the words. One statement
does either: what does not have to begin is limited to no row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from articles.db.query_batch import Sql, rows_of, sql_of, union_sql
from articles.desk.walks import Walk, directions
from articles.models import ArticleQuerySet
from articles.search.backends import Search

LOOK = 500
"""Drafts that are looked at ahead. As many are looked at to count."""


@dataclass(frozen=True, slots=True)
class WordedWalks:
    """The walks of a queue that also asks for words. `articles` are those of the queue without."""

    walks: Sequence[Walk]
    articles: ArticleQuerySet
    search: Search

    def first(
        self, size: int, *, inclusive: bool, ranked: bool, most: int
    ) -> tuple[list[int], int, bool]:
        """Return the keys of the first few, how many there are, and whether that is only the
        least. Nothing is counted further than one beyond `most`."""
        statement = self._statement(size, inclusive=inclusive, ranked=ranked, most=most)
        if statement is None:
            return [], 0, False
        rows = rows_of(*statement)
        keys = [row[-1] for row in rows if row[-1] is not None]
        counted, looked_at = rows[0][:2]
        if looked_at is None:
            return keys, counted, counted > most
        return keys, max(counted, len(keys)), looked_at > LOOK

    def _statement(self, size: int, *, inclusive: bool, ranked: bool, most: int) -> Sql | None:
        having_words = self.articles.filter(pk__in=RawSQL("SELECT id FROM having_words", ()))
        parts = {
            "sample": sql_of(self.articles.order_by().values_list("pk")[: LOOK + 1]),
            "ahead": union_sql(self._rows(self.articles, LOOK, inclusive=inclusive)),
            "having_words": self.search.ids(),
            "near": self.search.having("sorted.pk", "SELECT pk FROM ahead"),
            "whole": sql_of(having_words.order_by().values_list("pk")[: most + 1]),
            "among_sample": self.search.having("sample.pk", "SELECT pk FROM sample"),
            "rest": union_sql(self._rows(having_words, size, inclusive=inclusive)),
        }
        if not all(part and part[0] for part in parts.values()):
            return None
        keys = self.walks[0].keys
        sql = _STATEMENT.format(
            **{name: part[0] for name, part in parts.items() if part},
            ahead_order=directions(keys, ranked=ranked),
            order=directions(keys, ranked=ranked, first=3),
            look=LOOK,
            size=size,
            all_rows=size * len(self.walks),
        )
        return sql, tuple(value for part in parts.values() if part for value in part[1])

    def _rows(
        self, articles: ArticleQuerySet, size: int, *, inclusive: bool
    ) -> list[QuerySet[Any, Any]]:
        return [walk.rows(articles, size, inclusive=inclusive) for walk in self.walks]


# The parts stand in the order of `parts` above, each once, since each brings its parameters.
_STATEMENT = """
WITH sample AS ({sample}), ahead AS ({ahead}), having_words AS ({having_words}),
near AS (
    SELECT * FROM (SELECT * FROM ahead ORDER BY {ahead_order} LIMIT {look}) AS sorted
    WHERE {near} LIMIT {size}
),
far AS (
    SELECT (SELECT COUNT(*) FROM near) < {size} AND (SELECT COUNT(*) FROM ahead) >= {look} AS it
),
counted AS (
    SELECT
        CASE WHEN it THEN (SELECT COUNT(*) FROM ({whole}) AS whole)
        ELSE (SELECT COUNT(*) FROM sample WHERE {among_sample}) END AS n,
        CASE WHEN it THEN NULL ELSE (SELECT COUNT(*) FROM sample) END AS looked_at
    FROM far
),
rest AS (
    SELECT * FROM ({rest}) AS walked
    LIMIT (SELECT CASE WHEN it THEN {all_rows} ELSE 0 END FROM far)
)
SELECT counted.*, found.* FROM counted
LEFT JOIN (SELECT * FROM near UNION SELECT * FROM rest) AS found ON 1 = 1
ORDER BY {order} LIMIT {size}
"""
