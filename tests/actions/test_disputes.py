"""What an objection does to records: marked at once, the mark taken off, put right with the old words kept."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders import circumstances
from tests.builders.desks import a_desk
from tests.builders.registry import TODAY, records_of
from workflows.errors import BadAnswers
from workflows.registry import disputes, publicity
from workflows.store import facts
from workflows.store.facts import Owner


def _record(at):
    return records_of(at.desk.connection, at.desk.case.id)[0]


def test_an_accepted_objection_marks_its_records_at_once(database):
    """In the same step; settled twice it is settled once."""
    with database.writing() as connection:
        at = a_desk(connection, records=2)
        assert at.call("records.dispute") == {"on": "2026-11-23", "records": 2}
        assert set(
            disputes.list_disputed(connection, [row.id for row in records_of(connection, at.desk.case.id)]).values()
        ) == {TODAY}
        assert at.call("records.settle")["records"] == 2
        assert at.call("records.settle")["records"] == 0
        assert disputes.list_disputed(connection, [_record(at).id]) == {}


def test_what_is_put_right_can_still_be_read_as_it_was(database):
    """The record says the new words, its facts the old ones and which case changed them."""
    with database.writing() as connection:
        at = a_desk(connection)
        said = at.call("records.amend", changes=[{"field": "fact", "value": "标识不规范"}])
        assert said == {"on": "2026-11-23", "records": 1, "fields": ["fact"]}
        assert _record(at).fact == "标识不规范"
        rows = facts.list_fact_rows(connection, Owner("record", _record(at).id))
        kept = next(row for row in rows if row.kind == "record.amended")
        assert kept.evidence["before"] == {"fact": "销售不合格产品"}
        assert kept.evidence["case"] == at.desk.case.number


def test_another_class_gives_publicity_another_length(database):
    """一般 to 轻微: the maximum counts from the same decision document."""
    with database.writing() as connection:
        at = a_desk(connection)
        at.call("records.amend", changes=[{"field": "gravity", "value": "轻微"}])
        assert publicity.terms(_record(at), circumstances.on()).maximum_until == date(2026, 9, 1)


@pytest.mark.parametrize(
    "changes",
    [
        [],
        [{"field": "unit", "value": "CZJ"}],
        [{"field": "gravity", "value": "特别严重"}],
        [{"field": "fact", "value": " "}],
    ],
)
def test_the_identity_of_a_record_is_never_put_right(database, changes):
    """Nor emptied, nor given a class that no rule knows."""
    with database.writing() as connection:
        at = a_desk(connection)
        with pytest.raises(BadAnswers):
            at.call("records.amend", changes=changes)
