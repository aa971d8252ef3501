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
def test_each_field_gets_the_one_outcome_that_the_table_gives_it(base, current, incoming):
    decision = decide(base, current, incoming)

    for name in FIELDS:
        before, mine, theirs = base[name], current[name], incoming[name]
        changed_there = theirs != before
        assert (name in decision.take) is (changed_there and mine == before)
        assert (name in decision.agreed) is (changed_there and mine == theirs)
        assert (name in decision.conflicts) is (changed_there and mine not in (before, theirs))


@given(RECORDS, RECORDS, RECORDS)
def test_what_is_taken_is_the_sources_and_what_an_editor_changed_is_never_taken(
    base, current, incoming
):
    decision = decide(base, current, incoming)

    assert all(value == incoming[name] for name, value in decision.take.items())
    assert all(current[name] == base[name] for name in decision.take)


@given(RECORDS, RECORDS, RECORDS)
def test_deciding_again_on_what_was_decided_finds_nothing(base, current, incoming):
    merged = current | decide(base, current, incoming).take

    again = decide(incoming, merged, incoming)

    assert (again.take, again.conflicts, again.agreed) == ({}, {}, ())


@given(RECORDS, RECORDS)
def test_an_untouched_item_becomes_what_its_source_says(base, incoming):
    decision = decide(base, base, incoming)

    assert base | decision.take == incoming
    assert decision.conflicts == {}


@given(RECORDS, RECORDS)
def test_a_source_that_says_the_same_as_before_changes_nothing(base, current):
    decision = decide(base, current, base)

    assert (decision.take, decision.conflicts, decision.agreed) == ({}, {}, ())
