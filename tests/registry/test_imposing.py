"""Measures of a listing: from the catalogue, within its term, ended by their own last day."""

from datetime import date, timedelta

import pytest

from tests.builders.circumstances import on
from tests.builders.registry import TODAY, a_record, a_unit
from tests.registry.test_catalogue import SHIPPED
from workflows.clock import day_end
from workflows.errors import BadAnswers, Conflict
from workflows.registry import catalogue, imposing
from workflows.store import facts, registry, timers
from workflows.store.facts import Owner

KNOWN = catalogue.parse(SHIPPED)
LAW = "《政府采购法》第七十七条"
UNTIL = {"code": "M-01", "result": "applied", "lasting": "until", "ends_on": "2027-03-06", "law": LAW}


def _impose(connection, record, *rows, unit="CZJ"):
    a_unit(connection, unit)
    read = [one for one in (imposing.read_imposed(row, TODAY) for row in rows) if one is not None]
    return imposing.impose(connection, unit, record, (KNOWN, read), on())


def test_a_measure_has_field_basis_and_term(database):
    """The field and the basis are those of the catalogue; the last day waits for the process drawn for it."""
    with database.writing() as connection:
        record = a_record(connection, kind="listing")
        (number,) = _impose(connection, record, UNTIL)
        row = registry.lock_measure(connection, number)
        assert (row.name, row.field, row.state, row.term) == ("限制参加政府采购活动", "政府采购", "实施中", "until")
        assert row.basis.endswith(LAW)
        (timer,) = timers.list_timers(connection, "measure", number)
        assert (timer.kind, timer.rule, timer.due_at) == ("start", "measure.term", day_end(date(2027, 3, 6)))


def test_its_own_term_ends_a_measure_to_the_day(database):
    """It stands through its last day; the unit confirms afterwards, and without proof it is a declaration."""
    with database.writing() as connection:
        record = a_record(connection, kind="listing")
        (number,) = _impose(connection, record, UNTIL)
        imposing.expire(connection, number, on(date(2027, 3, 7)))
        row = registry.lock_measure(connection, number)
        assert (row.state, row.lifted_on) == ("已到期", date(2027, 3, 6))
        imposing.expire(connection, number, on(date(2027, 3, 8)))
        kinds = [fact.kind for fact in facts.list_fact_rows(connection, Owner("measure", number))]
        assert kinds == ["measure.started", "measure.ended"]
        imposing.confirm_end(connection, number, (), on(date(2027, 3, 8)))
        assert registry.lock_measure(connection, number).state == "已声明"
        imposing.confirm_end(connection, number, [{"file": 3}], on(date(2027, 3, 9)))
        assert registry.lock_measure(connection, number).state == "已声明"


def test_a_measure_lifted_before_its_day_starts_nothing(database):
    """Nobody is told of a term whose measure is gone."""
    with database.writing() as connection:
        record = a_record(connection, kind="listing")
        (number,) = _impose(connection, record, UNTIL)
        imposing.note_end(connection, registry.lock_measure(connection, number), TODAY, on())
        assert [row.due_at for row in timers.list_timers(connection, "measure", number)] == [None]


def test_a_ban_may_be_for_good_and_nothing_else(database):
    """Clause (十一): permanent only for bans, and only with the law that allows it."""
    ban = {"code": "M-05", "result": "applied", "lasting": "permanent", "law": "《食品安全法》第一百三十五条"}
    with database.writing() as connection:
        record = a_record(connection, kind="listing")
        (number,) = _impose(connection, record, ban, unit="SJJ")
        row = registry.lock_measure(connection, number)
        assert (row.ends_on, row.term) == (None, "permanent")
        assert timers.list_timers(connection, "measure", number) == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"lasting": "permanent"},
        {"law": ""},
        {"ends_on": "2030-01-01"},
        {"ends_on": ""},
        {"code": "M-02"},
        {"code": "限制出境"},
        {"started_on": (TODAY + timedelta(days=1)).isoformat()},
        {"result": "declined"},
        {"lasting": "long"},
    ],
)
def test_what_the_catalogue_does_not_allow_is_refused(database, wrong):
    """Each refusal says what is wrong, and nothing is written."""
    with database.writing() as connection:
        record = a_record(connection, kind="listing")
        with pytest.raises(BadAnswers):
            _impose(connection, record, UNTIL | wrong)
        assert registry.list_measures(connection, [record.id]) == ()


def test_a_watch_list_carries_no_measure_and_none_is_doubled(database):
    """A watch list means closer supervision; a unit applies a measure once."""
    with database.writing() as connection:
        with pytest.raises(Conflict):
            _impose(connection, a_record(connection, kind="watch"), UNTIL)
        record = a_record(connection, kind="listing")
        with pytest.raises(Conflict):
            _impose(connection, record, UNTIL, UNTIL)


def test_a_measure_that_lasts_as_the_listing_keeps_to_the_longest_term(database):
    """Where the catalogue sets a longest term, it ends the measure even when the listing goes on."""
    with database.writing() as connection:
        record = a_record(connection, kind="listing")
        (number,) = _impose(connection, record, {"code": "M-01", "result": "applied", "law": LAW})
        assert registry.lock_measure(connection, number).ends_on == date(2029, 11, 23)
