"""A registry object needs no running case: its day starts the process that is drawn for it, once a round."""

from dataclasses import replace
from datetime import date

from tests.builders.circumstances import on
from tests.builders.registry import DISTRICT, TODAY, a_case, a_record, a_subject, new_record
from workflows.clock import day_end
from workflows.registry import commitments, due, records
from workflows.registry.commitments import CheckResult, Signed
from workflows.store import facts, timers
from workflows.store.facts import Owner
from workflows.store.timers import Fired


def _timers(connection, owner: Owner) -> list[tuple]:
    return [(row.kind, row.rule, row.due_at) for row in timers.list_timers(connection, owner.kind, owner.id)]


def test_the_end_of_publicity_is_waited_for_without_a_case(database):
    """A record that came in costs a timer row: the end of the last day of its term."""
    with database.writing() as connection:
        (entered,) = records.enter(connection, [new_record(a_subject(connection))], on())
        owner = Owner("record", entered.record_id)
        due.recount(connection, DISTRICT, owner, on())
        assert _timers(connection, owner) == [("start", "publicity.max", day_end(date(2027, 6, 1)))]
        days = {row.rule: row.due_on for row in facts.list_deadlines(connection, owner)}
        assert (days["publicity.min"], days["publicity.max"]) == (date(2026, 9, 1), date(2027, 6, 1))
        due.recount(connection, DISTRICT, owner, on())
        assert len(_timers(connection, owner)) == 1


def test_many_records_are_waited_for_in_a_few_statements(database):
    """An import does the same for all of its records at once."""
    with database.writing() as connection:
        subject_id = a_subject(connection)
        old = new_record(subject_id, decided_on=date(2024, 1, 5), published_on=date(2024, 1, 8))
        entered = records.enter(connection, [old, *(new_record(subject_id) for _ in range(350))], on())
        due.begin(connection, DISTRICT, "record", [one.record_id for one in entered], on())
        assert _timers(connection, Owner("record", entered[0].record_id)) == []
        for one in (entered[1], entered[350]):
            owner = Owner("record", one.record_id)
            assert _timers(connection, owner) == [("start", "publicity.max", day_end(date(2027, 6, 1)))]
            before = facts.list_deadlines(connection, owner)
            due.recount(connection, DISTRICT, owner, on())
            assert facts.list_deadlines(connection, owner) == before


def test_a_moved_term_moves_its_timer(database):
    """A corrected day of decision moves the end of publicity."""
    with database.writing() as connection:
        new = new_record(a_subject(connection))
        (entered,) = records.enter(connection, [new], on())
        owner = Owner("record", entered.record_id)
        due.recount(connection, DISTRICT, owner, on())
        records.accept(connection, entered.record_id, replace(new, decided_on=date(2026, 7, 1)), on())
        due.recount(connection, DISTRICT, owner, on())
        assert _timers(connection, owner) == [("start", "publicity.max", day_end(date(2027, 7, 1)))]


def test_a_term_that_was_over_before_it_was_known_starts_nothing(database):
    """Nobody is told today of what ended years ago."""
    with database.writing() as connection:
        old = new_record(a_subject(connection), decided_on=date(2024, 1, 5), published_on=date(2024, 1, 8))
        (entered,) = records.enter(connection, [old], on())
        owner = Owner("record", entered.record_id)
        due.recount(connection, DISTRICT, owner, on())
        assert _timers(connection, owner) == []


def test_a_day_that_has_started_its_process_does_not_start_it_again(database):
    """The occurrence is for ever, though the timer row is gone."""
    with database.writing() as connection:
        (entered,) = records.enter(connection, [new_record(a_subject(connection))], on())
        owner = Owner("record", entered.record_id)
        due.recount(connection, DISTRICT, owner, on())
        (row,) = timers.list_timers(connection, owner.kind, owner.id)
        fired = Fired("record", owner.id, "publicity.max", "", row.fact_id or 0, row.occurrence, date(2027, 6, 1))
        timers.record_occurrence(connection, fired, on().now)
        timers.drop_timers(connection, [row.id])
        due.recount(connection, DISTRICT, owner, on())
        assert _timers(connection, owner) == []


def test_a_commitment_is_checked_on_its_day(database):
    """Six months after the signature (district target); once checked, nothing is waited for."""
    with database.writing() as connection:
        record = a_record(connection)
        signed = Signed("2026-1", "许建国", date(2026, 11, 2))
        (number,) = commitments.register(connection, a_case(connection, (record,)), [record], signed, on())
        owner = Owner("commitment", number)
        due.recount(connection, DISTRICT, owner, on())
        # 2027-05-02 is a Sunday in the provisional calendar, so the last day is the first working day after it.
        ((kind, rule, due_at),) = _timers(connection, owner)
        assert (kind, rule, due_at) == ("start", "commitment.check", day_end(date(2027, 5, 3)))
        commitments.note_result(connection, number, CheckResult.KEPT, on(TODAY))
        due.recount(connection, DISTRICT, owner, on(TODAY))
        assert [row[2] for row in _timers(connection, owner)] == [None]
