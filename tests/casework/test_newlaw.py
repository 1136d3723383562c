"""A change of the law is foreseen for every open case, and counted once it is in force; what started before stays."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.builders.offices import TestOffice, law_files
from tests.builders.registry import a_record
from workflows.casework import newlaw, tasks
from workflows.design import publish
from workflows.law.calendar import Calendar
from workflows.registry import due
from workflows.registry.circumstances import Circumstances
from workflows.store import facts, releases
from workflows.store.facts import NewFact, Owner

SHORTER = b"""
[[rule]]
key = "repair.accept"
over = true
amount = 2
unit = "\xe5\xb7\xa5\xe4\xbd\x9c\xe6\x97\xa5"
article = "x"
source = "y"
grade = "B"
"""


def _law(house: TestOffice, **files: bytes):
    changed = law_files() | {f"policies/{name}.toml": text for name, text in files.items()}
    with house.office.database.reading() as connection:
        return publish.law_with(connection, house.office, changed)


def _xinbei(row: bytes = SHORTER) -> bytes:
    """The layer of the district with another length for acceptance."""
    text = law_files()["policies/xinbei.toml"]
    head, _, rest = text.partition(b'[[rule]]\nkey = "repair.accept"')
    _, _, after = rest.partition(b"[[rule]]")
    return head + row + b"\n[[rule]]" + after


def _publish(house: TestOffice, text: bytes) -> None:
    with house.office.database.writing() as connection:
        releases.append_edition(connection, "policy", "xinbei", text.decode(), release_id=None, now=house.clock.now())


def test_what_would_move_is_foreseen_and_nothing_is_changed(house: TestOffice):
    """Case, rule, old day, new day; of cases that are open."""
    taken = house.start()
    before = house.deadlines(taken.case_id)["repair.accept"].due_on
    (shift,) = newlaw.foresee(house.office, _law(house, xinbei=_xinbei()))
    assert (shift.case, shift.rule, shift.before, shift.after) == (
        taken.number,
        "repair.accept",
        date(2026, 11, 26),
        date(2026, 11, 25),
    )
    assert house.deadlines(taken.case_id)["repair.accept"].due_on == before
    assert list(newlaw.foresee(house.office, _law(house))) == []


def test_a_recount_moves_deadlines_tasks_and_timers_and_says_so(house: TestOffice):
    """One entry a case with the old day and the new one; a second recount finds nothing to do."""
    taken = house.start()
    _publish(house, _xinbei())
    assert newlaw.recount_cases(house.office) == 1
    assert house.deadlines(taken.case_id)["repair.accept"].due_on == date(2026, 11, 25)
    assert house.task(taken.case_id, "review").due_at.date() == date(2026, 11, 25)
    entry = house.journal(taken.case_id)[-1]
    assert entry.kind == "law.changed"
    assert [(note["old"], note["new"]) for note in entry.body["notes"] if note["note"] == "deadline"] == [
        ("2026-11-26", "2026-11-25")
    ]
    assert newlaw.recount_cases(house.office) == 0
    house.clock.advance_to(house.clock.now() + timedelta(days=1))
    assert newlaw.recount_cases(house.office) == 0
    assert len(house.journal(taken.case_id)) == 2


def test_cases_that_are_closed_or_not_concerned_are_left_alone(house: TestOffice):
    """No entry is written for nothing."""
    wang = house.person("wanglei", "王磊", "officer@SJJ")
    closed = house.start()
    task = house.task(closed.case_id, "review")
    tasks.complete(house.office, tasks.Opened(task.id, 1), {"decision": "refuse", "opinion": "不符合"}, doer=wang)
    foreign = house.start("foreign", {})
    _publish(house, _xinbei())
    assert newlaw.recount_cases(house.office) == 0
    assert [len(house.journal(one.case_id)) for one in (closed, foreign)] == [2, 1]


@pytest.fixture
def shown(house: TestOffice) -> Owner:
    """A record whose end of publicity is waited for."""
    with house.office.database.writing() as connection:
        record = a_record(connection, decided_on=date(2026, 6, 1))
        owner = Owner("record", record.id)
        facts.record(
            connection,
            NewFact(owner, "decision.document", date(2026, 6, 1), house.clock.now(), "x", evidence={"variant": "一般"}),
        )
        law = house.office.law(connection)
        due.begin(
            connection,
            "xinbei",
            "record",
            [record.id],
            Circumstances(house.clock.now(), "x", law.policies, law.calendar),
        )
    return owner


def test_records_are_counted_anew_only_when_their_law_changes(house: TestOffice, shown: Owner):
    """A hundred thousand records are not touched for a term of repair."""
    with house.office.database.reading() as connection:
        old = house.office.law(connection)
    assert newlaw.concerned(old, _law(house, xinbei=_xinbei())) == ()
    calendar = Calendar(old.calendar.years[:1], old.calendar.festivals)
    assert newlaw.concerned(old, replace(old, calendar=calendar)) == ("commitment",)
    longer = law_files()["policies/cn-2026.toml"].replace('maximum = "1 年"'.encode(), 'maximum = "2 年"'.encode())
    assert newlaw.concerned(old, _law(house, **{"cn-2026": longer})) == newlaw.REGISTRY
    with house.office.database.writing() as connection:
        releases.append_edition(
            connection, "policy", "cn-2026", longer.decode(), release_id=None, now=house.clock.now()
        )
    assert newlaw.recount_registry(house.office, newlaw.REGISTRY) == 1
    with house.office.database.reading() as connection:
        days = {row.rule: row.due_on for row in facts.list_deadlines(connection, shown)}
    assert days["publicity.max"] == date(2028, 6, 1)
