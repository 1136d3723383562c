"""Records have an identity, are locked in one order, and their stops are rows."""

import pytest
from sqlalchemy.exc import IntegrityError

from tests.builders.registry import DISTRICT, NOW, TODAY, a_record, a_subject, new_record
from workflows.errors import Conflict, NotFound
from workflows.store import registry


def test_a_record_is_known_by_issuer_number_and_subject(database):
    """The same document about the same subject is the same record."""
    with database.writing() as connection:
        record = a_record(connection)
        other = new_record(record.subject_id)
        found = registry.find_records_by_identity(connection, DISTRICT, [record.identity, other.identity])
        assert found == {record.identity: record}
    with pytest.raises(IntegrityError), database.writing() as connection:
        registry.add_records(connection, [new_record(record.subject_id, document_number=record.document_number)], NOW)


def test_many_records_get_their_numbers_in_the_order_given(database):
    """An import of hundreds of rows knows which row became which record."""
    with database.writing() as connection:
        new = [new_record(a_subject(connection)) for _ in range(700)]
        numbers = registry.add_records(connection, new, NOW)
        rows = registry.list_records(connection, numbers)
        assert [row.document_number for row in rows] == [record.document_number for record in new]
        assert len(registry.find_records_by_identity(connection, DISTRICT, [one.identity for one in new])) == 700


def test_records_are_locked_in_the_order_of_their_numbers(database):
    """Two steps on the same records never wait for each other in a circle."""
    with database.writing() as connection:
        first, second = a_record(connection), a_record(connection)
        locked = registry.lock_records(connection, [second.id, first.id, second.id])
        assert [row.id for row in locked] == [first.id, second.id]
        assert registry.lock_and_get(connection, second.id) == second
        with pytest.raises(NotFound):
            registry.lock_records(connection, [first.id, second.id + 1])
        with pytest.raises(NotFound):
            registry.get_record(connection, second.id + 1)


def test_a_stop_is_opened_and_closed_once(database):
    """Both days and both persons stay on the row."""
    with database.writing() as connection:
        record = a_record(connection)
        stop_id = registry.open_stop(connection, record.id, "repaired", on=TODAY, by="李红", case_id=None)
        registry.close_stop(connection, stop_id, TODAY, "何静")
        with pytest.raises(Conflict):
            registry.close_stop(connection, stop_id, TODAY, "何静")
        (stop,) = registry.list_stops(connection, [record.id])
        assert (stop.reason, stop.opened_on, stop.opened_by, stop.closed_on, stop.closed_by) == (
            "repaired",
            TODAY,
            "李红",
            TODAY,
            "何静",
        )


def test_records_of_a_subject_come_latest_first(database):
    """The latest decision is what people look for."""
    with database.writing() as connection:
        old = a_record(connection, decided_on=TODAY.replace(year=2025))
        new = a_record(connection, subject_id=old.subject_id, decided_on=TODAY)
        assert registry.list_records_of_subject(connection, old.subject_id) == (new, old)
        registry.save_record(connection, old.id, {"gravity": "轻微"})
        assert registry.get_record(connection, old.id).gravity == "轻微"
