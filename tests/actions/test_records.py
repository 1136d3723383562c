"""What a diagram is told about the records of its case."""

from __future__ import annotations

import pytest

from tests.builders.desks import open_desk
from tests.builders.registry import a_case, a_record, a_subject


@pytest.mark.parametrize(
    ("given", "gravity", "route"),
    [
        ([("listing", "一般")], "一般", "unit"),
        ([("penalty", "轻微")], "轻微", "upstream"),
        ([("listing", "轻微"), ("listing", "严重")], "严重", "unit"),
        ([("listing", "严重"), ("penalty", "一般")], "严重", "upstream"),
        ([("unheard-of", "一般")], "一般", "unit"),
    ],
)
def test_several_records_are_described_by_the_gravest_and_the_highest(database, given, gravity, route):
    """One record that only the publishers above may decide on takes the whole application there."""
    with database.writing() as connection:
        subject_id = a_subject(connection)
        records = tuple(a_record(connection, subject_id=subject_id, kind=k, gravity=g) for k, g in given)
        at = open_desk(connection, a_case(connection, records))
        said = at.call("records.describe")
        assert (said["gravity"], said["route"], said["count"]) == (gravity, route, len(given))
        assert said["numbers"] == [record.document_number for record in records]
