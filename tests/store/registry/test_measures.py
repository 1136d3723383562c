"""A unit applies a measure once because of a record; it stands until it is lifted."""

import pytest
from sqlalchemy.exc import IntegrityError

from tests.builders.registry import TODAY, a_measure, a_record
from workflows.store import registry


def test_a_measure_stands_until_it_is_lifted(database):
    """Lifted measures stay in the file of the subject and leave the list of standing ones."""
    with database.writing() as connection:
        record = a_record(connection)
        first, second = a_measure(connection, record), a_measure(connection, record, "ZJJ")
        changed = {"state": "已解除", "lifted_on": TODAY, "proof": {"files": [1]}}
        registry.save_measure(connection, first, changed)
        assert [row.id for row in registry.list_standing(connection, [record.id])] == [second]
        assert [row.id for row in registry.lock_measures(connection, [record.id])] == [first, second]
        rows = registry.list_measures_of_subject(connection, record.subject_id)
        assert [(row.unit, row.lifted_on, row.proof) for row in rows] == [
            ("CZJ", TODAY, {"files": [1]}),
            ("ZJJ", None, None),
        ]
        assert registry.list_measures(connection, [record.id]) == rows


def test_one_active_measure_per_record_unit_and_code(database):
    """The same restriction is not applied twice at a time; after its lifting it may be applied again."""
    with database.writing() as connection:
        record = a_record(connection)
        first = a_measure(connection, record, code="M-X")
        registry.save_measure(connection, first, {"state": "已解除", "lifted_on": TODAY})
        a_measure(connection, record, code="M-X")
    with pytest.raises(IntegrityError), database.writing() as connection:
        a_measure(connection, record, code="M-X")
