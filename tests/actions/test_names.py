"""The values that papers and messages may name."""

from datetime import date

import pytest

from tests.builders.desks import AGENT, OFFICER, At, a_desk, open_desk
from tests.builders.registry import USCC, a_measure, records_of
from workflows.actions import names
from workflows.actions.catalogue import SYSTEM
from workflows.errors import BadAnswers, BadDiagram
from workflows.law.rules import Basis, Grade


def _gather(at, wanted, **more):
    return names.gather(at.desk, at.data, wanted, "测试文本", **more)


def test_names_are_expressions_over_what_is_known(database):
    """Data of the case, and the registry over it."""
    with database.writing() as connection:
        at = a_desk(connection, data={"propose": {"items": ["甲", "乙"]}, "subject": "overruled"})
        (record,) = records_of(connection, at.desk.case.id)
        a_measure(connection, record, "CZJ")
        said = _gather(
            at,
            {
                "n": "len(propose.items)",
                "uscc": "subject.uscc",
                "first": "records[0].number",
                "until": "records[0].max_until",
                "where": "measures[0].unit_name",
                "suit": "rules['remedy.suit'].term",
                "cited": "rules['remedy.suit'].basis",
                "who": "signer",
                "on": "today",
            },
        )
        assert (said["n"], said["uscc"], said["first"], said["until"]) == (
            2,
            USCC,
            record.document_number,
            "2027-06-01",
        )
        assert (said["where"], said["suit"], said["who"], said["on"]) == ("区CZJ局", "6 月", "王磊", "2026-11-23")
        assert said["cited"] == "《中华人民共和国行政诉讼法》第四十六条"


def test_a_list_of_names_stands_for_itself(database):
    """A name that is called what it is."""
    with database.writing() as connection:
        at = a_desk(connection, data={"reasons": "已履行"})
        assert _gather(at, ["reasons"])["reasons"] == "已履行"


def test_everything_that_is_missing_is_told_at_once(database):
    """Empty counts as missing; zero and no do not."""
    with database.writing() as connection:
        at = a_desk(connection, data={"form": {"a": "", "n": 0, "no": False, "list": []}})
        wanted = {"a": "form.a", "b": "form.b", "n": "form.n", "no": "form.no", "list": "form.list"}
        with pytest.raises(BadAnswers) as refused:
            _gather(at, wanted)
        assert refused.value.details["missing"] == ("a", "b", "list")
        assert "a、b、list" in refused.value.sentence


@pytest.mark.parametrize("wanted", ["reasons", [1], {"a": 1}])
def test_a_malformed_table_is_a_fault_of_the_text(database, wanted):
    """names is a list of names, or a table of expressions."""
    with database.writing() as connection, pytest.raises(BadDiagram):
        _gather(a_desk(connection), wanted)


@pytest.mark.parametrize(
    ("grade", "quoted"),
    [(Grade.A, "《行政复议法》第二十条"), (Grade.B, "《行政复议法》"), (Grade.U, ""), (Grade.NONE, "")],
)
def test_a_paper_cites_only_what_is_known(grade, quoted):
    """No article that was not read, nothing of an internal target."""
    assert names.quoted(Basis("第二十条", "行政复议法", grade)) == quoted


def test_days_are_written_as_days(database):
    """What is fixed in a paper does not change with the reader."""
    with database.writing() as connection:
        at = a_desk(connection)
        said = _gather(at, [], fixed=("records", "case"))
        assert said["records"][0]["decided_on"] == "2026-06-01"
        assert said["case"]["opened_on"] == date(2026, 11, 23).isoformat()


def test_whom_to_turn_to_is_never_the_system_nor_the_applicant(database):
    """Before anybody handles the case it is the official who acts, or else the unit; the same for who signs."""
    with database.writing() as connection:
        case_id = a_desk(connection).desk.case.id
        unit = names.gather(open_desk(connection, case_id, At(actor=SYSTEM)).desk, {}, {}, "测试文本")["unit"]
        for actor, named in ((OFFICER, "王磊"), (SYSTEM, unit), (AGENT, unit)):
            said = names.gather(open_desk(connection, case_id, At(actor=actor)).desk, {}, {"by": "signer"}, "测试文本")
            assert (said["officer"], said["by"]) == (named, named)
