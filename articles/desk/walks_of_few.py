"""Orders of the queue, for filters that have an index of their own and that few drafts pass.

Each walk would look at all of these drafts. So they are read once, each with what the walks say of
it, and put into order. Only where they turn out to be many the walks begin, and soon meet them. One
statement does either: what does not have to begin is limited to no row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from articles.db.query_batch import Sql, rows_of, sql_of, union_sql
from articles.desk.walks import Walk, directions
from articles.models import ArticleQuerySet


@dataclass(frozen=True, slots=True)
class NarrowWalks:
    """The walks of a queue, and its articles, which are found without them."""

    walks: Sequence[Walk]
    articles: ArticleQuerySet

    def first(
        self, size: int, *, inclusive: bool, ranked: bool, most: int
    ) -> tuple[list[int], int]:
        """Return the keys of the first few, and how many there are. No more than one beyond `most`
        are counted, or read to be put into order."""
        statement = self._statement(size, inclusive=inclusive, ranked=ranked, most=most)
        if statement is None:
            return [], 0
        rows = rows_of(*statement)
        return [row[-1] for row in rows if row[-1] is not None], rows[0][0]

    def _statement(self, size: int, *, inclusive: bool, ranked: bool, most: int) -> Sql | None:
        walked = [walk.rows(self.articles, size, inclusive=inclusive) for walk in self.walks]
        parts = {
            "narrow": sql_of(self._narrow(inclusive=inclusive)[: most + 1]),
            "rest": union_sql(walked),
        }
        if not all(part and part[0] for part in parts.values()):
            return None
        sql = _STATEMENT.format(
            **{name: part[0] for name, part in parts.items() if part},
            order=directions(self.walks[0].keys, ranked=ranked, first=2),
            most=most,
            size=size,
            all_rows=size * len(self.walks),
        )
        return sql, tuple(value for part in parts.values() if part for value in part[1])

    def _narrow(self, *, inclusive: bool) -> QuerySet[Any, Any]:
        """Return all rows as the walks have them; without a stage what no walk comes to."""
        aliases = {name: each for walk in self.walks for name, each in walk.aliases.items()}
        met = [(walk.reach(inclusive=inclusive) or _ANY, walk) for walk in self.walks]
        stages = [When(reach, then=Value(walk.stage)) for reach, walk in met]
        ranks = [When(reach, then=walk.place) for reach, walk in met]
        rows = self.articles.order_by().alias(**aliases)
        rows = rows.annotate(stage=Case(*stages, output_field=IntegerField()), rank=Case(*ranks))
        names = [key.name for key in self.walks[0].keys[1:]]
        return rows.values_list("stage", "rank", *names)


_ANY = Q(pk__isnull=False)

# The parts stand in the order of `parts` above, each once, since each brings its parameters.
_STATEMENT = """
WITH narrow AS ({narrow}),
counted AS (SELECT COUNT(*) AS n FROM narrow),
rest AS (
    SELECT * FROM ({rest}) AS walked
    LIMIT (SELECT CASE WHEN n > {most} THEN {all_rows} ELSE 0 END FROM counted)
)
SELECT counted.n, found.* FROM counted
LEFT JOIN (
    SELECT narrow.* FROM narrow WHERE stage IS NOT NULL AND (SELECT n FROM counted) <= {most}
    UNION ALL SELECT * FROM rest
) AS found ON 1 = 1
ORDER BY {order} LIMIT {size}
"""
