"""A record that comes in is new, known, or known with differences; it is never doubled."""

from dataclasses import replace
from datetime import date

import pytest

from tests.builders.circumstances import on
from tests.builders.registry import TODAY, a_record, a_subject, new_record
from workflows.errors import Conflict
from workflows.law.profile import Source
from workflows.registry import publicity, records
from workflows.registry.publicity import StopReason
from workflows.registry.records import Difference
from workflows.store import facts, registry
from workflows.store.facts import Owner


def test_a_new_record_comes_with_its_dated_facts(database):
    """The decision document starts the terms of publicity; its class says how long they are."""
    with database.writing() as connection:
        new = new_record(a_subject(connection))
        (entered,) = records.enter(connection, [new], on())
        assert (entered.is_new, entered.differences) == (True, ())
        known = facts.list_facts(connection, Owner("record", entered.record_id))
        assert [(fact.kind, fact.on, fact.variant) for fact in known] == [
            ("decision.document", new.decided_on, "一般"),
            ("published", new.published_on, ""),
        ]


def test_a_known_record_is_compared_and_not_changed(database):
    """Coming in again shows what differs; a person decides."""
    with database.writing() as connection:
        new = new_record(a_subject(connection))
        (first,) = records.enter(connection, [new], on())
        again = replace(new, gravity="严重", content="罚款二万元")
        (second,) = records.enter(connection, [again], on())
        assert second.record_id == first.record_id
        assert not second.is_new
        assert second.differences == (
            Difference("gravity", "一般", "严重"),
            Difference("content", "罚款一万元", "罚款二万元"),
        )
        assert registry.get_record(connection, first.record_id).gravity == "一般"


def test_the_same_record_twice_in_one_file_is_one_record(database):
    """The second row is compared with the first."""
    with database.writing() as connection:
        new = new_record(a_subject(connection))
        first, second = records.enter(connection, [new, replace(new, kind="listing")], on())
        assert (first.is_new, second.is_new, second.record_id) == (True, False, first.record_id)
        assert second.differences == (Difference("kind", "penalty", "listing"),)
        assert records.enter(connection, [], on()) == ()


def test_accepted_differences_supersede_the_dated_facts(database):
    """A corrected day of decision moves the terms, and the wrong fact stays beside it."""
    with database.writing() as connection:
        new = new_record(a_subject(connection), published_on=None)
        (entered,) = records.enter(connection, [new], on())
        right = replace(new, decided_on=date(2026, 7, 1), published_on=date(2026, 7, 3))
        records.accept(connection, entered.record_id, right, on())
        rows = facts.list_fact_rows(connection, Owner("record", entered.record_id))
        assert [(row.kind, row.on, row.superseded) for row in rows] == [
            ("decision.document", date(2026, 6, 1), True),
            ("decision.document", date(2026, 7, 1), False),
            ("published", date(2026, 7, 3), False),
        ]
        assert registry.get_record(connection, entered.record_id).decided_on == date(2026, 7, 1)
        assert records.accept(connection, entered.record_id, right, on()) == ()


def test_another_class_supersedes_the_fact_that_the_terms_count_from(database):
    """The class says how long a record is shown."""
    with database.writing() as connection:
        new = new_record(a_subject(connection))
        (entered,) = records.enter(connection, [new], on())
        records.accept(connection, entered.record_id, replace(new, gravity="严重"), on())
        (standing,) = facts.list_standing(connection, [Owner("record", entered.record_id)]).values()
        assert {row.kind: row.evidence.get("variant") for row in standing} == {
            "decision.document": "严重",
            "published": None,
        }


def test_accepting_differences_shows_nothing_again(database):
    """A term that had ended stays ended, whatever the new dates say."""
    with database.writing() as connection:
        new = new_record(a_subject(connection), decided_on=date(2025, 6, 1), published_on=date(2025, 6, 3))
        (entered,) = records.enter(connection, [new], on())
        later = replace(new, decided_on=date(2026, 6, 1), published_on=date(2026, 6, 3), gravity="严重")
        records.accept(connection, entered.record_id, later, on())
        record = registry.get_record(connection, entered.record_id)
        stops = registry.list_stops(connection, [record.id])
        assert [stop.reason for stop in stops] == [StopReason.EXPIRED]
        assert not publicity.is_public(record, stops, publicity.terms(record, on()), TODAY)


def test_another_record_is_not_accepted_over_it(database):
    """Issuer, number and subject make it the same; anything else is another record."""
    with database.writing() as connection:
        record = a_record(connection)
        with pytest.raises(Conflict):
            records.accept(connection, record.id, new_record(record.subject_id), on())


def test_a_noted_fact_says_who_says_so(database):
    """A condition of repair asks for the source of each fact."""
    with database.writing() as connection:
        record = a_record(connection)
        records.note(connection, record.id, "duty.performed", on=TODAY, source=Source.UNIT, circumstances=on())
        (row,) = facts.list_fact_rows(connection, Owner("record", record.id))
        assert (row.kind, row.on, row.evidence["source"], row.recorded_by) == ("duty.performed", TODAY, "unit", "王磊")
