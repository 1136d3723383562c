"""The command that imports records: preview, report, difference, refusal; in the words of the clerk who runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.builders.exchange import a_row, csv_of
from tests.builders.offices import ROOT, TestOffice, law_files, open_office
from tests.builders.registry import TODAY
from tests.builders.web import settings
from webapp.boot import Installation
from webapp.commands import importing
from webapp.commands.importing import Wish, lines, report, run
from workflows.design import publish
from workflows.errors import BadInput, NotFound
from workflows.queries import public
from workflows.registry import invented
from workflows.registry.circumstances import Circumstances
from workflows.registry.exchange import Standing
from workflows.registry.exchange_read import read
from workflows.registry.invented import Issuer
from workflows.store import people

SJJ = "常州市新北区市场监督管理局"


@pytest.fixture
def office(database, tmp_path: Path) -> Installation:
    """An office whose release holds the table of categories; 王磊 works in it."""
    house = open_office(database, tmp_path / "files")
    files = {**law_files(), "exchange/penalties.toml": (ROOT / "bpmn/exchange/penalties.toml").read_bytes()}
    release_id = publish.propose(house.office, files, by="zhengyu", note="")
    publish.approve(house.office, release_id, by="qianjin", live_from=house.clock.now())
    house.person("wanglei", "王磊", "officer@SJJ")
    return Installation(settings(tmp_path), house.office)


def _row(**over: str) -> dict[str, str]:
    return a_row(CF_CFJG="区市场监督管理局", **over)


def _file(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "处罚.csv"
    path.write_bytes(csv_of(*rows))
    return path


def test_a_preview_says_what_would_happen(office: Installation, tmp_path: Path):
    """Counts first, what is still to be confirmed, and that nothing was written."""
    intake = run(office, _file(tmp_path, _row(备用="x")), Wish(preview=True))
    assert list(lines(intake)) == [
        "处罚.csv：共 1 行，新增 1，已有且一致 0，已有但有差异 0。",
        "未导入的列：备用",
        "1 条的失信程度按处罚类别对照表确定（待核），请核对。",
        "预览：没有写入。",
    ]


def test_differences_are_shown_field_by_field(office: Installation, tmp_path: Path):
    """The clerk reads what is known and what the file says, and how to accept it."""
    run(office, _file(tmp_path, _row()), Wish(login="wanglei"))
    intake = run(office, _file(tmp_path, _row(CF_NR="罚款二万元", CF_GSJZQ="2026-12-01")), Wish())
    assert list(lines(intake)) == [
        "处罚.csv：共 1 行，新增 0，已有且一致 0，已有但有差异 1。",
        "1 条写明的公示截止期与规则推算的不同，以规则为准。",
        "第 2 行  常新市监罚〔2026〕1号",
        "    CF_NR（处罚内容）：罚款一万元 → 罚款二万元",
        "导入〔2026〕2号：导入 0 条，更新 0 条；1 条有差异的保持原样（确认后用 --accept-differences 更新）。",
    ]
    intake = run(office, _file(tmp_path, _row(CF_NR="罚款二万元")), Wish(login="wanglei", accept=True))
    assert list(lines(intake, "en"))[-1] == "导入〔2026〕3号: 0 imported, 1 changed."


def test_faults_are_listed_and_nothing_comes_in(office: Installation, tmp_path: Path):
    """Row, code, Chinese name, reason; a machine gets the same."""
    intake = run(office, _file(tmp_path, _row(), _row(CF_WSH="2", CF_JDRQ="昨天")), Wish(login="wanglei"))
    assert list(lines(intake)) == [
        "第 3 行  CF_JDRQ（处罚决定日期）：“昨天”不是日期，请写成 2026-01-02",
        "处罚.csv：2 行中有 1 处问题，没有导入任何记录。",
    ]
    assert next(iter(lines(intake, "en"))) == "row 3  CF_JDRQ: '昨天' is not a date"
    told = json.loads(json.dumps(report(intake)))
    assert (told["written"], told["faults"][0]["row"], told["faults"][0]["field"]) == (False, 3, "CF_JDRQ")


def test_imported_records_are_shown_to_the_public(office: Installation, tmp_path: Path):
    """From its import on the record is on the public page, until its term ends."""
    run(office, _file(tmp_path, _row()), Wish(login="wanglei"))
    with office.office.database.reading() as connection:
        law = office.office.law(connection)
        asked = Circumstances(office.office.clock.now(), "", law.policies, law.calendar)
        shown, _ = public.list_public(connection, asked)
    assert [(row.document_number, str(row.public_until)) for row in shown] == [("常新市监罚〔2026〕1号", "2027-06-01")]


def test_who_imports_must_be_known(office: Installation, tmp_path: Path):
    """An unknown or disabled account answers for nothing."""
    with pytest.raises(NotFound, match="nobody"):
        run(office, _file(tmp_path, _row()), Wish(login="nobody"))
    with office.office.database.writing() as connection:
        people.add_person(connection, {"login": "gone", "name": "离职", "password": "", "disabled": True})
    with pytest.raises(NotFound, match="gone"):
        run(office, _file(tmp_path, _row()), Wish(login="gone"))


def test_a_file_that_is_not_there_is_one_sentence(office: Installation, tmp_path: Path):
    """Also a folder is no file."""
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(NotFound, match="没有文件"):
            run(office, path, Wish())


def test_two_thousand_records_come_in_at_once(office: Installation, tmp_path: Path):
    """A year of a district's penalties is one file."""
    rows = invented.invent(2000, 7, TODAY, [Issuer("区市场监督管理局", "常新市监"), Issuer("区财政局", "常新财")])
    intake = run(office, _file(tmp_path, *rows), Wish(login="wanglei"))
    assert (intake.rows, intake.count(Standing.NEW), intake.is_written) == (2000, 2000, True)


def test_the_generator_writes_a_file_that_can_be_imported(tmp_path: Path):
    """Invented records carry the issuers of the demonstration; another ending is refused."""
    call, out = CliRunner(), tmp_path / "many.csv"
    words = ["records", "30", "--seed", "7", "--until", "2026-11-20", "--out"]
    made = call.invoke(importing.invent, [*words, str(out)])
    assert (made.exit_code, made.output) == (0, f"已写入 {out}：30 条，企业均为虚构。\n")
    assert len(read("many.csv", out.read_bytes()).lines) == 30
    with pytest.raises(BadInput, match="结尾"):
        call.invoke(importing.invent, [*words, str(tmp_path / "many.pdf")], catch_exceptions=False)


def test_the_command_ends_with_its_verdict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """0 when it came in, 1 when it did not; accepting differences needs a name; a bad file is one sentence."""
    monkeypatch.setenv("XINFU_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.delenv("XINFU_DATABASE_URL", raising=False)
    call = CliRunner()

    def status(*words: str) -> object:
        return call.invoke(importing.import_, ["records", *words], obj="zh", standalone_mode=False).return_value

    row = a_row(XF_FL="一般", CF_CFJG="无此单位")
    assert status(str(_file(tmp_path, row))) == 1
    with pytest.raises(BadInput, match="--by"):
        call.invoke(
            importing.import_,
            ["records", "x", "--accept-differences"],
            obj="zh",
            standalone_mode=False,
            catch_exceptions=False,
        )


def test_a_house_of_tests_has_no_table(house: TestOffice, tmp_path: Path):
    """Without a released table the class must stand in the file."""
    intake = run(Installation(settings(tmp_path), house.office), _file(tmp_path, _row()), Wish(preview=True))
    assert [fault.code for fault in intake.faults] == ["CF_CFLB"]
