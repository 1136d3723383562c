"""Facts, holds, extensions and loops as a diagram records them."""

from datetime import date

import pytest

from tests.builders.desks import AGENT, At, a_desk, side_of
from tests.builders.registry import TODAY
from workflows.actions.catalogue import SYSTEM
from workflows.clock import day_end
from workflows.errors import BadAnswers, BadDiagram, Conflict, NotEligible, TooLate
from workflows.law.deadlines import Extension
from workflows.law.terms import Term, Unit
from workflows.store import facts, registry, timers
from workflows.store.facts import Owner


def _known(at, owner=None):
    return facts.list_fact_rows(at.desk.connection, owner or Owner("case", at.desk.case.id))


def test_a_fact_is_dated_today_unless_a_day_is_given(database):
    """The day it holds and who recorded it are kept; the deadlines are recounted."""
    with database.writing() as connection:
        at = a_desk(connection)
        assert at.call("fact.record", kind="application.accepted") == {"on": "2026-11-23"}
        at.call("fact.record", kind="lift.ordered", scope="ZJJ", on="2026-11-20")
        assert [(row.kind, row.scope, row.on, row.recorded_by) for row in _known(at)] == [
            ("application.accepted", "", TODAY, "王磊"),
            ("lift.ordered", "ZJJ", date(2026, 11, 20), "王磊"),
        ]
        assert at.desk.facts_changed


def test_an_undeclared_fact_or_an_unreadable_day_is_refused(database):
    """Kinds are declared in the policy; a day is a day."""
    with database.writing() as connection:
        at = a_desk(connection)
        with pytest.raises(BadDiagram):
            at.call("fact.record", kind="application.liked")
        with pytest.raises(BadAnswers):
            at.call("fact.record", kind="application.accepted", on="昨天")
        with pytest.raises(BadDiagram):
            at.call("fact.record", kind="application.accepted", owner="moon")


def test_a_fact_may_belong_to_every_record_of_the_case(database):
    """What the unit confirms about the records is known of each of them."""
    with database.writing() as connection:
        at = a_desk(connection, records=2)
        at.call("fact.prove", kind="duty.performed", source="unit", on="2026-11-02")
        by_record = facts.list_standing(connection, [Owner("record", number) for number in _records(at)])
        assert [[row.evidence["source"] for row in rows] for rows in by_record.values()] == [
            ["unit"],
            ["unit"],
        ]
        at.call("fact.record", kind="false.statement", owner="subject")
        (row,) = _known(at, Owner("subject", at.subject_id))
        assert row.kind == "false.statement"


def _records(at):
    return [row.id for row in registry.list_records_of_subject(at.desk.connection, at.desk.case.subject_id)]


@pytest.mark.parametrize(("actor", "source"), [(AGENT, "statement"), (SYSTEM, "registry")])
def test_who_makes_the_step_is_the_source(database, actor, source):
    """A subject states, an officer has checked, the system knows from the registry."""
    with database.writing() as connection:
        at = a_desk(connection, at=At(actor=actor))
        at.call("fact.record", kind="duty.performed")
        officer = a_desk(connection)
        officer.call("fact.record", kind="duty.performed")
        assert [row.evidence["source"] for row in (*_known(at), *_known(officer))] == [source, "checked-upload"]


def test_a_step_of_the_subject_proves_nothing_by_another_source(database):
    """A statement alone never proves that duties were performed, whatever the diagram says."""
    with database.writing() as connection:
        at = a_desk(connection, at=At(actor=AGENT))
        for source in ("unit", "registry", "checked-upload"):
            with pytest.raises(BadDiagram):
                at.call("fact.prove", kind="duty.performed", source=source)
        at.call("fact.prove", kind="duty.performed", source="statement")
        with pytest.raises(BadDiagram):
            at.call("fact.prove", kind="duty.performed", source="hearsay")


def test_a_subject_that_is_served_first_has_terms_of_its_own(database):
    """Clause 13: only where the rule that begins says so."""
    with database.writing() as connection:
        at = a_desk(connection)
        registry.add_priority(connection, at.subject_id, "star-enterprise", TODAY, "吴昊")
        at.call("fact.record", kind="application.accepted")
        at.call("fact.record", kind="application.received")
        assert [row.evidence.get("variant") for row in _known(at)] == ["priority", None]


def test_a_fact_of_a_record_moves_its_dates_at_once(database):
    """A registry object has no step that recounts it later: the class says how long, the day from when."""
    with database.writing() as connection:
        at = a_desk(connection)
        at.call("fact.record", kind="published", on="2026-07-02", owner="records")
        at.call("fact.record", kind="decision.document", on="2026-07-01", owner="records")
        (number,) = _records(at)
        (row,) = timers.list_timers(connection, "record", number)
        assert (row.kind, row.rule, row.due_at) == ("start", "publicity.max", day_end(date(2027, 7, 1)))


def test_a_hold_begins_and_ends_once(database):
    """Two holds of a kind at a time, an end without a beginning and an undeclared kind are refused."""
    with database.writing() as connection:
        at = a_desk(connection)
        at.call("hold.begin", kind="hold.expert", reason="鉴定")
        with pytest.raises(Conflict):
            at.call("hold.begin", kind="hold.expert")
        at.call("hold.end", kind="hold.expert")
        (hold,) = facts.list_holds(connection, Owner("case", at.desk.case.id))
        assert (hold.begun_on, hold.ended_on, hold.reason) == (TODAY, TODAY, "鉴定")
        with pytest.raises(Conflict):
            at.call("hold.end", kind="hold.expert")
        with pytest.raises(BadDiagram):
            at.call("hold.begin", kind="hold.holiday")


def test_a_side_case_about_time_speaks_to_its_parent(database):
    """The clock is the parent's: nothing is held here."""
    with database.writing() as connection:
        parent = a_desk(connection)
        side = side_of(connection, parent, "hold")
        side.call("hold.begin", kind="hold.expert", reason="鉴定")
        side.call("hold.end", kind="hold.expert")
        assert facts.list_holds(connection, Owner("case", side.desk.case.id)) == ()
        assert side.effects("case.message") == [
            {
                "case_id": parent.desk.case.id,
                "name": "hold.begun",
                "scope": "",
                "payload": {"kind": "hold.expert", "reason": "鉴定"},
            },
            {"case_id": parent.desk.case.id, "name": "hold.ended", "scope": "", "payload": {"kind": "hold.expert"}},
        ]


def _parent_with_supplement(connection, served_on=date(2026, 11, 16)):
    parent = a_desk(connection)
    parent.call("fact.record", kind="supplement.served", on=served_on.isoformat())
    return parent


def test_an_extension_is_asked_before_the_day_is_over(database):
    """Ten working days from 11-16 end on 11-30; granted, ten more end on 12-14."""
    with database.writing() as connection:
        parent = _parent_with_supplement(connection)
        side = side_of(connection, parent, "extension")
        assert side.call("extension.ask", rule="repair.supplement", reason="材料在外地") == {"due_on": "2026-11-30"}
        assert side.call("extension.grant", rule="repair.supplement", reason="同意") == {"due_on": "2026-12-14"}
        side.call("extension.refuse", rule="repair.supplement", reason="不同意")
        said = side.effects("case.message")
        assert [(one["name"], one["payload"].get("by")) for one in said] == [
            ("extension.asked", None),
            ("extension.granted", "王磊"),
            ("extension.refused", "王磊"),
        ]


def test_an_extension_comes_too_late_or_once_too_often(database):
    """After the last day, without a running deadline, beyond the number of times, for a rule that allows none."""
    with database.writing() as connection:
        late = side_of(connection, _parent_with_supplement(connection, date(2026, 11, 2)), "extension")
        with pytest.raises(TooLate):
            late.call("extension.ask", rule="repair.supplement")
        with pytest.raises(Conflict):
            late.call("extension.ask", rule="repair.decide")
        with pytest.raises(BadAnswers):
            late.call("extension.ask", rule="lift.confirm")
        parent = _parent_with_supplement(connection)
        ten = Term(10, Unit.WORKING_DAYS)
        used = Extension("repair.supplement", "", ten, None, "", asked_on=date(2026, 11, 17))
        facts.ask_extension(connection, Owner("case", parent.desk.case.id), used, 99)
        facts.decide_extension(connection, 99, date(2026, 11, 18), granted=True, by="李红")
        with pytest.raises(NotEligible):
            side_of(connection, parent, "extension").call("extension.ask", rule="repair.supplement")
        with pytest.raises(BadDiagram):
            parent.call("extension.ask", rule="repair.supplement")


def test_a_loop_turns_as_often_as_its_bound_says(database):
    """The overflow goes to the manager; an unnamed loop is a fault of the diagram."""
    with database.writing() as connection:
        at = a_desk(connection)
        turns = [at.call("loop.count", name="supplement") for _ in range(3)]
        assert turns == [{"round": 1, "over": False}, {"round": 2, "over": False}, {"round": 3, "over": True}]
        with pytest.raises(BadDiagram):
            at.call("loop.count", name="other")


def test_rounds_of_different_things_are_counted_apart(database):
    """Two papers of one case are served by themselves: the failures of one do not use up the attempts of the other."""
    with database.writing() as connection:
        at = a_desk(connection)
        first = [at.call("loop.count", name="supplement", scope=7)["round"] for _ in range(2)]
        other = at.call("loop.count", name="supplement", scope=8)
        assert (first, other["round"], other["over"]) == ([1, 2], 1, False)
        assert at.call("loop.count", name="supplement")["round"] == 1
