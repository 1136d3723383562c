"""Side cases write down in their parent what they decided about its clock."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders.casework import at, incidents, kept, notes, record, tell
from tests.builders.offices import TestOffice
from workflows.casework.messages import Message, deliver
from workflows.errors import BadInput
from workflows.store import facts, journal
from workflows.store.facts import Owner


def _waiting(house: TestOffice) -> int:
    case_id = house.start("waiting", {}).case_id
    record(house, case_id, "application.accepted")
    return case_id


def test_a_hold_is_begun_and_ended_without_the_diagram(house: TestOffice) -> None:
    """No place in the drawing waits for it; it is a step with its entry in the journal."""
    case_id = _waiting(house)
    tell(house, case_id, "hold.begun", kind="hold.expert", reason="委托论证", key="1", from_case=9)
    house.clock.advance_to(at(11, 25))
    tell(house, case_id, "hold.ended", kind="hold.expert", key="2", from_case=9)
    with house.office.database.reading() as connection:
        (hold,) = facts.list_hold_rows(connection, Owner("case", case_id))
        assert journal.verify(connection, case_id) is None
    assert (hold.begun_on, hold.ended_on, hold.reason, hold.side_case_id) == (
        date(2026, 11, 23),
        date(2026, 11, 25),
        "委托论证",
        9,
    )
    assert [entry.kind for entry in house.journal(case_id)][-2:] == ["message.delivered"] * 2


def test_the_hold_of_another_side_case_is_not_touched(house: TestOffice) -> None:
    """Each ends its own."""
    case_id = _waiting(house)
    for side_case in (8, 9):
        tell(house, case_id, "hold.begun", kind="hold.expert", key=f"b{side_case}", from_case=side_case)
    tell(house, case_id, "hold.ended", kind="hold.expert", key="e", from_case=9)
    with house.office.database.reading() as connection:
        rows = facts.list_hold_rows(connection, Owner("case", case_id))
    assert [(row.side_case_id, row.ended_on is None) for row in rows] == [(8, True), (9, False)]


def test_what_cannot_be_ended_is_kept_and_reported(house: TestOffice) -> None:
    """No hold was ever begun: a person looks at it."""
    case_id = _waiting(house)
    assert tell(house, case_id, "hold.ended", kind="hold.expert", key="e", from_case=9) is None
    assert kept(house, case_id) == [("hold.ended", "")]
    assert len(incidents(house, "message")) == 1


def test_an_unknown_kind_of_hold_is_refused(house: TestOffice) -> None:
    """It would stop no clock, and nobody would notice."""
    case_id = _waiting(house)
    with pytest.raises(BadInput):
        deliver(house.office, case_id, Message("hold.begun", "", {"kind": "hold.coffee"}), key="x")
    with house.office.database.reading() as connection:
        assert facts.list_hold_rows(connection, Owner("case", case_id)) == ()


def test_an_extension_is_asked_once_at_a_time_and_decided_once(house: TestOffice) -> None:
    """A second request while the first is undecided, and a second decision, go to a person."""
    case_id = _waiting(house)
    tell(house, case_id, "extension.asked", rule="repair.decide", key="1", from_case=9)
    assert tell(house, case_id, "extension.asked", rule="repair.decide", key="2", from_case=10) is None
    tell(house, case_id, "extension.granted", rule="repair.decide", by="高明", reason="同意", key="3", from_case=9)
    assert tell(house, case_id, "extension.refused", rule="repair.decide", key="4", from_case=9) is None
    assert house.deadlines(case_id)["repair.decide"].due_on == date(2026, 12, 21)
    assert len(incidents(house, "message")) == 2
    (granted,) = notes(house, case_id, "extension.granted")
    assert (granted["by"], granted["reason"]) == ("高明", "同意")


def test_a_rule_that_allows_no_extension_refuses_it(house: TestOffice) -> None:
    """The policy says which terms may be longer."""
    case_id = _waiting(house)
    with pytest.raises(BadInput):
        deliver(house.office, case_id, Message("extension.asked", "", {"rule": "repair.accept"}, 9), key="x")
