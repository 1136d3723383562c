"""The demo office on its first day is what its table says: numbers, states, badges, holders, what is half done, what is closed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tests.builders import web
from tests.builders.offices import ROOT
from tests.builders.web import Person
from webapp import demo
from webapp.app import create_app
from webapp.boot import Installation
from webapp.demo_play import PRINT_EVERY, read_stories
from webapp.outgoing import handlers_of
from workflows.casework.effects import run_effects
from workflows.casework.office import Office
from workflows.clock import StoppedClock
from workflows.design.load import load_folder
from workflows.documents.proofread import proofread
from workflows.law.uscc import is_valid
from workflows.queries import demo as queries
from workflows.store import changes, papers
from workflows.store.database import Database
from workflows.store.schema import Case, Incident, Subject, Task
from workflows.store.schema import Person as PersonTable

OPEN = {
    "XF2026-R-000041": ("已提交", "剩 2 个工作日（11-25 截止）", None),
    "XF2026-R-000038": ("审核中", "剩 3 个工作日（11-26 截止）", "王磊"),
    "XF2026-O-000007": ("核查中", "剩 4 个工作日（11-27 截止）", "吴昊"),
    "XF2026-R-000033": ("待审批", "已超期 2 个工作日（11-19 截止）", "马丽"),
}


@dataclass(frozen=True, slots=True)
class Demo:
    """The office as it opens."""

    installation: Installation
    app: Flask
    password: str
    said: tuple[str, ...]

    @property
    def office(self) -> Office:
        return self.installation.office

    def sign_in(self, login: str) -> Person:
        return web.sign_in(self.app, login, self.password)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Made once, at 10 o'clock on Monday 2026-11-23."""
    folder: Path = tmp_path_factory.mktemp("demo")
    database = Database(f"sqlite:///{folder / 'xinfu.db'}")
    changes.create_tables(database)
    office = Office(database, StoppedClock(demo.FIRST_DAY), folder / "files", proofread=proofread)
    installation = Installation(web.settings(folder), office)
    said: list[str] = []
    password = demo.make(installation, load_folder(ROOT / "bpmn"), said.append)
    app = create_app(installation)
    app.testing = True
    yield Demo(installation, app, password, tuple(said))
    database.close()


def test_everything_was_played_as_written(opened: Demo):
    """No act of any story was refused; progress was told."""
    assert [line for line in opened.said if "注意" in line] == []
    assert any("已办理" in line for line in opened.said)
    with opened.office.database.reading() as connection:
        latest = queries.latest_instant(connection)
    assert latest is not None
    assert latest <= demo.FIRST_DAY


@pytest.mark.parametrize("number", OPEN)
def test_an_open_case_stands_as_the_table_says(opened: Demo, number: str):
    """State, badge and holder of each open case of the office."""
    state, badge, holder = OPEN[number]
    shown = opened.sign_in("wuhao").text(f"/w/cases/{number}")
    assert state in shown
    assert badge in shown
    with opened.office.database.reading() as connection:
        query = select(PersonTable.name).select_from(Task).join(Case, Case.id == Task.case_id)
        found = connection.execute(
            query.outerjoin(PersonTable, PersonTable.id == Task.assignee_id).where(Case.number == number)
        ).scalars()
        assert list(found) == [holder]


def test_a_supplement_holds_the_office_and_binds_the_enterprise(opened: Demo):
    """R-000036: the office's clock stands still with one day left; the enterprise has four; 陈洁 handles it."""
    shown = opened.sign_in("wuhao").text("/w/cases/XF2026-R-000036")
    for said in ("待补正", "恢复后剩 1 个工作日", "剩 4 个工作日（11-27 截止）", "陈洁"):
        assert said in shown


def test_a_rectification_is_near_its_end(opened: Demo):
    """T-000012: served on 10-27, due on 11-26, told in advance; the report is missing, 陈洁 handles it."""
    shown = opened.sign_in("wuhao").text("/w/cases/XF2026-T-000012")
    for said in ("整改中", "已提示", "剩 3 天（11-26 截止）", "陈洁"):
        assert said in shown


def test_an_interview_waits_for_its_day(opened: Demo):
    """T-000009: tomorrow at half past two, not confirmed, three other times are free; 周航 handles it."""
    shown = opened.sign_in("wuhao").text("/w/cases/XF2026-T-000009")
    for said in ("待约谈", "今天 24:00 截止", "周航"):
        assert said in shown
    page = opened.sign_in("dinghai").text("/p/cases/XF2026-T-000009/interview")
    assert "2026-11-24（周二）14:30" in page
    assert len(re.findall(r'name="slot" value="', page)) == 3
    assert "XF2026-T-000009" in opened.sign_in("zhouhang").text("/w/interviews")


def test_a_prior_notice_holds_the_office_and_gives_the_enterprise_until_its_day(opened: Demo):
    """L-000017: served on 11-18, statement until 11-25; the clock of the office stands still; 陈洁 handles it."""
    shown = opened.sign_in("wuhao").text("/w/cases/XF2026-L-000017")
    for said in ("陈述申辩", "已暂停：等待陈述申辩", "11-25", "陈洁"):
        assert said in shown, said


def test_one_unit_has_lifted_and_one_has_not(opened: Demo):
    """R-000029: decided on 11-19; 财政局 is done, 陈洁 of 住建局 has until 11-24."""
    shown = opened.sign_in("wuhao").text("/w/cases/XF2026-R-000029")
    assert "解除惩戒中" in shown
    assert "财政局已办结" in shown
    assert "11-24" in shown
    assert "剩 1 个工作日（11-24 截止）" in shown
    inbox = opened.sign_in("chenjie").text("/w/inbox")
    assert "剩 1 个工作日（11-24 截止）" in inbox


def test_what_is_closed_was_closed_in_time(opened: Demo):
    """R-000024 was refused on its last day and served the day after; R-000021 was granted two days early, as number 12."""
    credit = opened.sign_in("wuhao")
    refused = credit.text("/w/cases/XF2026-R-000024")
    assert "按期办结</" in refused.replace("\n", "")
    assert "已超期" not in refused
    assert "不予修复" in credit.text("/w/cases/XF2026-R-000024")
    assert "送达" in credit.text("/w/cases/XF2026-R-000024/timeline")
    granted = credit.text("/w/cases/XF2026-R-000021")
    assert "已超期" not in granted
    assert "按期办结（提前 2 个工作日）" in granted
    assert "常新信修决〔2026〕12号" in credit.text("/w/cases/XF2026-R-000021/papers")


def test_the_inbox_is_in_the_order_of_the_scenario(opened: Demo):
    """王磊 holds R-000038 alone, R-000041 waits in the pool; together they stand in the order of their last days."""
    wang = opened.sign_in("wanglei")
    assert re.findall(r"XF2026-[A-Z]-\d{6}", _rows(wang.text("/w/inbox?view=mine"))) == ["XF2026-R-000038"]
    assert re.findall(r"XF2026-[A-Z]-\d{6}", _rows(wang.text("/w/inbox?view=pool"))) == ["XF2026-R-000041"]
    team = re.findall(r"XF2026-[A-Z]-\d{6}", _rows(wang.text("/w/inbox?view=team")))
    assert team == ["XF2026-R-000041", "XF2026-R-000038"]


def _rows(page: str) -> str:
    return "".join(re.findall(r'<p class="row-line">.*?</p>', page, re.DOTALL)).replace("<wbr>", "")


def test_thirty_cases_are_closed(opened: Demo):
    """Twelve months are not yet law; since it is in force thirty were closed besides those of the table."""
    with opened.office.database.reading() as connection:
        cases = connection.execute(
            select(Case.number, Case.state, Case.closed_at).where(Case.process == "repair")
        ).all()
    closed = [case for case in cases if case.closed_at is not None]
    assert len(closed) == 30 + 2
    assert len(cases) == 30 + 7
    assert set(Counter(case.state for case in closed)) == {"已办结", "不予修复", "不予受理", "已撤回"}
    assert {case.number for case in cases} == {f"XF2026-R-{number:06d}" for number in range(5, 42)}


def test_all_enterprises_are_invented(opened: Demo):
    """Each carries the mark, and a code that passes every check."""
    with opened.office.database.reading() as connection:
        subjects = connection.execute(select(Subject.name, Subject.uscc)).all()
    assert len(subjects) >= 8
    assert all("（演示）" in subject.name and is_valid(subject.uscc) for subject in subjects)


def test_records_and_a_draft_are_half_done(opened: Demo):
    """E3's first record may be repaired, its second from 12-30; 陆昕's application is filled in to 4 of 6."""
    shen = opened.sign_in("shenfang")
    switch = re.search(r'href="\?subject=(\d+)"[^>]*>常州青橡', shen.text("/p/"))
    assert switch is not None
    records = shen.text(f"/p/records?subject={switch[1]}")
    assert "2026-12-30 起可以申请（还有 37 天）" in records
    assert "现在可以申请" in records
    assert "办理中" in records
    lu = opened.sign_in("luxin")
    assert "继续填写申请" in lu.text("/p/")
    assert "继续填写" in lu.text("/p/records")
    found = re.search(r'href="(/p/apply/repair/\d+)"', lu.text("/p/records"))
    assert found is not None
    assert "已完成 4/6 项" in lu.text(found[1])


def test_one_message_did_not_get_out(opened: Demo):
    """The mail server was out: one incident, after every try."""
    with opened.office.database.reading() as connection:
        incidents = connection.execute(select(Incident)).all()
    assert len(incidents) == 1
    assert "无法连接邮件服务器" in str(incidents[0])


def test_a_head_stands_in_for_who_is_absent(opened: Demo):
    """赵明 is absent this week; 高飞 of the same unit acts for him."""
    assert "赵明" in opened.sign_in("gaofei").text("/w/inbox")


def test_every_account_of_the_list_can_sign_in_and_no_other(opened: Demo):
    """Staff of seven units and four of enterprises; agents of invented applicants cannot."""
    with opened.office.database.reading() as connection:
        people = connection.execute(select(PersonTable.login, PersonTable.unit, PersonTable.disabled)).all()
    able = [person for person in people if not person.disabled]
    assert sum(person.unit is None for person in able) == 4
    assert sum(person.unit is not None for person in able) >= 24
    assert all(person.unit is None for person in people if person.disabled)


def test_stories_are_told_of_days_that_the_calendar_knows():
    """Each story begins before its first act."""
    for story in read_stories(load_folder(ROOT / "bpmn")):
        assert all(act.at is not None and act.at >= story.now for act in story.acts), story.path


def test_papers_of_the_past_are_printed_while_the_office_is_open(opened: Demo):
    """Their cases did not wait for the PDF: the worker makes one after the other, and what was served stays served."""
    with opened.office.database.reading() as connection:
        waiting = papers.list_without_file(connection, opened.office.district)
        before = papers.get_paper(connection, waiting[0]).state
    clock = opened.office.clock
    assert isinstance(clock, StoppedClock)
    clock.advance_by(PRINT_EVERY)
    run_effects(opened.office, handlers_of(opened.installation))
    with opened.office.database.reading() as connection:
        printed = papers.get_paper(connection, waiting[0])
        assert len(papers.list_without_file(connection, opened.office.district)) == len(waiting) - 1
    assert printed.file_id is not None
    assert printed.state == {"已签发": "已用印"}.get(before, before)
