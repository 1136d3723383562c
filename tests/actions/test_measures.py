"""Lifting measures from a diagram."""

import pytest

from tests.builders.desks import a_desk, side_of
from tests.builders.registry import TODAY, a_measure, a_unit, records_of
from workflows.errors import BadAnswers
from workflows.store import facts
from workflows.store.facts import Owner


def _with_measures(connection, *units):
    at = a_desk(connection)
    (record,) = records_of(connection, at.desk.case.id)
    return at, [a_measure(connection, record, unit) for unit in units]


def test_the_units_that_must_lift_are_named(database):
    """Inside and outside the house apart; then each gets its own side case."""
    with database.writing() as connection:
        a_unit(connection, "BANK", outside=True)
        at, _ = _with_measures(connection, "CZJ", "ZJJ", "BANK")
        assert at.call("measures.order_lift") == {"units": ["CZJ", "ZJJ"], "outside": ["BANK"]}
        assert at.call("measures.standing") == {"none": False, "units": ["BANK", "CZJ", "ZJJ"]}


@pytest.mark.parametrize(
    ("results", "fact", "answer"),
    [
        (["lifted", "lifted"], "lifted", {"complete": True, "lifted": 2, "kept": 0, "declared": 1}),
        (["absent", "absent"], "lift.none", {"complete": True, "lifted": 2, "kept": 0, "declared": 0}),
        (["lifted", "kept"], "lift.refused", {"complete": False, "lifted": 1, "kept": 1, "declared": 0}),
    ],
)
def test_what_a_unit_confirms_ends_its_clock(database, results, fact, answer):
    """The fact of the unit's own scope says what became of its measures; a word without proof is a declaration."""
    with database.writing() as connection:
        parent, numbers = _with_measures(connection, "CZJ", "CZJ")
        side = side_of(connection, parent, "lift-measures", scope="CZJ")
        said = [{"measure": n, "result": r, "reason": "另案"} for n, r in zip(numbers, results, strict=True)]
        said[0]["proof"] = [{"file": 7}]
        assert side.call("measures.lift", unit="CZJ", rows=said) == answer
        rows = facts.list_fact_rows(connection, Owner("case", side.desk.case.id))
        assert [(row.kind, row.scope, row.on) for row in rows] == [(fact, "CZJ", TODAY)]
        assert side.desk.facts_changed
        assert side.call("measures.standing")["none"] is answer["complete"]


def test_unreadable_rows_are_refused(database):
    """The form must say something about each measure."""
    with database.writing() as connection:
        at, _ = _with_measures(connection, "CZJ")
        for rows in (["yes"], [{"measure": "one"}], []):
            with pytest.raises(BadAnswers):
                at.call("measures.lift", unit="CZJ", rows=rows)
