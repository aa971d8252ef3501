"""What databases sort by, the same in each of them, and what some indexes are made of."""

from typing import Any

from django.db.models import BooleanField, CharField, F, Func


class CollateC(Func):
    """A text to be compared character by character, whatever the database's language.

    SQLite compares so by itself. PostgreSQL would use the collation of the database, in which
    "a-b" may stand behind "aa".
    """

    template = "%(expressions)s"

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler, connection, template='(%(expressions)s) COLLATE "C"', **context
        )


class NoIndex(Func):
    """A column as it is, in whose index SQLite does not look; PostgreSQL judges well by itself."""

    template = "%(expressions)s"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **context)


class _Case(Func):
    """Columns put into one expression of SQL. No parameters: an index is found by its very text."""

    columns: tuple[str, ...]
    pattern: str

    def __init__(self) -> None:
        super().__init__(*[F(name) for name in self.columns])

    def as_sql(self, compiler: Any, connection: Any, *_args: Any, **_context: Any) -> Any:
        names = [compiler.compile(column)[0] for column in self.get_source_expressions()]
        by_code_point = 'COLLATE "C"' if connection.vendor == "postgresql" else ""
        return self.pattern.format(*names, by_code_point=by_code_point), []


class AwaitsReview(_Case):
    """Whether an article waits for a decision: a draft that is neither held nor scheduled.

    Said as one expression that nothing can be taken out of: a planner that saw `status` alone
    would choose an index over it, and sort what it finds there.
    """

    columns = ("status", "held", "scheduled_for")
    pattern = "CASE WHEN {0} = 'draft' AND NOT {1} AND {2} IS NULL THEN TRUE ELSE FALSE END"
    output_field = BooleanField()


class StoryLeadName(_Case):
    """The name of the strongest article in the story, as the article itself knows it."""

    columns = ("quality", "name", "top_related_quality", "top_related_name")
    pattern = (
        "CASE WHEN {2} > {0} OR ({2} = {0} AND {3} {by_code_point} < {1} {by_code_point})"
        " THEN {3} ELSE {1} END"
    )
    output_field = CharField()
