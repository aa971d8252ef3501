"""Find articles by words.

    text -> terms -> branches -> ids of the first found -> few: these ids    many: asked again

An article is found where each word of the search begins a word of its title, its excerpt or the
name of its provider, whatever the case and the accents. What stands in "quotes" is found word
behind word as it is; an address finds the articles that lie there, or else its words do.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.db.models.expressions import RawSQL

from articles.db.query_batch import AskedTogether, Sql, rows_of
from articles.models.article import Article, ArticleQuerySet
from articles.search.provider_words import ask_who_is_named
from articles.search.query import Term, having, ids_among, ids_with, listed, terms_of
from articles.stories.hash_keys import url_hash
from articles.stories.title_fingerprints import canonical_url_hash

FEW = 2_000
"""Articles that are held by their ids. More than that nobody reads through."""
_ADDRESS = re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)


class Search:
    """What a text finds, as the articles are when it is first asked."""

    def __init__(self, text: str, asked: AskedTogether | None = None) -> None:
        """What lies at an address, and whom the words name, is found out with what else is
        `asked`."""
        self.text = text.strip()
        asked = asked or AskedTogether()
        self._terms = terms_of(self.text)
        self._named = ask_who_is_named(self._terms, asked)
        self._lying = _lying_at(self.text)
        self._lies_there = asked.add(self._lying.articles(), most=1) if self._lying else None

    @cached_property
    def first(self) -> list[int]:
        """The ids of all that are found, or of `FEW` and one more."""
        branches = self._branches
        if not branches:
            return []
        whole, values = _first_of([branch.ids(whole=True) for branch in branches])
        begun, more = _first_of([branch.ids(whole=False) for branch in branches])
        # Beginnings are looked for where whole words are few: what may bring no row does not begin.
        rest = f"SELECT CASE WHEN COUNT(*) > {FEW} THEN 0 ELSE {FEW + 1} END FROM whole"  # noqa: S608 ours
        sql = (
            f"WITH whole AS ({whole} LIMIT {FEW + 1}) SELECT * FROM whole"  # noqa: S608 ours
            f" UNION SELECT * FROM ({begun} LIMIT ({rest})) AS begun LIMIT {FEW + 1}"
        )
        return _pks((sql, (*values, *more)))

    @property
    def is_few(self) -> bool:
        """Whether `first` are all."""
        return len(self.first) <= FEW

    def condition(self) -> Q:
        """Return the condition to be found."""
        if self.is_few:
            return one_of(self.first)
        found = Q()
        for branch in self._branches:
            found |= branch.condition()
        return found

    def ids(self) -> Sql:
        """Return the query for the ids, as `id`, of all that are found."""
        parts = [branch.ids(whole=False) for branch in self._branches]
        selects = [f"SELECT * FROM ({sql}) AS part_{n}" for n, (sql, _) in enumerate(parts)]  # noqa: S608 ours
        values = tuple(value for _, said in parts for value in said)
        named = "SELECT 0 AS id WHERE 1 = 0"
        return " UNION ".join([named, *selects]), values

    def having(self, column: str, among: str) -> Sql:
        """Return the condition that the article whose id is in a column is found; `among` is the
        query for all that are asked about."""
        parts = [branch.having(column, among) for branch in self._branches]
        values = tuple(value for _, said in parts for value in said)
        return f"({' OR '.join(sql for sql, _ in parts) or '1 = 0'})", values

    def among(self, pks: Sequence[int]) -> set[int]:
        """Return which of some articles are found.

        Where many are found most have the very words; only for the others beginnings are looked
        through.
        """
        found = set(self.first).intersection(pks)
        for whole in () if self.is_few else (True, False):
            for branch in self._branches:
                left = [pk for pk in pks if pk not in found]
                found |= branch.among(left, whole=whole) if left else set()
        return found

    @cached_property
    def _branches(self) -> "Sequence[Branch | Lying]":
        """By the address, or else by its words, which may stand in a text."""
        if self._lying and self._lies_there and self._lies_there():
            return [self._lying]
        return _by_words(self._terms, self._named())


@dataclass(frozen=True, slots=True)
class Lying:
    """To lie at an address: as the source says it, or as we do."""

    keys: tuple[int, ...]

    def ids(self, *, whole: bool) -> Sql:  # noqa: ARG002 an address is always whole
        """Return the query for the ids."""
        return self.articles().values("pk").query.sql_with_params()

    def articles(self) -> ArticleQuerySet:
        """Return the articles that lie there."""
        return Article.objects.filter(self.condition()).order_by()

    def condition(self) -> Q:
        """Return the condition to lie there."""
        return Q(url_hash__in=self.keys) | Q(canonical_url_hash__in=self.keys)

    def having(self, column: str, among: str) -> Sql:  # noqa: ARG002 few lie at an address
        """Return the condition that the article whose id is in a column lies there."""
        sql, values = self.ids(whole=True)
        return f"{column} IN ({sql})", values

    def among(self, pks: Sequence[int], *, whole: bool) -> set[int]:  # noqa: ARG002 as above
        """Return which of some articles lie there."""
        found = Article.objects.filter(self.condition(), one_of(pks))
        return set(found.values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class Branch:
    """One way to be found: all terms in the text; and one of these providers, where there are any,
    whose names stand in for the other terms of the search."""

    terms: tuple[Term, ...]
    providers: tuple[int, ...] = ()

    def ids(self, *, whole: bool) -> Sql:
        """Return the query for the ids; `whole`: of those with the very words."""
        if not self.providers:
            return ids_with(self.terms, whole=whole)
        asked, values = listed(self.providers)
        sql = f"SELECT id FROM articles_article WHERE provider_id IN ({asked})"  # noqa: S608 ours
        if not self.terms:
            return sql, values
        by_words, said = ids_with(self.terms, whole=whole)
        return f"{sql} AND id IN ({by_words})", (*values, *said)

    def condition(self) -> Q:
        """Return the condition to be found so."""
        found = Q(provider__in=_raw(listed(self.providers))) if self.providers else Q()
        return found & Q(pk__in=_raw(ids_with(self.terms))) if self.terms else found

    def having(self, column: str, among: str) -> Sql:
        """Return the condition that the article whose id is in a column is found so."""
        parts = [_of_providers(column, self.providers)] if self.providers else []
        parts += [having(column, self.terms, among)] if self.terms else []
        values = tuple(value for _, said in parts for value in said)
        return f"({' AND '.join(sql for sql, _ in parts)})", values

    def among(self, pks: Sequence[int], *, whole: bool) -> set[int]:
        """Return which of some articles are found so."""
        found = set(pks)
        if self.providers:
            of_them = Article.objects.filter(pk__in=pks, provider__in=_raw(listed(self.providers)))
            found = set(of_them.values_list("pk", flat=True))
        if self.terms and found:
            found = set(_pks(ids_among(sorted(found), self.terms, whole=whole)))
        return found


def one_of(pks: Sequence[int]) -> Q:
    """Return the condition to be one of these, however many they are."""
    return Q(pk__in=_raw(listed(pks)))


def _of_providers(column: str, providers: Sequence[int]) -> Sql:
    asked, values = listed(providers)
    provider = f"SELECT provider_id FROM articles_article WHERE id = {column}"  # noqa: S608 ours
    return f"({provider}) IN ({asked})", values


def _lying_at(text: str) -> Lying | None:
    """Return how to find what lies at an address; None where it is none."""
    if not _ADDRESS.fullmatch(text):
        return None
    address = text if "://" in text else f"https://{text}"
    keys = {url_hash(address), canonical_url_hash(address)}
    return Lying(tuple(key for key in keys if key is not None))


def _first_of(parts: Sequence[Sql]) -> Sql:
    limit = f"LIMIT {FEW + 1}"
    selects = [f"SELECT * FROM ({sql} {limit}) AS part_{n}" for n, (sql, _) in enumerate(parts)]  # noqa: S608 ours
    values = tuple(value for _, said in parts for value in said)
    return f"SELECT * FROM ({' UNION '.join(selects)}) AS parts", values  # noqa: S608 ours


def _by_words(terms: Sequence[Term], named_by: Mapping[int, tuple[int, ...]]) -> list[Branch]:
    by_places: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for provider, places in named_by.items():
        by_places[places].append(provider)
    branches = [Branch(tuple(terms))] if terms else []
    for named, providers in by_places.items():
        rest = tuple(term for place, term in enumerate(terms) if place not in named)
        branches.append(Branch(rest, tuple(providers)))
    return branches


def _raw(sql: Sql) -> RawSQL:
    return RawSQL(*sql)  # noqa: S611 what was typed is among the parameters


def _pks(sql: Sql) -> list[int]:
    return [pk for (pk,) in rows_of(*sql)]
