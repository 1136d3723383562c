"""A change of law by somebody who has only the guide: files are edited, checked, played and released."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.builders.amendment import amend, shipped_tree
from tests.builders.web import settings
from webapp.boot import Installation
from webapp.commands import law as law_commands
from webapp.commands.processes import Wish, run_release
from workflows.casework import messages, passing, tasks
from workflows.casework.start import Opening, start_case
from workflows.casework.tasks import Opened
from workflows.clock import CHINA
from workflows.design import rehearsal, season
from workflows.design.attach import attach, blanks
from workflows.design.scenarios import Scenario, parse_scenario
from workflows.design.stage import Stage, set_stage
from workflows.engine.definition import Bundle
from workflows.engine.folder import read_folder
from workflows.queries import case, played
from workflows.registry.enclosures import owner_of

FIRST = "repair/scenarios/01-rectification-granted.yaml"
RECORDS = """\
  records:
  - {ref: r1, unit: SJJ, gravity: 一般, kind: listing, decided_on: 2026-01-10, number: 常市监信列〔2026〕1号}
  - {ref: r2, unit: SJJ, gravity: 一般, kind: listing, decided_on: 2026-02-10, number: 常市监信列〔2026〕2号}
  - {ref: r3, unit: SJJ, gravity: 一般, kind: listing, decided_on: 2026-03-10, number: 常市监信列〔2026〕3号}
  - {ref: r4, unit: SJJ, gravity: 一般, kind: listing, decided_on: 2026-04-10, number: 常市监信列〔2026〕4号}
"""


@dataclass
class Desk:
    """The office of the journey, and the answers that people give in it."""

    stage: Stage
    answers: dict[str, Any]

    def at(self, day: date) -> None:
        """Ten o'clock of that day, everything due before it done."""
        until = datetime.combine(day, time(10), CHINA)
        passing.pass_time(self.stage.office, self.stage.clock, until, rehearsal.handlers(self.stage.office))

    def start(self, record: str) -> int:
        doer = self.stage.doers["xujianguo"]
        keep = blanks(self.stage.office)
        answers = attach(self.answers["repair"], lambda name: keep(name, owner_of(doer.actor.id)))
        opening = Opening("repair", "SJJ", self.stage.subject_id, answers, (self.stage.records[record],))
        taken = start_case(self.stage.office, opening, doer.actor)
        self._settle()
        return taken.case_id

    def does(self, case_id: int, element: str, login: str, answers: dict[str, Any] | None = None) -> None:
        task = next(task for task in self.tasks(case_id) if task.element == element)
        said = self.answers[element] if answers is None else answers
        tasks.complete(self.stage.office, Opened(task.id, task.attempt), said, doer=self.stage.doers[login])
        self._settle()

    def does_all(self, case_id: int) -> None:
        """Everything from the formal check to the approval."""
        for element in ("formal_check", "check_conditions", "propose"):
            self.does(case_id, element, "wanglei")
        self.does(case_id, "approve", "lihong")

    def withdraw(self, case_id: int) -> None:
        said = {"reason": "材料需要重新准备"}
        messages.send(self.stage.office, case_id, "withdrawal", said, doer=self.stage.doers["xujianguo"], key="")
        self._settle()

    def state(self, case_id: int) -> str:
        with self.stage.office.database.reading() as connection:
            return played.state_of(connection, case_id)

    def tasks(self, case_id: int) -> list[played.Standing]:
        with self.stage.office.database.reading() as connection:
            return played.list_standing(connection, case_id)

    def deadline(self, case_id: int, rule: str) -> case.DeadlineLine:
        with self.stage.office.database.reading() as connection:
            return [line for line in case.list_deadlines(connection, case_id) if line.rule == rule][-1]

    def elements(self, case_id: int) -> list[str]:
        return [task.element for task in self.tasks(case_id)]

    def _settle(self) -> None:
        passing.settle(self.stage.office, rehearsal.handlers(self.stage.office))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The files of the office on the designer's disk."""
    return shipped_tree(tmp_path / "bpmn")


@pytest.fixture
def desk(database, tree: Path, tmp_path: Path) -> Desk:
    """The office with what ships released, on 2026-11-16; one enterprise has two records."""
    files = read_folder(tree)
    text = files[FIRST].decode()
    played = parse_scenario(FIRST, text)
    given = text.partition("when:")[0].replace("2026-05-06 09:00", "2026-11-16 09:00")
    head, _, _ = given.partition("  records:")
    scenario: Scenario = parse_scenario(FIRST, f"{head}{RECORDS}when: []\n")
    stage = set_stage(database, tmp_path / "files", Bundle(files), season.cast_of(files), scenario)
    return Desk(stage, {act.does or act.starts: act.answers for act in played.acts})


def test_a_shorter_term_and_a_second_reviewer_hold_for_new_cases_only(
    desk: Desk, tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """From 10 to 7 working days and one more reviewer from 2026-12-01 on; what was accepted before stays as it was.

    The second reviewer may turn the decision, and the applicant may withdraw there as at every step before it.
    """
    desk.at(date(2026, 11, 16))
    running = desk.start("r1")
    desk.at(date(2026, 11, 17))
    desk.does(running, "formal_check", "wanglei")
    assert desk.deadline(running, "repair.decide").due_on == date(2026, 12, 1)

    desk.at(date(2026, 11, 18))
    amend(tree)
    installation = Installation(settings(tmp_path), desk.stage.office)
    wish = Wish("zhengyu", "qianjin", date(2026, 12, 1), "缩短办理期限，增加复核")
    assert run_release(installation, tree, wish) == 0, capsys.readouterr().out
    told = capsys.readouterr().out
    for sentence in (
        "新增任务“复核审批意见”",
        "规则 repair.decide（自 2026-12-01 起）：10 工作日 改为 7 工作日，以前起算的不变",
        "3 passed, 0 failed",
        "在办案件中会变动的期限：0 个",
        "新案件自 2026-12-01 起适用，不需要重新启动",
    ):
        assert sentence in told

    desk.at(date(2026, 12, 1))
    new = desk.start("r2")
    desk.at(date(2026, 12, 2))
    desk.does(new, "formal_check", "wanglei")
    assert desk.deadline(running, "repair.decide").due_on == date(2026, 12, 1)
    assert desk.deadline(new, "repair.decide").due_on == date(2026, 12, 11)
    for number in (running, new):
        desk.does(number, "check_conditions", "wanglei")
        desk.does(number, "propose", "wanglei")
        desk.does(number, "approve", "lihong")
    assert "second_review" not in desk.elements(running)
    assert desk.elements(new) == ["second_review"]
    desk.does(new, "second_review", "zhangmin", {"decision": "agree", "opinion": "复核无异议"})
    assert desk.elements(new) == []

    disputed, given_up = desk.start("r3"), desk.start("r4")
    desk.does_all(disputed)
    desk.does(disputed, "second_review", "zhangmin", {"decision": "disagree", "opinion": "整改报告与查明的事实不符"})
    assert desk.state(disputed) == "不予修复"
    desk.does_all(given_up)
    assert desk.elements(given_up) == ["second_review"]
    desk.withdraw(given_up)
    assert desk.state(given_up) == "已撤回"

    monkeypatch.setattr(law_commands, "ROOT", tree.parent)
    assert _explained("2026-11-17") == ["2026-12-01", "10 个工作日"]
    assert _explained("2026-12-02") == ["2026-12-11", "7 个工作日"]


def _explained(start: str) -> list[str]:
    """What `xinfu deadline` says: the day, and the length that it counted."""
    said = CliRunner().invoke(law_commands.deadline, ["repair.decide", "--from", start], catch_exceptions=False).output
    length = next(words for words in ("10 个工作日", "7 个工作日") if words in said)
    return [said.splitlines()[0].replace("（暂定）", ""), length]
