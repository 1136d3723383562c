"""What is weighed about a record, and who says so."""

from datetime import date

import pytest

from tests.builders.circumstances import on
from tests.builders.registry import TODAY, a_case, a_record
from workflows.law.eligibility import Known, Mark, Verdict
from workflows.law.profile import Source, Stage
from workflows.registry import commitments, eligibility, records
from workflows.registry.commitments import CheckResult, Signed
from workflows.registry.eligibility import Application, gather, weigh_records, worst
from workflows.store import facts
from workflows.store.facts import NewFact, Owner

SIGNED = Signed("2026-1", "许建国", date(2026, 11, 2))


def _note(connection, record, kind="duty.performed", source=Source.UNIT) -> None:
    records.note(connection, record.id, kind, on=date(2026, 9, 1), source=source, circumstances=on())


def _weigh(connection, record, stage=Stage.LOOK, **application):
    (weighed,) = weigh_records(connection, [record], Application(**application), on(), stage)
    return weighed.answer


def _mark(answer, key: str) -> Mark:
    return next(line.mark for line in answer.lines if line.key == key)


def test_facts_of_record_subject_case_and_promise_are_gathered(database):
    """Whoever decides sees everything that is known, with its source."""
    with database.writing() as connection:
        record = a_record(connection)
        case_id = a_case(connection, (record,))
        _note(connection, record)
        commitments.register(connection, case_id, [record], SIGNED, on())
        day = date(2026, 10, 1)
        for owner, kind, said in [
            (Owner("subject", record.subject_id), "false.statement", {"source": "registry"}),
            (Owner("case", case_id), "requirements.met", {"source": "checked-upload"}),
            (Owner("case", case_id), "duty.performed", {}),
        ]:
            facts.record(connection, NewFact(owner, kind, day, on().now, "王磊", evidence=said))
        assert set(gather(connection, [record], case_id)[record.id]) == {
            Known("duty.performed", Source.UNIT, date(2026, 9, 1)),
            Known("false.statement", Source.REGISTRY, day),
            Known("requirements.met", Source.CHECKED, day),
            Known("duty.performed", Source.STATEMENT, day),
            Known("commitment.made", Source.REGISTRY, date(2026, 11, 2)),
        }


def test_a_statement_alone_does_not_prove_that_duties_were_performed(database):
    """The unit, the registry or an upload that an officer checked must say so."""
    with database.writing() as connection:
        record = a_record(connection)
        _note(connection, record, source=Source.STATEMENT)
        assert _mark(_weigh(connection, record, Stage.DECIDE), "duties.performed") is Mark.OPEN
        _note(connection, record, source=Source.UNIT)
        assert _mark(_weigh(connection, record, Stage.DECIDE), "duties.performed") is Mark.MET


def test_a_broken_promise_is_no_promise(database):
    """A commitment that was not kept does not carry a second repair."""
    with database.writing() as connection:
        record = a_record(connection)
        (number,) = commitments.register(connection, a_case(connection, (record,)), [record], SIGNED, on())
        assert _mark(_weigh(connection, record), "commitment.public") is Mark.MET
        commitments.note_result(connection, number, CheckResult.BROKEN, on())
        assert _mark(_weigh(connection, record), "commitment.public") is Mark.OPEN


def test_the_earliest_day_is_told_before_the_minimum_has_run(database):
    """决定 2026-09-29 and three months, not moved by a holiday: from 2026-12-30 on."""
    with database.writing() as connection:
        answer = _weigh(connection, a_record(connection, decided_on=date(2026, 9, 29)))
        assert (answer.may, answer.verdict, answer.from_on) == (False, Verdict.FROM, date(2026, 12, 30))


def test_another_open_application_stands_in_the_way(database):
    """One record, one case at a time; the number of the other one is told."""
    with database.writing() as connection:
        answer = _weigh(connection, a_record(connection), other_open="XF2026-R-000038")
        assert answer.verdict is Verdict.NOT_YET
        assert "XF2026-R-000038" in answer.reasons[0]


@pytest.mark.parametrize(
    ("first", "second", "verdict", "from_on"),
    [
        ({}, {"decided_on": date(2026, 9, 29)}, Verdict.FROM, date(2026, 12, 30)),
        ({"decided_on": date(2026, 10, 29)}, {"decided_on": date(2026, 9, 29)}, Verdict.FROM, date(2027, 1, 30)),
        ({"kind": "unrepairable"}, {"decided_on": date(2026, 9, 29)}, Verdict.NEVER, None),
        ({}, {}, Verdict.MAY, TODAY),
    ],
)
def test_an_application_is_as_good_as_its_worst_record(database, first, second, verdict, from_on):
    """All records of an application must be ready; the latest day counts."""
    with database.writing() as connection:
        both = [a_record(connection, **first), a_record(connection, **second)]
        answer = worst(weigh_records(connection, both, Application(), on()))
        assert (answer.verdict, answer.from_on) == (verdict, from_on)


def test_facts_against_the_subject_belong_to_all_its_records(database):
    """The owner of a bar is the subject."""
    assert eligibility.SUBJECT == "subject"
