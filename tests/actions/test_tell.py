"""Telling somebody: the diagram chooses text and receiver; a text with a missing name refuses the step."""

from dataclasses import replace

import pytest

from tests.builders.desks import At, a_desk
from workflows.errors import BadAnswers, BadDiagram, Conflict
from workflows.law.deadlines import reckon
from workflows.store import facts
from workflows.store.facts import Owner


def _recounted(at):
    """What the end of a step does before the last acts."""
    connection, desk, owner = at.desk.connection, at.desk, Owner("case", at.desk.case.id)
    known = facts.list_facts(connection, owner)
    facts.replace_deadlines(
        connection, owner, (), reckon(known, (), (), desk.law.policies, desk.law.calendar, desk.today)
    )
    at.finish()


def test_a_message_carries_every_value_it_names(database):
    """2026-11-23 and ten working days: the day that the policy gives stands in the message."""
    with database.writing() as connection:
        at = a_desk(connection, data={"formal_check": {"opinion": "材料齐全"}})
        at.call("fact.record", kind="application.accepted")
        at.call("tell.subject", message="accepted")
        _recounted(at)
        (told,) = at.effects("tell")
        assert (told["path"], told["code"]) == ("repair/messages/accepted.toml", "N3")
        assert (told["subject_id"], told["person_id"], told["unit"], told["role"]) == (
            at.desk.case.subject_id,
            None,
            "",
            "",
        )
        names = told["names"]
        assert (names["due"], names["opinion"], names["date"], names["weekday"]) == (
            "2026-12-07",
            "材料齐全",
            "2026-11-23",
            "周一",
        )
        assert (names["case_no"], names["unit"], names["tel"], names["officer"]) == (
            at.desk.case.number,
            "SJJ",
            "0519-85000000",
            "王磊",
        )


def test_a_missing_name_refuses_the_step(database):
    """Never sent with an empty place; every missing name is told at once."""
    with database.writing() as connection:
        at = a_desk(connection, data={"formal_check": {"opinion": ""}})
        at.call("tell.subject", message="accepted")
        with pytest.raises(BadAnswers) as refused:
            at.finish()
        assert refused.value.details["missing"] == ("due", "opinion")


@pytest.mark.parametrize(
    ("word", "given", "receiver"),
    [
        ("tell.unit", {"unit": "ZJJ"}, (None, None, "ZJJ", "")),
        ("tell.officer", {}, (None, None, "SJJ", "officer")),
        ("tell.role", {"role": "head"}, (None, None, "SJJ", "head")),
        ("tell.role", {"role": "manager", "unit": "ZJJ"}, (None, None, "ZJJ", "manager")),
        ("tell.credit_office", {}, (None, None, "", "credit-office")),
    ],
)
def test_the_receiver_is_named_and_found_by_the_worker(database, word, given, receiver):
    """Who holds a role is asked when the message leaves, not when it is written."""
    with database.writing() as connection:
        at = a_desk(connection)
        at.call(word, message="plain", **given)
        at.finish()
        (told,) = at.effects("tell")
        assert (told["person_id"], told["subject_id"], told["unit"], told["role"]) == receiver


def test_upstream_is_told_of_the_records(database):
    """The publishers above the district get a notice with the records concerned."""
    with database.writing() as connection:
        at = a_desk(connection)
        at.call("tell.upstream", message="plain")
        at.finish()
        (feed,) = at.effects("feed")
        assert (feed["feed"], feed["act"], feed["names"]["title"], len(feed["records"])) == (
            "upstream",
            "notice",
            "提示",
            1,
        )


def test_an_unknown_text_role_or_subject_is_refused(database):
    """A diagram that tells nobody, or nothing, is wrong."""
    with database.writing() as connection:
        at = a_desk(connection)
        with pytest.raises(BadDiagram):
            at.call("tell.subject", message="gone")
        with pytest.raises(BadDiagram):
            at.call("tell.role", message="plain", role="king")
        broken = a_desk(connection, at=At(files={"repair/messages/plain.toml": b"= ="}))
        with pytest.raises(BadDiagram):
            broken.call("tell.subject", message="plain")


def test_a_case_without_subject_has_nobody_to_tell(database):
    """Refused at once."""
    with database.writing() as connection:
        at = a_desk(connection)
        at.desk.case = replace(at.desk.case, subject_id=None)
        with pytest.raises(Conflict):
            at.call("tell.subject", message="plain")
