"""What must hold of the three-way merge whatever the values are."""

from hypothesis import given
from hypothesis import strategies as st

from articles.ingest.decide import decide

VALUES = st.one_of(
    st.none(), st.integers(0, 3), st.sampled_from(["", "a", "b"]), st.lists(st.integers(0, 1))
)
FIELDS = ("title", "excerpt", "topics")
RECORDS = st.fixed_dictionaries(dict.fromkeys(FIELDS, VALUES))


@given(RECORDS, RECORDS, RECORDS)
def test_decide_field_has_outcome_of_table(base, current, incoming):
    decision = decide(base, current, incoming)

    for name in FIELDS:
        before, ours, source = base[name], current[name], incoming[name]
        changed_there = source != before
        assert (name in decision.take) is (changed_there and ours == before)
        assert (name in decision.agreed) is (changed_there and ours == source)
        assert (name in decision.conflicts) is (changed_there and ours not in (before, source))


@given(RECORDS, RECORDS, RECORDS)
def test_decide_never_takes_field_changed_by_editor(base, current, incoming):
    decision = decide(base, current, incoming)

    assert all(value == incoming[name] for name, value in decision.take.items())
    assert all(current[name] == base[name] for name in decision.take)


@given(RECORDS, RECORDS, RECORDS)
def test_decide_again_takes_nothing(base, current, incoming):
    merged = current | decide(base, current, incoming).take

    again = decide(incoming, merged, incoming)

    assert (again.take, again.conflicts, again.agreed) == ({}, {}, ())


@given(RECORDS, RECORDS)
def test_decide_untouched_article_equals_source(base, incoming):
    decision = decide(base, base, incoming)

    assert base | decision.take == incoming
    assert decision.conflicts == {}


@given(RECORDS, RECORDS)
def test_decide_unchanged_source_takes_nothing(base, current):
    decision = decide(base, current, base)

    assert (decision.take, decision.conflicts, decision.agreed) == ({}, {}, ())
