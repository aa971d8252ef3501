"""The three-way merge, field by field. A table, without a database."""

import pytest

from articles.ingest.decide import Decision, Disagreement, decide

A, B, C = "a", "b", "c"


@pytest.mark.parametrize(
    ("base", "current", "incoming", "outcome"),
    [
        (A, A, A, "keep"),
        (A, B, A, "keep"),
        (A, A, B, "take"),
        (A, B, B, "agreed"),
        (A, B, C, "conflict"),
        ("", "", B, "take"),
        (A, A, "", "take"),
        (A, "", B, "conflict"),
        (A, "", "", "agreed"),
        (None, None, 5, "take"),
        (5, 5, None, "take"),
        (0, 0, None, "take"),
        (None, 0, 5, "conflict"),
        ([], [], [A], "take"),
        ([A, B], [A, B], [B, A], "take"),
        ([A], [A, B], [A], "keep"),
        ([A], [A, B], [A, C], "conflict"),
        ([{"url": A}], [{"url": B}], [{"url": B}], "agreed"),
    ],
)
def test_decide_each_case_has_its_outcome(base, current, incoming, outcome):
    decision = decide({"f": base}, {"f": current}, {"f": incoming})

    assert decision == Decision(
        {"f": incoming} if outcome == "take" else {},
        {"f": Disagreement(base, current, incoming)} if outcome == "conflict" else {},
        ("f",) if outcome == "agreed" else (),
    )


def test_decide_fields_are_independent():
    decision = decide(
        {"kept": A, "taken": A, "torn": A, "agreed": A},
        {"kept": B, "taken": A, "torn": B, "agreed": B},
        {"kept": A, "taken": B, "torn": C, "agreed": B},
    )

    assert decision.take == {"taken": B}
    assert list(decision.conflicts) == ["torn"]
    assert decision.agreed == ("agreed",)


def test_decide_unchanged_values_takes_nothing():
    same = {"title": "Fog", "topics": ["a"], "quality": None}

    assert decide(same, same, same) == Decision()


def test_decide_does_not_change_arguments():
    base, current, incoming = {"f": [A]}, {"f": [A]}, {"f": [B]}

    decide(base, current, incoming)

    assert (base, current, incoming) == ({"f": [A]}, {"f": [A]}, {"f": [B]})
