"""A file of records comes in whole or not at all; what is known is shown with its differences and never changed silently."""

from dataclasses import replace
from datetime import date

import pytest

from tests.builders.circumstances import on
from tests.builders.exchange import E1, E2, TABLE, a_row, source
from tests.builders.registry import DISTRICT, TODAY, a_unit
from workflows.clock import day_end
from workflows.errors import BadInput
from workflows.law.eligibility import Verdict
from workflows.registry import exchange, exchange_write, invented, publicity
from workflows.registry.eligibility import Application, weigh_records
from workflows.registry.exchange import Intake, Source, Standing
from workflows.registry.publicity import StopReason
from workflows.registry.records import Difference
from workflows.store import facts, registry, timers
from workflows.store.facts import Owner
from workflows.store.registry import RecordRow, SubjectRow

SJJ = "常州市新北区市场监督管理局"


@pytest.fixture
def connection(database):
    """An office with the units that the rows name."""
    with database.writing() as opened:
        a_unit(opened, "SJJ", name=SJJ)
        a_unit(opened, "ZJJ", name="常州市新北区住房和城乡建设局")
        yield opened


def _subject(connection, uscc: str = E1) -> SubjectRow:
    subject = registry.find_subject_by_uscc(connection, DISTRICT, uscc)
    assert subject is not None
    return subject


def _record(connection, uscc: str = E1) -> RecordRow:
    (record,) = registry.list_records_of_subject(connection, _subject(connection, uscc).id)
    return record


def test_a_preview_changes_nothing(connection):
    """The clerk sees what would come of it; neither subject nor record is written."""
    intake = exchange.look(connection, DISTRICT, source(a_row()), on())
    assert (intake.count(Standing.NEW), intake.is_written) == (1, False)
    assert (intake.looked[0].until.maximum_until, intake.looked[0].earliest_on) == (date(2027, 6, 1), date(2026, 9, 2))
    assert registry.find_subject_by_uscc(connection, DISTRICT, E1) is None


def test_imported_records_get_their_terms_and_their_earliest_day(connection):
    """The decision document starts both terms; the end of publicity is waited for; eligibility names the day."""
    rows = (a_row(CF_JDRQ="2026-09-29"), a_row(CF_XDR_SHXYM=E2, CF_XDR_MC="乙（演示）", CF_CFLB="警告"))
    intake = exchange.take_in(connection, DISTRICT, source(*rows), on())
    assert (intake.batch, intake.count(Standing.NEW)) == ("导入〔2026〕1号", 2)
    record = _record(connection)
    owner = Owner("record", record.id)
    days = {row.rule: row.due_on for row in facts.list_deadlines(connection, owner)}
    assert (days["publicity.min"], days["publicity.max"]) == (date(2026, 12, 29), date(2027, 9, 29))
    assert [row.due_at for row in timers.list_timers(connection, "record", record.id)] == [day_end(date(2027, 9, 29))]
    answer = weigh_records(connection, [record], Application(), on())[0].answer
    assert answer.verdict in {Verdict.FROM, Verdict.NOT_YET}
    assert answer.lines[0].until == date(2026, 12, 29)
    assert [fact.recorded_by for fact in facts.list_fact_rows(connection, owner)] == ["王磊", "王磊"]
    assert record.national["batch"] == intake.batch
    assert _record(connection, E2).published_on is None


def test_one_fault_keeps_the_whole_file_out(database):
    """All or nothing: the report names the fault, and no row has come in."""
    with database.writing() as opened:
        a_unit(opened, "SJJ", name=SJJ)
    with pytest.raises(BadInput, match="1 处问题，没有导入任何记录") as refused, database.writing() as opened:
        exchange.take_in(opened, DISTRICT, source(a_row(), a_row(CF_WSH="2", CF_JDRQ="x")), on())
    intake = refused.value.details["intake"]
    assert isinstance(intake, Intake)
    assert [(fault.row, fault.code, fault.name) for fault in intake.faults] == [(3, "CF_JDRQ", "处罚决定日期")]
    with database.writing() as opened:
        assert registry.find_subject_by_uscc(opened, DISTRICT, E1) is None
        assert exchange.take_in(opened, DISTRICT, source(a_row()), on()).batch == "导入〔2026〕1号"


def test_the_same_file_again_changes_nothing(connection):
    """Known and equal: also when the number is written otherwise, and when the file comes months later."""
    exchange.take_in(connection, DISTRICT, source(a_row()), on())
    before = _record(connection)
    again = exchange.take_in(
        connection, DISTRICT, source(a_row(CF_WSH="常新市监罚[2026]1号")), on(date(2027, 3, 1)), accept=True
    )
    assert (again.count(Standing.KNOWN), again.accepted) == (1, 0)
    assert _record(connection) == before


def test_a_known_record_is_never_changed_silently(connection):
    """Differences are told field by field and wait for a person."""
    exchange.take_in(connection, DISTRICT, source(a_row()), on())
    other = a_row(CF_NR="罚款二万元", CF_JDRQ="2026-06-02", XF_FL="严重", XF_RDDW="ZJJ", CF_XDR_MC="云岫（演示）")
    intake = exchange.take_in(connection, DISTRICT, source(other), on())
    (looked,) = intake.looked
    assert looked.standing is Standing.DIFFERENT
    assert looked.differences == (
        Difference("name", "常州云岫精密机械有限公司（演示）", "云岫（演示）"),
        Difference("unit", "SJJ", "ZJJ"),
        Difference("gravity", "一般", "严重"),
        Difference("decided_on", date(2026, 6, 1), date(2026, 6, 2)),
        Difference("content", "罚款一万元", "罚款二万元"),
    )
    assert exchange.title_of("content") == "CF_NR（处罚内容）"
    record = _record(connection)
    assert (record.content, record.gravity, record.unit) == ("罚款一万元", "一般", "SJJ")
    assert registry.get_subject(connection, record.subject_id).name == "常州云岫精密机械有限公司（演示）"


def test_accepted_differences_move_the_terms(connection):
    """A person stands for them: record, name and terms follow, and the new end of publicity is waited for."""
    exchange.take_in(connection, DISTRICT, source(a_row()), on())
    other = a_row(CF_NR="罚款二万元", CF_JDRQ="2026-07-01", CF_XDR_MC="云岫（演示）")
    assert exchange.take_in(connection, DISTRICT, source(other), on(by="李红"), accept=True).accepted == 1
    record = _record(connection)
    assert (record.content, record.decided_on) == ("罚款二万元", date(2026, 7, 1))
    assert record.national["CF_NR"] == "罚款二万元"
    assert registry.get_subject(connection, record.subject_id).name == "云岫（演示）"
    assert [row.due_at for row in timers.list_timers(connection, "record", record.id)] == [day_end(date(2027, 7, 1))]


def test_what_the_file_does_not_say_stays_as_it_is_known(connection):
    """A class that a person set is not overruled by the table the next time the file comes."""
    exchange.take_in(connection, DISTRICT, source(a_row(XF_FL="严重", XF_GSRQ="2026-06-05")), on())
    assert exchange.look(connection, DISTRICT, source(a_row()), on()).count(Standing.KNOWN) == 1


def test_nothing_stopped_is_reopened(connection):
    """Repaired, and then imported once more with a new class and new dates: the public does not see it again."""
    exchange.take_in(connection, DISTRICT, source(a_row()), on())
    record = _record(connection)
    publicity.stop(connection, [record], StopReason.REPAIRED, None, on())
    newer = a_row(XF_FL="严重", CF_JDRQ="2026-11-01", XF_GSRQ="2026-11-02")
    exchange.take_in(connection, DISTRICT, source(newer), on(), accept=True)
    record = _record(connection)
    stops = registry.list_stops(connection, [record.id])
    assert record.gravity == "严重"
    assert not publicity.is_public(record, stops, publicity.terms(record, on()), TODAY)


def test_a_renamed_subject_is_told_with_its_new_record(connection):
    """A new record under a known code and another name: the record comes in, the name waits for a person."""
    exchange.take_in(connection, DISTRICT, source(a_row()), on())
    row = a_row(CF_WSH="2", CF_XDR_MC="云岫（演示）")
    intake = exchange.take_in(connection, DISTRICT, source(row), on())
    assert (intake.count(Standing.NEW), intake.looked[0].differences[0].field) == (1, "name")
    subject = _subject(connection)
    assert subject.name == "常州云岫精密机械有限公司（演示）"
    exchange.take_in(connection, DISTRICT, source(a_row(CF_XDR_MC="云岫（演示）")), on(), accept=True)
    assert registry.get_subject(connection, subject.id).name == "云岫（演示）"


@pytest.mark.parametrize("ending", exchange_write.ENDINGS)
def test_invented_records_come_in_whatever_the_file(connection, ending: str):
    """The generator's files pass every check of the import."""
    issuers = [invented.Issuer(SJJ, "常新市监")]
    content = exchange_write.write(f"f{ending}", invented.invent(40, 3, TODAY, issuers))
    intake = exchange.take_in(connection, DISTRICT, Source(f"f{ending}", content, TABLE), on())
    assert (intake.faults, intake.count(Standing.NEW)) == ((), 40)


def test_another_ending_is_not_written():
    """Three kinds of file are written, and the refusal names them."""
    with pytest.raises(BadInput, match=r"\.csv、\.json、\.xlsx"):
        exchange_write.write("f.xls", [a_row()])


def test_a_file_with_a_known_record_and_an_unknown_kind_of_class_is_checked_by_the_law_of_the_day(connection):
    """The classes are those of the policies in force when the file comes in."""
    with pytest.raises(BadInput):
        exchange.take_in(connection, DISTRICT, replace(source(a_row(XF_FL="特别严重"))), on())
