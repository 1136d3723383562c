"""Facts are written once, superseded by a right one, and both stay."""

from datetime import date, timedelta

import pytest

from tests.builders.registry import NOW
from workflows.errors import Conflict, NotFound
from workflows.store import facts
from workflows.store.facts import NewFact, Owner

CASE = Owner("case", 7)
DAY = date(2026, 11, 20)


def _fact(kind="application.accepted", on=DAY, **over) -> NewFact:
    return NewFact(over.pop("owner", CASE), kind, on, NOW, "王磊", **over)


def test_a_fact_keeps_its_day_its_instant_and_its_evidence(database):
    """The day it holds and the instant it was recorded are two things."""
    with database.writing() as connection:
        evidence = {"source": "unit", "variant": "一般", "sets": {"rectify.report": "2026-12-20"}}
        number = facts.record(connection, _fact("order.served", evidence=evidence, scope="ZJJ"))
        row = facts.find_fact(connection, number)
        assert row is not None
        assert (row.on, row.at, row.recorded_by, row.evidence, row.superseded) == (DAY, NOW, "王磊", evidence, False)
        (fact,) = facts.list_facts(connection, CASE)
        assert (fact.id, fact.kind, fact.on, fact.scope, fact.variant) == (number, "order.served", DAY, "ZJJ", "一般")
        assert fact.sets == (("rectify.report", date(2026, 12, 20)),)
        assert facts.find_fact(connection, number + 1) is None


def test_a_superseding_fact_points_to_the_one_it_replaces(database):
    """The wrong fact stays, marked; the law follows the chain by itself."""
    with database.writing() as connection:
        wrong = facts.record(connection, _fact())
        right = facts.supersede(connection, wrong, _fact(on=DAY - timedelta(days=1)))
        rows = facts.list_fact_rows(connection, CASE)
        assert [(row.id, row.superseded, row.supersedes_id) for row in rows] == [
            (wrong, True, None),
            (right, False, wrong),
        ]
        assert [(fact.id, fact.supersedes) for fact in facts.list_facts(connection, CASE)] == [
            (wrong, None),
            (right, wrong),
        ]


def test_a_fact_is_superseded_once_and_by_its_own_kind(database):
    """Two corrections at a time, another kind or scope are refused."""
    with database.writing() as connection:
        wrong = facts.record(connection, _fact())
        with pytest.raises(Conflict):
            facts.supersede(connection, wrong, _fact("application.refused"))
        with pytest.raises(Conflict):
            facts.supersede(connection, wrong, _fact(scope="ZJJ"))
        facts.supersede(connection, wrong, _fact())
        with pytest.raises(Conflict):
            facts.supersede(connection, wrong, _fact())
        with pytest.raises(NotFound):
            facts.supersede(connection, wrong + 9, _fact())


def test_a_void_fact_says_that_nothing_happened(database):
    """A correction may be that there was nothing."""
    with database.writing() as connection:
        wrong = facts.record(connection, _fact())
        facts.supersede(connection, wrong, _fact(evidence={"void": True, "reason": "误录"}))
        assert [fact.void for fact in facts.list_facts(connection, CASE)] == [False, True]


def test_facts_belong_to_their_owner(database):
    """A case and a record with the same number share nothing."""
    with database.writing() as connection:
        facts.record_all(
            connection, [_fact(), _fact("x", owner=Owner("record", 7)), _fact("y", owner=Owner("record", 8))]
        )
        facts.record_all(connection, [])
        assert [fact.kind for fact in facts.list_facts(connection, CASE)] == ["application.accepted"]
        standing = facts.list_standing(connection, [Owner("record", 8), Owner("record", 9), CASE])
        assert {owner: [row.kind for row in rows] for owner, rows in standing.items()} == {
            Owner("record", 8): ["y"],
            Owner("record", 9): [],
            CASE: ["application.accepted"],
        }
