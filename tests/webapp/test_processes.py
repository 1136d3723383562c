"""The designers' road on the command line: check, play, release; each no says what to do, each yes what it changes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.builders.design import SCENARIO, lay_out, receipt_files, three_tasks, tree_files, visit_files
from tests.builders.offices import TestOffice
from tests.builders.registry import a_unit
from tests.builders.town import E1, Town
from tests.builders.web import settings
from webapp.boot import Installation
from webapp.commands import processes
from webapp.commands.processes import Wish, known_on, run_release
from workflows.casework import tasks
from workflows.casework.start import Opening, start_case
from workflows.casework.tasks import Doer, Opened
from workflows.design import road
from workflows.design.tree import read_part
from workflows.errors import BadDiagram, BadInput, NotAllowed
from workflows.store import releases


def _call(command, *words: object) -> Result:
    return CliRunner().invoke(command, [str(word) for word in words], obj="zh", standalone_mode=False)


@pytest.fixture
def office(house: TestOffice, tmp_path: Path) -> Installation:
    """An office with a designer, an administrator and an officer."""
    with house.office.database.writing() as connection:
        a_unit(connection, "XYB")
    house.person("zhengyu", "郑宇", "designer@XYB")
    house.person("qianjin", "钱进", "admin@XYB")
    house.person("wanglei", "王磊", "officer@SJJ")
    return Installation(settings(tmp_path), house.office)


@pytest.fixture
def visit(tmp_path: Path) -> Path:
    """A foreign process on disk."""
    return lay_out(tmp_path / "from-elsewhere", visit_files()) / "visit"


def test_a_check_ends_with_its_verdict(visit: Path):
    """0 accepted, 1 refused; the findings with file, element, sentence and hint, or as JSON."""
    accepted = _call(processes.check_paths, visit)
    assert (accepted.return_value, accepted.output.splitlines()[-1][:8]) == (0, "通过：0 个错误")
    (visit / "visit.bpmn").write_text(
        three_tasks().replace('targetRef="think"', 'targetRef="nobody"'), encoding="utf-8"
    )
    refused = _call(processes.check_paths, visit, "--json")
    told = json.loads(refused.output)
    assert (refused.return_value, told["verdict"]) == (1, "refuse")
    assert told["findings"][0]["file"] == str(visit / "visit.bpmn")


def test_scenarios_are_played_and_counted(tmp_path: Path):
    """The last line counts; before it the coverage, when asked; a failure ends with 1."""
    other = SCENARIO.replace("state: 已受理", "state: 已办结")
    tree = lay_out(tmp_path / "bpmn", tree_files() | {"receipt/scenarios/02-other.yaml": other.encode()})
    right = _call(processes.play_scenarios, tree / "receipt" / "scenarios" / "01-accepted.yaml", "--coverage")
    assert right.return_value == 0, right.output
    assert right.output.splitlines()[-2:] == ["flows 5/8 (62 %)", "1 passed, 0 failed"]
    both = _call(processes.play_scenarios, tree / "receipt")
    assert (both.return_value, both.output.splitlines()[-1]) == (1, "1 passed, 1 failed")
    assert "案件状态应为 已办结，实为 已受理" in both.output
    with pytest.raises(BadInput, match="没有场景"):
        raise _call(processes.play_scenarios, tree / "policies").exception or AssertionError


def test_a_foreign_process_is_released_and_worked_through(
    office: Installation, house: TestOffice, visit: Path, capsys: pytest.CaptureFixture[str]
):
    """Three tasks with forms, drawn elsewhere: live at once for new cases, and done by whoever its lane names."""
    assert run_release(office, visit, Wish("zhengyu", "qianjin", note="走访")) == 0
    told = capsys.readouterr().out
    assert "新增流程图 visit/visit.bpmn" in told
    assert "新案件即日起适用，不需要重新启动" in told
    wang = house.doers["wanglei"]
    taken = start_case(house.office, Opening("visit", "SJJ", None), wang.actor)
    for element in ("look", "think", "write"):
        _do(house, wang, taken.case_id, element, {"note": "已看"})
    assert house.page(taken.number).closed_at is not None
    assert start_case(house.office, Opening("receipt", "SJJ", None, {"matter": "修复申请"}), wang.actor).number


def test_a_foreign_process_is_opened_and_worked_through_on_pages(town: Town, visit: Path):
    """Whoever does its first task finds it under 新建; its three forms are filled in one after the other."""
    assert run_release(town.installation, visit, Wish("zhengyu", "qianjin", note="走访")) == 0
    wang = town.sign_in("wanglei")
    assert "走访" in wang.text("/w/cases/new")
    page = f"/w/cases/new/visit?uscc={E1[0]}"
    opened = wang.send(page, "/w/cases/new/visit", uscc=E1[0])
    number = opened.headers["Location"].rpartition("/")[2]
    case_id = town.house.page(number).id
    for element in ("look", "think", "write"):
        task = town.task(case_id, element)
        done = wang.send(f"/w/tasks/{task.id}", attempt=1, note="已看")
        assert done.status_code == 302
    assert town.house.page(number).closed_at is not None


def _do(house: TestOffice, doer: Doer, case_id: int, element: str, answers: dict[str, str]) -> None:
    task = house.task(case_id, element)
    assert task.role_group == "officer@SJJ"
    tasks.complete(house.office, Opened(task.id, 1), answers, doer=doer)


def test_a_proposal_waits_for_the_second_person(office: Installation, visit: Path, capsys: pytest.CaptureFixture[str]):
    """Proposed, it changes nothing; the same person, an unknown one or an officer cannot approve it."""
    assert run_release(office, visit, Wish("zhengyu")) == 0
    assert "请另一人批准" in capsys.readouterr().out
    with office.office.database.reading() as connection:
        live = releases.find_live(connection, office.office.clock.now())
        assert live is not None
        assert "visit/visit.bpmn" not in releases.get_files(connection, live)
    for approver in ("zhengyu", "wanglei", "nobody"):
        with pytest.raises(NotAllowed):
            run_release(office, visit, Wish("zhengyu", approver))
    with pytest.raises(NotAllowed, match="不能发布流程"):
        run_release(office, visit, Wish("wanglei", "qianjin"))
    assert run_release(office, visit, Wish("zhengyu", "qianjin")) == 0


def test_what_does_not_pass_is_not_proposed(
    office: Installation, visit: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """A diagram with an error, a scenario that comes out otherwise: the road ends there."""
    (visit / "visit.bpmn").write_text(
        three_tasks().replace('targetRef="think"', 'targetRef="nobody"'), encoding="utf-8"
    )
    assert run_release(office, visit, Wish("zhengyu", "qianjin")) == 1
    tree = lay_out(tmp_path / "bpmn", tree_files() | receipt_files())
    path = tree / "receipt" / "scenarios" / "01-accepted.yaml"
    path.write_text(SCENARIO.replace("state: 已受理", "state: 已办结"), encoding="utf-8")
    assert run_release(office, tree / "receipt", Wish("zhengyu", "qianjin")) == 1
    assert "0 passed, 1 failed" in capsys.readouterr().out
    with office.office.database.reading() as connection:
        assert len(releases.list_releases(connection)) == 1
    with pytest.raises(BadDiagram):
        _propose_refused(office, visit)


def _propose_refused(office: Installation, visit: Path) -> None:
    written = road.draft(office.office, [read_part(visit)], known_on(date(2026, 11, 23)))
    road.propose(office.office, written, [], by="zhengyu", note="")


def test_a_release_for_a_later_day_waits_for_it(
    office: Installation, house: TestOffice, visit: Path, capsys: pytest.CaptureFixture[str]
):
    """New cases follow it from that day on; a day that is over is refused; what comes before it is warned."""
    with pytest.raises(BadInput, match="已经过去"):
        run_release(office, visit, Wish("zhengyu", "qianjin", date(2026, 11, 1)))
    assert run_release(office, visit, Wish("zhengyu", "qianjin", date(2026, 12, 1))) == 0
    (visit / "README.md").write_text("走访", encoding="utf-8")
    assert run_release(office, visit, Wish("zhengyu", "qianjin")) == 0
    assert "已批准在此之后生效，其中不含本次修改" in capsys.readouterr().out


def test_the_same_again_is_no_release(office: Installation, visit: Path, capsys: pytest.CaptureFixture[str]):
    """Nothing differs, nothing is proposed."""
    run_release(office, visit, Wish("zhengyu", "qianjin"))
    assert run_release(office, visit, Wish("zhengyu", "qianjin")) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "与生效的发布完全相同，没有需要发布的内容。"


def test_a_change_of_policies_shows_the_deadlines_that_move(
    office: Installation, house: TestOffice, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """Old day and new day of every open case, then the recount."""
    taken = house.start()
    tree = lay_out(tmp_path / "bpmn", tree_files())
    path = tree / "policies" / "cn-2026.toml"
    text = path.read_text("utf-8")
    at = text.index('key = "repair.accept"')
    path.write_text(text[:at] + text[at:].replace("amount = 3", "amount = 2", 1), encoding="utf-8")
    assert run_release(office, path, Wish("zhengyu", "qianjin")) == 0
    told = capsys.readouterr().out.splitlines()
    assert "    规则 repair.accept：期间 3 工作日 改为 2 工作日" in told
    assert "在办案件中会变动的期限：1 个" in told
    assert f"  {taken.number}  决定是否受理：2026-11-26 → 2026-11-25" in told
    assert told[-1] == "已重新推算在办案件的期限，1 件有变化。"
    assert house.deadlines(taken.case_id)["repair.accept"].due_on == date(2026, 11, 25)


def test_a_file_that_no_release_holds_stops_the_road(office: Installation, visit: Path):
    """Nothing is left out silently."""
    (visit / "notes.docx").write_bytes(b"x")
    with pytest.raises(BadInput, match=r"notes\.docx"):
        run_release(office, visit, Wish("zhengyu"))
