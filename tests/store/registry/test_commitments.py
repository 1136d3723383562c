"""A promise is kept with the case that it was made in, and gets the result of its check."""

import pytest

from tests.builders.registry import TODAY, a_case, a_record
from workflows.errors import NotFound
from workflows.store import registry
from workflows.store.registry import NewCommitment


def test_a_promise_gets_the_result_of_its_check(database):
    """The check goes to the credit file of the subject."""
    with database.writing() as connection:
        record = a_record(connection)
        case_id = a_case(connection, (record,))
        new = NewCommitment(record.subject_id, record.id, case_id, "2026-1", "许建国", TODAY)
        commitment_id = registry.add_commitment(connection, new)
        assert registry.lock_commitment(connection, commitment_id).result == ""
        registry.set_result(connection, commitment_id, "kept", TODAY)
        (row,) = registry.list_commitments_of_case(connection, case_id)
        assert (row.id, row.result, row.checked_on) == (commitment_id, "kept", TODAY)
        assert registry.list_commitments_of_subject(connection, record.subject_id) == (row,)
        with pytest.raises(NotFound):
            registry.lock_commitment(connection, commitment_id + 1)
