"""The work area: a case from the first day to the last, its measures, its deadlines, the list of cases."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from tests.builders.town import ACCEPT, E1, PROPOSE, REVIEW, Town
from tests.builders.web import Person
from webapp.work import cases as cases_page
from workflows.casework import tasks
from workflows.clock import CHINA
from workflows.queries import cases, played
from workflows.store.registry import list_measures

GROUP = re.compile(r'<h2 id="group-([a-z]+)">')
ROW = re.compile(r'data-testid="row-(\d+)"')


def _field(text: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', text)
    return found[1] if found else ""


def _confirm(asking: Person, task_id: int, **answers: Any) -> Any:
    """Fills in the form, then confirms what the check page shows."""
    page = f"/w/tasks/{task_id}"
    sent = asking.send(page, attempt=1, **answers)
    assert sent.headers.get("Location") == f"{page}/check", sent.get_data(as_text=True)
    shown = asking.text(f"{page}/check")
    values = {name: _field(shown, name) for name in ("csrf_token", "key", "attempt", "seen")}
    return asking.client.post(f"{page}/check", data=values)


def test_a_case_says_where_it_is_and_what_comes_next_until_it_is_closed(town: Town):
    """At every waiting point of a repair the next step has a sentence for the office and one for the enterprise."""
    case = town.apply()
    town.settle()
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("wanglei", "formal_check", ACCEPT),
        ("wanglei", "check_conditions", REVIEW),
        ("wanglei", "propose", PROPOSE),
        ("lihong", "approve", {"decision": "agree", "opinion": "同意"}),
    ]
    wang, shen = town.sign_in("wanglei"), town.sign_in("shenfang")
    assert "此后预计" in _next(wang.text(f"/w/cases/{case.number}"))
    for login, element, answers in steps:
        _both_told(wang, shen, case.number)
        town.do(login, case.case_id, element, answers)
    told = _both_told(wang, shen, case.number)
    assert "财政局" in told or "CZJ" in told or "区财政局" in told
    _lift(town, "CZJ", "sunqian")
    assert "已办结；" in _both_told(wang, shen, case.number) or "已办结。" in _both_told(wang, shen, case.number)
    _lift(town, "ZJJ", "chenjie")
    assert "本件已于 11-23（周一） 已办结，无需操作。" in _both_told(wang, shen, case.number)
    assert "云岫" not in town.stranger().text("/public/listings")
    town.wait(datetime(2026, 12, 31, 10, tzinfo=CHINA))
    deadlines = wang.text(f"/w/cases/{case.number}/deadlines")
    assert "随案件终结" in deadlines
    assert "已超期" not in deadlines


def _next(shown: str) -> str:
    return shown.partition('data-testid="next-step"')[2].partition("</section>")[0].partition("</div>\n</div>")[0]


def _both_told(wang: Person, shen: Person, number: str) -> str:
    told = [_next(wang.text(f"/w/cases/{number}")), _next(shen.text(f"/p/cases/{number}"))]
    assert all(re.search(r"<p>\s*[^<\s]", one) for one in told)
    return told[0]


def _lift(town: Town, unit: str, login: str) -> None:
    with town.office.database.reading() as connection:
        side = played.find_side_case(connection, "lift-measures", unit)
        own = [row.id for row in list_measures(connection, [town.records["r1"].id]) if row.unit == unit]
    assert side is not None
    rows = [{"measure": number, "result": "lifted", "on": "2026-11-23"} for number in own]
    town.do(login, side, "confirm", {"rows": rows})


def test_a_unit_confirms_its_measures_by_name(town: Town):
    """The list shows decision and measures; the form has one row for each, called by its name."""
    case = town.proposed()
    town.do("lihong", case.case_id, "approve", {"decision": "agree", "opinion": "同意"})
    sun = town.sign_in("sunqian")
    listed = sun.text("/w/measures")
    assert "限制参加政府采购（M-01）" in listed
    assert "依据 " in listed
    address = re.search(r"/w/tasks/(\d+)", listed)
    assert address
    task = int(address[1])
    form = sun.text(f"/w/tasks/{task}")
    assert "限制参加政府采购（M-01）" in form
    assert "限制参加招标投标" not in form
    number = _field(form, "rows.0.measure")
    sent = {"rows.0.measure": number, "rows.0.result": "lifted", "rows.0.on": "2026-11-23"}
    assert _confirm(sun, task, **sent).status_code == 302
    assert "没有等待确认的措施。" in sun.text("/w/measures")


def test_a_deadline_explains_itself(town: Town):
    """Start, rule, days that do not count, what happens then; the same for machines."""
    case = town.apply()
    town.do("wanglei", case.case_id, "formal_check", ACCEPT)
    clock = town.house.deadlines(case.case_id)["repair.decide"].id
    wang = town.sign_in("wanglei")
    address = f"/w/cases/{case.number}/clocks/{clock}"
    shown = wang.text(address)
    for said in ("起算", "当日不计入", "10 个工作日", "逐日计算", "周六", "到期"):
        assert said in shown
    said = wang.client.get(address, headers={"Accept": "application/json"}).get_json()
    assert (said["rule_id"], said["amount"], said["unit"], said["status"]) == ("repair.decide", 10, "工作日", "running")
    assert said["due_on"] == "2026-12-07"
    assert said["start_on"] == "2026-11-23"
    assert wang.get(f"/w/cases/{case.number}/clocks/999").status_code == 404


def test_the_list_of_cases_is_narrowed_by_its_address(town: Town):
    """By number, name, code, kind, state; an exact number opens its case; other units' cases are not there."""
    case = town.apply("r1")
    other = town.apply("r4")
    wang = town.sign_in("wanglei")
    assert wang.get(f"/w/cases?q={case.number.lower()}").headers["Location"] == f"/w/cases/{case.number}"
    for asked in ("云岫", E1[0], E1[0][-5:]):
        shown = wang.text(f"/w/cases?q={asked}")
        assert f"case-{case.number}" in shown
        assert f"case-{other.number}" not in shown
    assert f"case-{case.number}" in wang.text("/w/cases?kind=repair&state=已提交")
    nothing = wang.text("/w/cases?kind=repair&state=已办结")
    assert "没有符合条件的案件" in nothing
    assert "已办结" in nothing
    assert f"case-{case.number}" not in town.sign_in("chenjie").text("/w/cases")
    assert f"case-{case.number}" in town.sign_in("wuhao").text("/w/cases")


def test_the_list_of_cases_is_paged_by_key(town: Town, monkeypatch: Any):
    """The next page begins after the last case of this one, and leads back to the first."""
    monkeypatch.setattr(cases, "PAGE", 2)
    monkeypatch.setattr(cases_page, "PAGE", 2)
    numbers = [town.apply(record).number for record in ("r1", "r3", "r4")]
    wang = town.sign_in("wanglei")
    first = wang.text("/w/cases")
    assert [number for number in numbers if f"case-{number}" in first] == numbers[1:]
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    second = wang.text(following[1].replace("&amp;", "&"))
    assert [number for number in numbers if f"case-{number}" in second] == numbers[:1]
    assert "回到第一页" in second


def test_the_tabs_of_a_case_show_what_they_say(town: Town):
    """Answers, what happened, the diagram with its equal list, papers with proof, deadlines with reasons."""
    case = town.apply()
    town.settle()
    town.do("wanglei", case.case_id, "formal_check", ACCEPT)
    wang = town.sign_in("wanglei")
    base = f"/w/cases/{case.number}"
    assert "已全部下架召回" in wang.text(base)
    history = wang.text(f"{base}/timeline")
    assert "收到申请" in history
    assert "签发文书" in history
    diagram = wang.text(f"{base}/diagram")
    assert "data-diagram" in diagram
    assert "步骤列表" in diagram
    assert "审核修复条件" in diagram
    for drawing in re.findall(r'href="([^"]*/diagram\?of=[^"]+)"', diagram):
        assert wang.get(drawing).status_code == 200
        key = drawing.rpartition("=")[2]
        assert b"BPMNDiagram" in wang.get(f"{base}/diagram.bpmn?of={key}").data
    assert wang.get(f"{base}/diagram.bpmn?of=../secret").status_code == 404
    assert "验真" in wang.text(f"{base}/papers")
    assert "规则" in wang.text(f"{base}/deadlines")


def test_a_fault_is_told_without_its_inside(town: Town, monkeypatch: Any):
    """500: what happened, what is kept, a reference; no traceback on anybody's screen."""
    case = town.apply()
    task = town.task(case.case_id, "formal_check").id
    wang = town.sign_in("wanglei")
    token = wang.token("/w/inbox")

    def broken(*_more: Any, **_named: Any) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr(tasks, "keep_draft", broken)
    town.app.testing = False
    answer = wang.client.post(
        f"/w/tasks/{task}",
        data={"csrf_token": token, "attempt": 1, "decision": "accept", "opinion": "写好的意见不能丢"},
    )
    said = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert "写好的意见不能丢" in said
    assert "参考号" in said
    assert "secret inside" not in said
    assert "Traceback" not in said
