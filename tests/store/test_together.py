"""Several questions asked at once get the answers that each would get alone."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import bindparam, select

from tests.builders.registry import NOW, a_case
from workflows.store import cases, facts, schema
from workflows.store.cases import SavedState
from workflows.store.database import Database
from workflows.store.facts import NewFact, Owner
from workflows.store.together import Question, Together

CASE = Owner("case", 7)


def test_days_instants_truths_and_nested_values_come_back_as_they_were(database: Database) -> None:
    """Also where there is nothing, in the order of the first column, and each under its own name."""
    with database.writing() as connection:
        evidence = {"sets": {"repair.decide": "2026-05-20"}, "typed": "“引号”与\n换行", "amount": 1.5, "none": None}
        for on in (date(2026, 5, 7), date(2026, 5, 6)):
            at = datetime(2026, 5, 7, 1, 2, 3, 456000, tzinfo=UTC)
            facts.record(connection, NewFact(CASE, "application.accepted", on, at, "王磊", evidence=evidence))
        table = schema.Fact
        columns = (table.id, table.on, table.at, table.evidence, table.superseded, table.supersedes_id)
        asked: Question = select(*columns).where(table.owner_id == bindparam("owner")).order_by(table.on)
        nobody: Question = select(table.id).where(table.owner_id == 0)
        found = Together(facts=asked, nothing=nobody).ask(connection, {"owner": CASE.id})
        alone = [tuple(row) for row in connection.execute(asked, {"owner": CASE.id})]
    assert found == {"facts": sorted(alone), "nothing": []}
    assert [type(value) for value in found["facts"][0]] == [int, date, datetime, dict, bool, type(None)]


def test_bytes_come_back_as_they_were(database: Database) -> None:
    """JSON has no place for them: they travel in another dress."""
    body = bytes(range(256))
    with database.writing() as connection:
        case_id = a_case(connection)
        cases.save_state(connection, case_id, SavedState(1, body), is_new=True)
        found = Together(state=cases.STATE_OF).ask(connection, {"case": case_id})
    assert found == {"state": [(1, body)]}


def test_what_is_known_is_what_each_table_says(database: Database) -> None:
    """Facts, holds and what was reckoned."""
    with database.writing() as connection:
        facts.record(connection, NewFact(CASE, "application.accepted", date(2026, 5, 6), NOW, "王磊"))
        facts.begin_hold(connection, CASE, "expertise", on=date(2026, 5, 7), reason="鉴定")
        known = facts.read_known(connection, CASE)
        assert known.facts == facts.list_facts(connection, CASE) != ()
        assert known.holds == facts.list_holds(connection, CASE) != ()
        assert known.deadlines == facts.list_deadlines(connection, CASE)
        assert (known.extensions, known.fired) == ((), frozenset())
