"""A decision against a subject, as a diagram carries it out: record, publication, persons, superior units."""

import pytest

from tests.builders.desks import At, a_desk
from tests.builders.registry import TODAY, records_of
from workflows.errors import BadAnswers, BadDiagram, Conflict
from workflows.store import facts, papers, registry
from workflows.store.facts import Owner

SAID = {"gravity": "一般", "fact": "销售不合格产品", "basis": "《产品质量法》第四十九条", "reason": "情节严重"}
PERSON = {"name": "许建国", "duty": "legal-representative", "identity_tail": "0012"}


def _decided(connection, **over):
    at = a_desk(connection, records=0, data={"propose": {"reasons": "情节严重"}})
    at.call("paper.issue", kind="decision")
    at.finish()
    answer = at.call("record.enter", kind="listing", paper="decision", said={**SAID, **over})
    return at, answer


def test_a_decision_becomes_the_record_of_its_case(database):
    """Its number and day are those of the paper; nothing is public by it."""
    with database.writing() as connection:
        at, answer = _decided(connection)
        (record,) = records_of(connection, at.desk.case.id)
        (paper,) = papers.list_of_case(connection, at.desk.case.id)
        assert (record.document_number, record.decided_on) == (paper.number, TODAY)
        assert (record.kind, record.gravity, record.published_on) == ("listing", "一般", None)
        assert answer == {"record": record.id, "number": paper.number, "shown": True}


def test_no_record_without_a_decision_a_kind_and_a_class(database):
    """A diagram that enters before the paper is issued is wrong; an unknown class is refused."""
    with database.writing() as connection:
        at = a_desk(connection, records=0)
        with pytest.raises(BadDiagram):
            at.call("record.enter", kind="listing", paper="decision", said=SAID)
        with pytest.raises(BadAnswers):
            _decided(connection, gravity="很重")


def test_publishing_tells_the_site_and_starts_the_term(database):
    """Clause (十五): the fact that ends publish.by, one file for the public site, and the day on the record."""
    with database.writing() as connection:
        at, _ = _decided(connection)
        text = at.call("publicity.draft", persons=[PERSON])["text"]
        at.call("publicity.publish", text=text, persons=[PERSON])
        (record,) = records_of(connection, at.desk.case.id)
        assert record.published_on == TODAY
        (feed,) = at.effects("feed")
        assert (feed["feed"], feed["act"], feed["names"]) == ("site", "publish", {"text": text})
        kinds = [row.kind for row in facts.list_fact_rows(connection, Owner("case", at.desk.case.id))]
        assert kinds == ["published"]
        with pytest.raises(Conflict):
            at.call("publicity.publish", text=text)


def test_what_else_follows_from_a_record_is_kept_to_be_undone(database):
    """Clause (十二): persons marked, superior units and audit told, supervision; each a row of the record."""
    with database.writing() as connection:
        at, _ = _decided(connection)
        assert at.call("persons.mark", persons=[PERSON]) == {"count": 1}
        at.call("consequence.note", kind="superior", receiver="区卫生健康局")
        rows = registry.list_consequences(connection, [row.id for row in records_of(connection, at.desk.case.id)])
        assert [(row.kind, row.receiver, row.ended_on) for row in rows] == [
            ("person", "", None),
            ("superior", "区卫生健康局", None),
        ]
        with pytest.raises(BadAnswers):
            at.call("persons.mark", persons=["许建国"])
        with pytest.raises(BadDiagram):
            at.call("consequence.note", kind="person", receiver="许建国")
        with pytest.raises(Conflict):
            at.call("consequence.note", kind="superior", receiver=" ")


def test_the_class_after_a_defence_is_compared_with_the_one_announced(database):
    """The step is refused, in words, when it is heavier."""
    with database.writing() as connection:
        at = a_desk(connection, at=At())
        assert at.call("class.no_heavier", decided="轻微", announced="一般") == {"gravity": "轻微"}
        with pytest.raises(BadAnswers, match="不得改为更重"):
            at.call("class.no_heavier", decided="严重", announced="一般")
