"""A record is disputed from the acceptance of an objection until its answer, for each objection by itself."""

from __future__ import annotations

from datetime import timedelta

from tests.builders import circumstances
from tests.builders.registry import TODAY, a_record
from workflows.registry import disputes


def test_two_objections_to_one_record_do_not_settle_each_other(database):
    """The mark stays until the last of them is answered, and tells the earliest day."""
    today, later = circumstances.on(), circumstances.on(TODAY + timedelta(days=1))
    with database.writing() as connection:
        one, other = a_record(connection), a_record(connection)
        assert disputes.mark(connection, [one, other], "O-1", today) == 2
        assert disputes.mark(connection, [one], "O-1", later) == 0, "marked by it before"
        assert disputes.mark(connection, [one], "O-2", later) == 1
        assert disputes.list_disputed(connection, [one.id, other.id]) == {one.id: TODAY, other.id: TODAY}
        assert disputes.settle(connection, [one, other], "O-1", later) == 2
        assert disputes.list_disputed(connection, [one.id, other.id]) == {one.id: TODAY + timedelta(days=1)}
        assert disputes.settle(connection, [one], "O-2", later) == 1
        assert disputes.settle(connection, [one], "O-2", later) == 0
        assert disputes.list_disputed(connection, [one.id, other.id]) == {}
        assert disputes.mark(connection, [one], "O-2", later) == 1, "a re-check marks it again"
