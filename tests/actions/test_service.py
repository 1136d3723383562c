"""Serving a paper: attempts with their proof, and the day from which terms run."""

from datetime import date

import pytest

from tests.builders.desks import At, a_desk, open_desk
from tests.builders.registry import TODAY, a_case
from workflows.actions.service import BEGUN, ENDED
from workflows.errors import BadAnswers, BadDiagram
from workflows.store import facts, papers, registry
from workflows.store.facts import Owner

ITEMS = {"formal_check": {"items": ["履行证明"]}}


def _with_paper(connection, kind="supplement"):
    desk = a_desk(connection, data={**ITEMS, "propose": {"reasons": "理由"}})
    number = desk.call("paper.issue", kind=kind)["paper"]
    desk.finish()
    return desk, number


def _facts(desk):
    """What service starts; the attempts themselves are facts of their paper."""
    return tuple(row for row in _all_facts(desk) if row.kind not in (BEGUN, ENDED))


def _all_facts(desk):
    return facts.list_fact_rows(desk.desk.connection, Owner("case", desk.desk.case.id))


def test_electronic_service_goes_to_the_box_of_the_addressee(database):
    """Begun by the step, carried out after it; the arrival comes back as a message."""
    with database.writing() as connection:
        at, number = _with_paper(connection)
        begun = at.call("service.begin", paper=number)
        assert (begun["possible"], begun["reason"]) == (True, "")
        (attempt,) = papers.list_attempts(connection, number)
        assert (attempt.id, attempt.method, attempt.result) == (begun["attempt"], "electronic", "")
        assert at.effects("letter") == [
            {
                "attempt_id": attempt.id,
                "paper_id": number,
                "subject_id": at.desk.case.subject_id,
                "case_id": at.desk.case.id,
                "together": (),
            }
        ]


def test_two_papers_are_served_by_one_act(database):
    """两书同达: the decision and the notice on how to repair arrive together, on one legal day."""
    with database.writing() as connection:
        beside = "title = '信用修复告知书'\nseries = '{mark}修告'\nserved_fact = ''\ngoes_with = 'decision'\n"
        files = {"repair/papers/notice.toml": beside.encode(), "repair/papers/notice.html": b"<p>1</p>"}
        at = a_desk(connection, at=At(files=files), data={"propose": {"reasons": "已整改"}})
        decision = at.call("paper.issue", kind="decision")["paper"]
        notice = at.call("paper.issue", kind="notice")["paper"]
        at.finish()
        begun = at.call("service.begin", paper=decision)
        assert begun["possible"]
        assert [letter["together"] for letter in at.effects("letter")] == [(notice,)]
        at.call("service.record", paper=decision, method="electronic", on="2026-11-23")
        assert [papers.get_paper(connection, one).served_on for one in (decision, notice)] == [TODAY, TODAY]
        (attempt,) = papers.list_attempts(connection, notice)
        assert (attempt.method, attempt.result) == ("electronic", "served")
        assert [row.kind for row in _facts(at)] == ["paper.served"]


def test_each_attempt_is_a_fact_of_its_paper(database):
    """The wait for a proof of arrival is counted for each paper by itself."""
    with database.writing() as connection:
        at, number = _with_paper(connection)
        at.call("service.begin", paper=number)
        at.call("service.record", paper=number, method="electronic", on="2026-11-23")
        attempts = [(row.kind, row.scope, row.on) for row in _all_facts(at) if row.kind in (BEGUN, ENDED)]
        assert attempts == [(BEGUN, str(number), TODAY), (ENDED, str(number), TODAY)]


def test_a_paper_whose_service_starts_nothing_leaves_no_other_fact(database):
    """A table that says so: served_fact is empty."""
    with database.writing() as connection:
        at, number = _with_paper(connection)
        said = papers.get_paper(connection, number).facts
        papers.set_number(
            connection, number, "常新信〔2026〕9号", {**said, "paper": {**said["paper"], "served_fact": ""}}
        )
        at.call("service.record", paper=number, method="direct")
        assert _facts(at) == ()


@pytest.mark.parametrize("consent", [None, date(2026, 11, 24)])
def test_electronic_service_needs_a_signed_consent(database, consent):
    """Without it nothing is sent, and the diagram goes another way."""
    with database.writing() as connection:
        at, number = _with_paper(connection)
        registry.save_subject(connection, at.desk.case.subject_id, {"service_consent_on": consent})
        answer = at.call("service.begin", paper=number)
        assert (answer["possible"], answer["attempt"]) == (False, 0)
        assert papers.list_attempts(connection, number) == ()
        assert at.call("service.begin", paper=number, method="direct")["possible"] is True
        assert at.effects("letter") == []


def test_the_day_of_arrival_is_the_day_of_service(database):
    """It starts the clock that the paper names, with the day that the paper itself fixes: ten working days on."""
    with database.writing() as connection:
        at, number = _with_paper(connection)
        at.call("service.begin", paper=number)
        later = open_desk(connection, at.desk.case.id, At(day=date(2026, 11, 25)))
        answer = later.call("service.record", paper=number, method="electronic", on="2026-11-24")
        assert answer == {"served_on": "2026-11-24", "result": "served"}
        assert papers.get_paper(connection, number).served_on == date(2026, 11, 24)
        (row,) = _facts(later)
        assert (row.kind, row.on) == ("supplement.served", date(2026, 11, 24))
        assert row.evidence["sets"] == {"repair.supplement": "2026-12-08"}
        assert later.desk.facts_changed


def test_a_paper_that_names_no_fact_is_simply_served(database):
    """paper.served, and no day of its own."""
    with database.writing() as connection:
        at, number = _with_paper(connection, "decision")
        at.data["hand_over"] = {"proof": [{"file": 9}]}
        at.call("service.record", paper=number, method="direct")
        (row,) = _facts(at)
        assert (row.kind, row.on, "sets" in row.evidence) == ("paper.served", TODAY, False)
        (attempt,) = papers.list_attempts(connection, number)
        assert (attempt.method, attempt.result, attempt.proof) == (
            "direct",
            "served",
            {"by": "王磊", "files": [{"file": 9}]},
        )


def test_an_attempt_that_failed_starts_nothing(database):
    """Returned mail is not served; the next method follows, and each attempt keeps its result."""
    with database.writing() as connection:
        at, number = _with_paper(connection)
        at.call("service.begin", paper=number, method="mail")
        assert at.call("service.record", paper=number, method="mail", result="returned") == {
            "served_on": "",
            "result": "returned",
        }
        assert _facts(at) == ()
        at.call("service.record", paper=number, method="left")
        assert [(one.method, one.result) for one in papers.list_attempts(connection, number)] == [
            ("mail", "returned"),
            ("left", "served"),
        ]


def test_the_first_service_stands(database):
    """A second proof does not move the day."""
    with database.writing() as connection:
        at, number = _with_paper(connection)
        at.call("service.record", paper=number, method="direct")
        later = open_desk(connection, at.desk.case.id, At(day=date(2026, 11, 27)))
        assert later.call("service.record", paper=number, method="mail")["served_on"] == "2026-11-23"
        assert len(_facts(later)) == 1


def test_an_impossible_service_is_refused(database):
    """Before it was issued, tomorrow, by an unknown method, of a paper of another case."""
    with database.writing() as connection:
        at, number = _with_paper(connection)
        for on in ("2026-11-22", "2026-11-24"):
            with pytest.raises(BadAnswers):
                at.call("service.record", paper=number, method="direct", on=on)
        with pytest.raises(BadAnswers):
            at.call("service.begin", paper=number, method="pigeon")
        with pytest.raises(BadDiagram):
            open_desk(connection, a_case(connection)).call("service.begin", paper=number)


def test_a_side_case_may_serve_a_paper_of_its_parent(database):
    """The paper is the parent's, the attempt is made here."""
    with database.writing() as connection:
        at, number = _with_paper(connection)
        side = open_desk(connection, a_case(connection, parent_id=at.desk.case.id))
        assert side.call("service.begin", paper=number, method="direct")["possible"] is True
