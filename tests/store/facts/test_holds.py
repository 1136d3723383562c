"""Holds are begun and ended once; extensions are asked one at a time and decided once."""

from datetime import date

import pytest

from workflows.errors import Conflict
from workflows.law.deadlines import Extension
from workflows.law.terms import Term, Unit
from workflows.store import facts
from workflows.store.facts import Owner

CASE = Owner("case", 7)
DAY = date(2026, 11, 20)
ASKED = Extension("repair.supplement", "", Term(10, Unit.WORKING_DAYS), None, "材料在外地", asked_on=DAY)


def test_a_hold_runs_until_it_is_ended(database):
    """The clock stands still from the day after the first act to the day of the ending one; both days are kept."""
    with database.writing() as connection:
        number = facts.begin_hold(connection, CASE, "hold.expert", on=DAY, reason="鉴定", side_case_id=9)
        facts.begin_hold(connection, Owner("case", 8), "hold.expert", on=DAY, reason="")
        (hold,) = facts.list_holds(connection, CASE)
        assert (hold.kind, hold.begun_on, hold.ended_on, hold.reason) == ("hold.expert", DAY, None, "鉴定")
        facts.end_hold(connection, number, date(2026, 11, 25))
        (row,) = facts.list_hold_rows(connection, CASE)
        assert (row.ended_on, row.side_case_id) == (date(2026, 11, 25), 9)
        with pytest.raises(Conflict):
            facts.end_hold(connection, number, date(2026, 11, 26))


def test_an_extension_is_asked_then_decided(database):
    """Asked, it is undecided; granted, it has its day; a second answer is refused."""
    with database.writing() as connection:
        facts.ask_extension(connection, CASE, ASKED, 9)
        assert facts.list_extensions(connection, CASE) == (ASKED,)
        facts.decide_extension(connection, 9, date(2026, 11, 23), granted=True, by="李红")
        (granted,) = facts.list_extensions(connection, CASE)
        assert (granted.asked_on, granted.approved_on, granted.refused_on) == (DAY, date(2026, 11, 23), None)
        with pytest.raises(Conflict):
            facts.decide_extension(connection, 9, DAY, granted=False, by="李红")


def test_one_undecided_extension_per_deadline(database):
    """Whoever has asked waits for the answer; after a refusal one may ask again."""
    with database.writing() as connection:
        facts.ask_extension(connection, CASE, ASKED, 9)
        with pytest.raises(Conflict):
            facts.ask_extension(connection, CASE, ASKED, 10)
        facts.ask_extension(connection, Owner("case", 8), ASKED, 11)
        facts.decide_extension(connection, 9, DAY, granted=False, by="李红")
        facts.ask_extension(connection, CASE, ASKED, 10)
        assert [one.is_open for one in facts.list_extensions(connection, CASE)] == [False, True]
