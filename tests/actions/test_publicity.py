"""Stopping and restoring publicity from a diagram: in the registry at once, outside through a feed."""

from datetime import date

import pytest

from tests.builders.desks import At, a_desk, side_of
from tests.builders.registry import USCC, records_of
from workflows.errors import BadDiagram, Conflict
from workflows.registry import publicity
from workflows.store import facts, registry
from workflows.store.facts import Owner


def _is_public(at) -> list[bool]:
    connection, today = at.desk.connection, at.desk.today
    rows = records_of(connection, at.desk.case.id)
    stops = registry.list_stops(connection, [row.id for row in rows])
    return [publicity.is_public(row, stops, publicity.Terms(None, date(2027, 6, 1)), today) for row in rows]


def test_publicity_stops_with_the_decision(database):
    """In the same step: the public no longer sees any record of the case, and the site is told once."""
    with database.writing() as connection:
        at = a_desk(connection, records=2)
        assert _is_public(at) == [True, True]
        assert at.call("publicity.stop", reason="repaired") == {"on": "2026-11-23", "records": 2, "hidden": 2}
        assert _is_public(at) == [False, False]
        (feed,) = at.effects("feed")
        assert (feed["feed"], feed["act"], feed["on"], feed["reason"]) == ("site", "stop", "2026-11-23", "repaired")
        assert [one["uscc"] for one in feed["records"]] == [USCC, USCC]
        assert [row.kind for row in facts.list_fact_rows(connection, Owner("case", at.desk.case.id))] == [
            "publicity.stopped"
        ]


def test_stopping_again_tells_nobody(database):
    """Only what the public sees differently leaves the house."""
    with database.writing() as connection:
        at = a_desk(connection)
        at.call("publicity.stop", reason="repaired")
        assert at.call("publicity.stop", reason="court")["hidden"] == 0
        assert len(at.effects("feed")) == 1


def test_a_check_that_fails_restores_what_its_repair_had_stopped(database):
    """The check is another case; it closes the stop of its parent, and the record is shown again."""
    with database.writing() as connection:
        repair = a_desk(connection)
        repair.call("publicity.stop", reason="repaired")
        check = side_of(connection, repair, "lift-measures", At(day=date(2027, 5, 3)))
        assert check.call("publicity.restore", reason="repaired") == {"on": "2027-05-03", "records": 1, "shown": 1}
        assert _is_public(check) == [True]
        assert [feed["act"] for feed in check.effects("feed")] == ["restore"]


def test_nothing_is_restored_that_another_case_stopped(database):
    """A stranger's stop stays."""
    with database.writing() as connection:
        at = a_desk(connection)
        at.call("publicity.stop", reason="court")
        with pytest.raises(Conflict):
            at.call("publicity.restore", reason="repaired")


def test_what_is_over_is_not_shown_again(database):
    """Restored after the last day of its term, a record stays hidden and the site hears nothing."""
    with database.writing() as connection:
        repair = a_desk(connection)
        repair.call("publicity.stop", reason="repaired")
        check = side_of(connection, repair, "lift-measures", At(day=date(2027, 6, 2)))
        assert check.call("publicity.restore", reason="repaired")["shown"] == 0
        assert check.effects("feed") == []


def test_an_unknown_reason_or_a_case_without_records_is_refused(database):
    """Each stop has one of the reasons of the law."""
    with database.writing() as connection:
        with pytest.raises(BadDiagram):
            a_desk(connection).call("publicity.stop", reason="mercy")
        with pytest.raises(Conflict):
            a_desk(connection, records=0).call("publicity.stop", reason="repaired")
