"""Eligibility, repair ways, promises and their check, revoked repairs, bars."""

from datetime import date

import pytest

from tests.builders.desks import AGENT, MANAGER, At, open_desk, side_of
from tests.builders.law import DRILL
from tests.builders.registry import TODAY, a_case, a_measure, a_record, records_of
from workflows.actions.catalogue import SYSTEM
from workflows.errors import AlreadyDone, BadAnswers, BadDiagram, Conflict
from workflows.store import facts, papers, registry, timers
from workflows.store.facts import Owner
from workflows.store.papers import NewPaper, PaperState

PROMISE = {"start": {"commitment": {"text_version": "2026-1", "signer": "许建国", "signed_on": "2026-11-02"}}}


OFFICE = At()


def _about(connection, at=OFFICE, **record):
    """A desk to a case about one record with these traits."""
    row = a_record(connection, **record)
    return open_desk(connection, a_case(connection, (row,)), at, **PROMISE)


def test_eligibility_names_the_day_and_the_reasons(database):
    """决定 2026-09-29, three months, not moved: from 2026-12-30 on."""
    with database.writing() as connection:
        answer = _about(connection, decided_on=date(2026, 9, 29)).call("eligibility.weigh")
        assert (answer["may"], answer["verdict"], answer["from_on"]) == (False, "from", "2026-12-30")
        assert answer["spoken"] == "2026-12-30 起可以申请（还有 37 天）"
        (reason,) = answer["reasons"]
        assert reason.startswith("最短公示期：")
        assert {line["mark"] for line in answer["lines"]} >= {"✔", "✘"}


def test_more_is_asked_at_the_decision_than_at_the_application(database):
    """At first only time and kind; at acceptance the promise; at the decision that duties were performed."""
    with database.writing() as connection:
        at = _about(connection)
        assert at.call("eligibility.weigh", moment="application")["may"] is True
        assert at.call("eligibility.weigh", moment="acceptance")["may"] is False
        at.call("commitment.register")
        assert at.call("eligibility.weigh", moment="acceptance")["may"] is True
        assert at.call("eligibility.weigh", moment="decision")["may"] is False
        at.call("fact.prove", kind="duty.performed", source="unit")
        at.call("fact.record", kind="requirements.met")
        assert at.call("eligibility.weigh", moment="decision")["may"] is True
        at.call("fact.prove", kind="duty.unperformed", source="unit")
        refused = at.call("eligibility.weigh", moment="decision")
        assert (refused["may"], refused["verdict"]) == (False, "not-yet")


def test_each_reason_says_which_record_it_is_about(database):
    """One application, two records, one of them not ready."""
    with database.writing() as connection:
        ready, early = a_record(connection), a_record(connection, decided_on=date(2026, 9, 29))
        at = open_desk(connection, a_case(connection, (ready, early)))
        answer = at.call("eligibility.weigh")
        assert answer["from_on"] == "2026-12-30"
        assert [reason.split("：")[0] for reason in answer["reasons"]] == [early.document_number]
        with pytest.raises(BadDiagram):
            at.call("eligibility.weigh", moment="someday")


def test_a_chosen_way_has_its_own_materials_check_and_record(database):
    """The materials first; what the officer has checked becomes a fact of the record."""
    with database.writing() as connection:
        at = _about(connection)
        asked = at.call("ways.check", chosen=["training", "charity"])
        assert (asked["ok"], asked["open"]) == (False, ["接受培训", "公益慈善"])
        assert [(slot["way"], slot["name"]) for slot in asked["slots"]] == [
            ("training", "信用修复培训证明"),
            ("charity", "公益慈善活动证明"),
        ]
        checked = at.call("ways.check", chosen=["training"], passed=["training"])
        assert (checked["ok"], checked["open"], checked["passed"]) == (True, [], ["接受培训"])
        (record,) = records_of(connection, at.desk.case.id)
        (row,) = facts.list_fact_rows(connection, Owner("record", record.id))
        assert (row.kind, row.evidence["source"], row.evidence["way"]) == ("way.trained", "checked-upload", "training")


def test_a_way_is_checked_by_an_officer(database):
    """The subject cannot pass its own training; an unknown way is none."""
    with database.writing() as connection:
        with pytest.raises(BadDiagram):
            _about(connection, At(actor=AGENT)).call("ways.check", chosen=["training"], passed=["training"])
        with pytest.raises(BadAnswers):
            _about(connection).call("ways.check", chosen=["prayer"])


def test_a_promise_is_registered_and_waits_for_its_check(database):
    """From the application form or from parameters; its day is in the timers without a running case."""
    with database.writing() as connection:
        at = _about(connection)
        answer = at.call("commitment.register")
        (number,) = answer["commitments"]
        assert answer["signed_on"] == "2026-11-02"
        assert at.call("commitment.register", signer="别人")["commitments"] == [number]
        (timer,) = timers.list_timers(connection, "commitment", number)
        assert (timer.kind, timer.rule) == ("start", "commitment.check")
        at.data.clear()
        with pytest.raises(BadAnswers):
            at.call("commitment.register")


def test_a_promise_is_checked_once_and_goes_to_the_file(database):
    """The case that its day has started says by its scope which promise it is about."""
    with database.writing() as connection:
        repair = _about(connection)
        (number,) = repair.call("commitment.register")["commitments"]
        check = side_of(connection, repair, "lift-measures", scope=str(number))
        with pytest.raises(BadAnswers):
            check.call("commitment.result", result="perhaps")
        assert check.call("commitment.result", result="broken") == {"result": "broken", "on": "2026-11-23"}
        (row,) = registry.list_commitments_of_case(connection, repair.desk.case.id)
        assert (row.result, row.checked_on) == ("broken", TODAY)
        (timer,) = timers.list_timers(connection, "commitment", number)
        assert timer.due_at is None
        with pytest.raises(AlreadyDone):
            check.call("commitment.result", result="kept", commitment=number)


def test_a_revoked_repair_takes_its_decision_back(database):
    """Whoever verifies the decision later reads that it was revoked."""
    with database.writing() as connection:
        repair = _about(connection)
        (record,) = records_of(connection, repair.desk.case.id)
        number = a_measure(connection, record)
        repair.call("measures.lift", unit="CZJ", rows=[{"measure": number, "result": "lifted"}])
        new = NewPaper("xinbei", repair.desk.case.id, "decision", "决定", "SJJ", "t", {}, "2345ABCD", "李红")
        paper = papers.add_paper(connection, new, repair.desk.now)
        papers.set_number(connection, paper, "常新信修决〔2026〕12号", {})
        check = side_of(connection, repair, "lift-measures", At(actor=MANAGER))
        answer = check.call("repair.revoke", reason="承诺未履行")
        assert answer == {"paper": "常新信修决〔2026〕12号", "on": "2026-11-23", "lifted": 1}
        assert papers.get_paper(connection, paper).state == PaperState.WITHDRAWN
        with pytest.raises(Conflict):
            check.call("repair.revoke", reason="再来一次")
        with pytest.raises(BadDiagram):
            repair.call("repair.revoke", reason="没有主案")


@pytest.mark.parametrize(("policies", "until"), [(None, ""), (DRILL, "2027-11-23")])
def test_a_false_statement_bars_the_subject(database, policies, until):
    """Held against all records of the subject; how long is a policy row, unset in the law that ships."""
    with database.writing() as connection:
        at = At() if policies is None else At(policies=policies)
        first = _about(connection, at)
        assert first.call("bar.record", reason="虚假材料") == {"on": "2026-11-23", "until": until}
        other = _about(connection, at, kind="listing")
        answer = other.call("eligibility.weigh")
        assert (answer["verdict"], answer["from_on"]) == (("from", "2027-11-24") if until else ("may", "2026-11-23"))
        assert any(line["name"] == "无限制申请期" for line in answer["lines"])


def test_a_bar_needs_a_subject(database):
    """There is nobody to bar."""
    with database.writing() as connection:
        at = _about(connection, At(actor=SYSTEM))
        case_id = a_case(connection, records_of(connection, at.desk.case.id), subject_id=None)
        with pytest.raises(BadDiagram):
            open_desk(connection, case_id).call("bar.record")
