"""Reckoned deadlines become rows; what did not change is not written and not told."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from tests.builders.law import CALENDAR, POLICIES
from tests.builders.registry import NOW
from workflows.law.deadlines import Deadline, Fact, State, reckon
from workflows.store import facts
from workflows.store.database import Open
from workflows.store.facts import Moved, Owner

CASE = Owner("case", 7)


def _reckoned(on: date, today: date = date(2026, 5, 7)) -> tuple[Deadline, ...]:
    return reckon([Fact(1, "application.accepted", on, NOW)], [], [], POLICIES, CALENDAR, today)


def _replace(connection: Open, reckoned: Iterable[Deadline]) -> tuple[Moved, ...]:
    return facts.replace_deadlines(connection, CASE, facts.list_deadlines(connection, CASE), reckoned)


def test_deadlines_are_kept_with_the_row_that_was_used(database):
    """Day, state and reasons can be shown later, and the policy row with them."""
    with database.writing() as connection:
        reckoned = _reckoned(date(2026, 5, 6))
        moved = _replace(connection, reckoned)
        rows = {row.rule: row for row in facts.list_deadlines(connection, CASE)}
        assert {change.after.rule for change in moved if change.after} == rows.keys() == {d.rule_key for d in reckoned}
        decide = rows["repair.decide"]
        assert (decide.due_on, decide.state, decide.provisional) == (date(2026, 5, 19), State.RUNNING, False)
        assert decide.row["basis"]["label"] == "内部目标"
        assert decide.row["term"] == {"amount": 10, "unit": "工作日"}
        assert decide.because


def test_what_did_not_change_is_not_written_again(database):
    """A recount that comes to the same says nothing."""
    with database.writing() as connection:
        _replace(connection, _reckoned(date(2026, 5, 6)))
        before = facts.list_deadlines(connection, CASE)
        assert _replace(connection, _reckoned(date(2026, 5, 6))) == ()
        assert facts.list_deadlines(connection, CASE) == before


def test_a_moved_deadline_tells_old_and_new_day(database):
    """05-09 is a make-up Saturday, so ten working days from 05-06 end on 05-19. The same round with another day is changed in its row; one that is gone is told and deleted."""
    with database.writing() as connection:
        first = [d for d in _reckoned(date(2026, 5, 6)) if d.rule_key == "repair.decide"]
        _replace(connection, first)
        later = [replace(first[0], due_on=date(2026, 5, 25))]
        (moved,) = _replace(connection, later)
        assert moved.before is not None
        assert moved.after is not None
        assert (moved.before.due_on, moved.after.due_on) == (date(2026, 5, 19), date(2026, 5, 25))
        assert facts.list_deadlines(connection, CASE) == (moved.after,)
        (gone,) = _replace(connection, [])
        assert (gone.before, gone.after) == (moved.after, None)
        assert facts.list_deadlines(connection, CASE) == ()
