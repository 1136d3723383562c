"""A promise per record, checked once."""

from datetime import date

import pytest

from tests.builders.circumstances import on
from tests.builders.registry import TODAY, a_case, a_record
from workflows.errors import AlreadyDone
from workflows.registry import commitments
from workflows.registry.commitments import CheckResult, Signed
from workflows.store import facts, registry
from workflows.store.facts import Owner

SIGNED = Signed("2026-1", "许建国", date(2026, 11, 2))


def test_each_record_of_a_case_has_its_own_promise(database):
    """One letter per record; registering again changes nothing."""
    with database.writing() as connection:
        both = [a_record(connection), a_record(connection)]
        case_id = a_case(connection, tuple(both))
        numbers = commitments.register(connection, case_id, both, SIGNED, on())
        assert commitments.register(connection, case_id, both, SIGNED, on()) == numbers
        rows = registry.list_commitments_of_case(connection, case_id)
        assert [(row.record_id, row.signer, row.text_version) for row in rows] == [
            (both[0].id, "许建国", "2026-1"),
            (both[1].id, "许建国", "2026-1"),
        ]
        (made,) = facts.list_facts(connection, Owner("commitment", numbers[0]))
        assert (made.kind, made.on) == ("commitment.made", date(2026, 11, 2))


@pytest.mark.parametrize(
    ("result", "fact"),
    [
        (CheckResult.KEPT, "commitment.checked"),
        (CheckResult.BROKEN, "commitment.broken"),
        (CheckResult.FALSE, "commitment.broken"),
    ],
)
def test_a_check_is_noted_once(database, result, fact):
    """The result goes to the credit file with its day, and ends the term of the check."""
    with database.writing() as connection:
        record = a_record(connection)
        (number,) = commitments.register(connection, a_case(connection, (record,)), [record], SIGNED, on())
        commitments.note_result(connection, number, result, on())
        assert [known.kind for known in facts.list_facts(connection, Owner("commitment", number))][1:] == [fact]
        (row,) = registry.list_commitments_of_subject(connection, record.subject_id)
        assert (row.result, row.checked_on) == (result, TODAY)
        with pytest.raises(AlreadyDone):
            commitments.note_result(connection, number, CheckResult.KEPT, on())
