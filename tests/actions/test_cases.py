"""Side cases are opened once, and speak to their parent."""

import pytest

from tests.builders.desks import a_desk, side_of
from tests.builders.registry import a_unit, records_of
from workflows.errors import BadAnswers, BadDiagram


def test_each_unit_gets_its_own_side_case(database):
    """A unit without an account is written to by the unit of the case."""
    with database.writing() as connection:
        for code in ("CZJ", "ZJJ"):
            a_unit(connection, code)
        a_unit(connection, "BANK", outside=True)
        at = a_desk(connection)
        opened = at.call(
            "case.open_per_unit", process="lift-measures", units=["CZJ", "BANK", "CZJ"], names={"ordered_on": "x"}
        )
        assert opened == {"units": ["CZJ", "BANK"], "count": 2}
        (record,) = records_of(connection, at.desk.case.id)
        common: dict[str, object] = {
            "process": "lift-measures",
            "subject_id": at.desk.case.subject_id,
            "parent_id": at.desk.case.id,
            "records": (record.id,),
            "answers": {},
        }
        czj = {"unit": "CZJ", "outside": False, "ordered_on": "x"}
        bank = {"unit": "BANK", "outside": True, "ordered_on": "x"}
        assert at.effects("case.start") == [
            {**common, "scope": "CZJ", "unit": "CZJ", "names": czj},
            {**common, "scope": "BANK", "unit": "SJJ", "names": bank},
        ]
        assert at.call("case.open_per_unit", process="lift-measures", units=[]) == {"units": [], "count": 0}


def test_an_open_side_case_is_not_opened_again(database):
    """At most one of a kind and scope at a time."""
    with database.writing() as connection:
        at = a_desk(connection)
        side_of(connection, at, "lift-measures", scope="CZJ")
        assert at.call("case.open", process="lift-measures", scope="CZJ")["opened"] is False
        assert at.call("case.open", process="lift-measures", scope="ZJJ")["opened"] is True
        assert [start["scope"] for start in at.effects("case.start")] == ["ZJJ"]


def test_an_unknown_process_or_unit_is_refused(database):
    """Nobody waits for a case that never begins."""
    with database.writing() as connection:
        at = a_desk(connection)
        with pytest.raises(BadDiagram):
            at.call("case.open", process="party")
        for units in (["MOON"], [7]):
            with pytest.raises(BadAnswers):
                at.call("case.open_per_unit", process="lift-measures", units=units)


def test_a_side_case_tells_its_parent(database):
    """One message, to one place."""
    with database.writing() as connection:
        parent = a_desk(connection)
        side = side_of(connection, parent, "lift-measures")
        side.call("case.tell_parent", name="enquiry.answered", payload={"ok": True}, scope="ZJJ")
        assert side.effects("case.message") == [
            {"case_id": parent.desk.case.id, "name": "enquiry.answered", "scope": "ZJJ", "payload": {"ok": True}}
        ]
        with pytest.raises(BadDiagram):
            parent.call("case.tell_parent", name="hello")


def test_the_same_element_puts_its_effect_once(database):
    """The key is made of case, element and what it is about."""
    with database.writing() as connection:
        at = a_desk(connection)
        at.call("case.open", process="lift-measures", scope="CZJ")
        at.call("case.open", process="lift-measures", scope="ZJJ")
        keys = [effect.key for effect in at.desk.effects]
        assert len(set(keys)) == 2
        assert all(key.startswith(f"{at.desk.case.id}:case.start:") for key in keys)
