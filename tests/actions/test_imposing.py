"""Putting measures on a subject from a diagram: planned, applied, ended by their term."""

import pytest

from tests.builders.desks import At, a_desk, open_desk
from tests.builders.registry import TODAY, a_case, a_unit, records_of
from tests.registry.test_catalogue import SHIPPED
from workflows.errors import BadAnswers, BadDiagram
from workflows.registry import catalogue
from workflows.store import registry

WITH_CATALOGUE = At(files={catalogue.PATH: SHIPPED.encode()})
LAW = "《政府采购法》第七十七条"


def _desk(connection):
    for code in ("CZJ", "SJJ", "ZJJ"):
        a_unit(connection, code)
    return a_desk(connection, at=WITH_CATALOGUE)


def test_what_is_planned_is_looked_up_in_the_catalogue(database):
    """The units, and for each its own measures to answer."""
    with database.writing() as connection:
        at = _desk(connection)
        rows = [{"unit": "CZJ", "code": "M-01"}, {"unit": "SJJ", "code": "M-04"}, {"unit": "CZJ", "code": "M-03"}]
        planned = at.call("measures.plan", rows=rows)
        assert (planned["units"], planned["count"]) == (["CZJ", "SJJ"], 3)
        assert planned["lines"][0]["longest"] == "3 年"
        own = at.call("measures.plan", rows=rows, unit="SJJ")
        assert own["rows"] == [{"code": "M-04", "result": "applied"}]
        for wrong in ([{"unit": "X", "code": "M-01"}], [{"unit": "CZJ", "code": "M-05"}], rows + rows[:1], ["M-01"]):
            with pytest.raises(BadAnswers):
                at.call("measures.plan", rows=wrong)


def test_a_unit_applies_and_declines(database):
    """What it declines needs a reason; what it applies stands in the registry."""
    with database.writing() as connection:
        at = _desk(connection)
        rows = [
            {"code": "M-01", "result": "applied", "law": LAW},
            {"code": "M-03", "result": "declined", "reason": "无"},
        ]
        assert at.call("measures.impose", unit="CZJ", rows=rows) == {"applied": 1, "declined": 1}
        (record,) = records_of(connection, at.desk.case.id)
        assert [row.code for row in registry.list_standing(connection, [record.id])] == ["M-01"]
        with pytest.raises(BadAnswers):
            at.call("measures.impose", unit="CZJ", rows=["M-01"])


def test_a_measure_is_ended_by_the_case_that_its_day_began(database):
    """The scope of such a case is the number of the measure; no other case can end one."""
    with database.writing() as connection:
        at = _desk(connection)
        row = {"code": "M-01", "result": "applied", "law": LAW, "lasting": "until", "ends_on": "2027-03-06"}
        at.call("measures.impose", unit="CZJ", rows=[row])
        (record,) = records_of(connection, at.desk.case.id)
        (measure,) = registry.list_measures(connection, [record.id])
        begun = open_desk(connection, a_case(connection, (record,), process="repair", scope=str(measure.id)))
        ended = {"unit": "CZJ", "name": "限制参加政府采购活动", "ends_on": "2027-03-06", "outside": False}
        assert begun.call("measures.expire") == ended
        assert begun.call("measures.confirm_end", proof=[{"file": 1}]) == {"state": "已解除"}
        assert registry.lock_measure(connection, measure.id).started_on == TODAY
        with pytest.raises(BadDiagram):
            at.call("measures.expire")


def test_without_a_catalogue_nothing_is_planned(database):
    """The release has to bring one."""
    with database.writing() as connection, pytest.raises(BadDiagram):
        a_desk(connection).call("measures.plan", rows=[])
