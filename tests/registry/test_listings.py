"""A decision of the office becomes a record; the public reads what it may; persons are marked without their numbers."""

import pytest

from tests.builders.circumstances import on
from tests.builders.law import POLICIES
from tests.builders.registry import TODAY, a_case, a_record, a_subject, new_record
from workflows.errors import BadAnswers, Conflict
from workflows.registry import listings
from workflows.registry.listings import Consequence, Responsible
from workflows.store import facts, registry
from workflows.store.facts import Owner

PERSON = {"name": "许建国", "duty": "legal-representative", "identity_tail": "001x"}


def _unpublished(connection, **over):
    number = listings.enter(connection, new_record(a_subject(connection), published_on=None, **over), on())
    return registry.get_record(connection, number)


def test_a_decision_is_entered_once(database):
    """The number of a decision is its identity: a second one is a conflict, never a second record."""
    with database.writing() as connection:
        given = new_record(a_subject(connection), published_on=None)
        listings.enter(connection, given, on())
        with pytest.raises(Conflict):
            listings.enter(connection, given, on())


def test_the_text_is_shown_masked_and_published_only_so(database):
    """Numbers, addresses and persons are hidden in the draft; a text that brings them back is refused."""
    with database.writing() as connection:
        record = _unpublished(connection, fact="许建国（320411198001010012）在新北区演示路10号销售不合格产品")
        draft = listings.draft(connection, record, ["许建国"], on())
        assert "许建国" not in draft.text
        assert "320411198001010012" not in draft.text
        assert set(draft.hidden) == {"身份证件号码", "住址", "自然人姓名"}
        with pytest.raises(BadAnswers):
            listings.publish(connection, record, f"{draft.text}许建国", ["许建国"], on())
        listings.publish(connection, record, draft.text, ["许建国"], on())
        shown = registry.get_record(connection, record.id)
        assert (shown.published_on, shown.content) == (TODAY, draft.text)
        with pytest.raises(Conflict):
            listings.publish(connection, shown, draft.text, ["许建国"], on())


def test_a_class_never_becomes_heavier_by_a_defence():
    """行政处罚法第四十五条: the same or lighter than announced."""
    profile = POLICIES.on(TODAY)
    listings.refuse_heavier("轻微", "一般", profile)
    listings.refuse_heavier("一般", "一般", profile)
    for decided, announced in (("严重", "一般"), ("很重", "一般")):
        with pytest.raises(BadAnswers):
            listings.refuse_heavier(decided, announced, profile)


def test_a_responsible_person_is_a_subject_without_a_code(database):
    """Only the end of the identity number is kept; the same person twice is one subject with two marks."""
    with database.writing() as connection:
        first, second = a_record(connection), a_record(connection)
        case_id = a_case(connection, (first,))
        person = listings.read_responsible(PERSON)
        assert person == Responsible("许建国", "legal-representative", "001X")
        for record in (first, second):
            listings.mark_persons(connection, record, [person], case_id, on())
        rows = registry.list_consequences(connection, [first.id, second.id])
        assert [row.kind for row in rows] == [Consequence.PERSON, Consequence.PERSON]
        (subject_id,) = {row.subject_id or 0 for row in rows}
        subject = registry.get_subject(connection, subject_id)
        assert (subject.name, subject.uscc) == ("许建国", "**************001X 许建国")
        marks = facts.list_fact_rows(connection, Owner("subject", subject_id))
        assert [(fact.kind, fact.on) for fact in marks] == [("person.marked", TODAY)] * 2


@pytest.mark.parametrize("wrong", [{"name": ""}, {"identity_tail": "320411198001010012"}, {"identity_tail": ""}])
def test_a_whole_identity_number_is_refused(wrong):
    """Nobody enters more of it than is kept."""
    with pytest.raises(BadAnswers):
        listings.read_responsible(PERSON | wrong)
