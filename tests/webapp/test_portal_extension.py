"""Asking for more time in the portal: where it is offered, what the page says, what follows from each decision."""

from __future__ import annotations

from datetime import datetime

from tests.builders.town import SUPPLEMENT, Town
from workflows.casework.step import Taken
from workflows.clock import CHINA
from workflows.queries import played

RULE = "repair.supplement"


def _asked_to_supplement(town: Town) -> tuple[Taken, str]:
    """A case whose enterprise has until 12-07 to hand in a proof, and the page on which it may ask for more time."""
    case = town.apply()
    town.settle()
    town.do("wanglei", case.case_id, "formal_check", SUPPLEMENT)
    return case, f"/p/cases/{case.number}/extension/{RULE}"


def _side(town: Town) -> int:
    with town.office.database.reading() as connection:
        found = played.find_side_case(connection, "extension", RULE)
    assert found is not None
    return found


def _decide(town: Town, decision: str) -> None:
    side = _side(town)
    town.do("wanglei", side, "advise", {"advice": decision, "opinion": "理由属实"})
    town.do("lihong", side, "decide", {"decision": decision, "opinion": "补开凭证确需时间"})


def test_more_time_is_asked_for_and_granted(town: Town):
    """Offered with its last day, pressed twice one request, undecided in words, granted with the new day and its paper."""
    case, page = _asked_to_supplement(town)
    shen, progress = town.sign_in("shenfang"), f"/p/cases/{case.number}"
    task = f"/p/tasks/{town.task(case.case_id, 'hand_in').id}"
    assert page in shen.text(progress)
    assert page in shen.text(task)
    shown = shen.text(page)
    for said in ("12-07（周一） 24:00 前", "10 个工作日，限 1 次；同意后到 12-21（周一）", "不按逾期处理"):
        assert said in shown
    assert shen.send(page).status_code == 422
    for _press in range(2):
        assert shen.send(page, key="once", reason="银行补开凭证需要时间").status_code == 303
    pending = shen.text(progress)
    assert "延期申请正在审查，预计 11-24（周二）前答复" in pending
    assert page not in pending
    town.settle()
    again = shen.text(page)
    assert "延期申请正在审查" in again
    assert "提交延期申请" not in again
    _decide(town, "grant")
    granted = shen.text(progress)
    assert "已同意延期10 个工作日，“补正材料”的新期限是 12-21（周一）" in granted
    assert "剩 20 个工作日（12-21 截止）" in shen.text(task)
    assert "期限延长答复通知书" in granted
    assert page not in granted
    assert "最多延期 1 次，已经用完" in shen.text(page)


def test_a_refusal_leaves_the_day_and_the_way_open(town: Town):
    """The old day stands, the reason is in the paper; while the day is not over one may ask again."""
    case, page = _asked_to_supplement(town)
    shen = town.sign_in("shenfang")
    shen.send(page, reason="人手不足")
    town.settle()
    _decide(town, "refuse")
    shown = shen.text(f"/p/cases/{case.number}")
    assert "未同意延期，“补正材料”的期限仍是 12-07（周一）" in shown
    assert "剩 10 个工作日（12-07 截止）" in shown


def test_the_consequence_waits_for_the_answer(town: Town):
    """Asked on the last day and undecided, nothing lapses; refused after the day, the lapse follows at the next opening."""
    case, page = _asked_to_supplement(town)
    town.wait(datetime(2026, 12, 7, 20, tzinfo=CHINA))
    shen = town.sign_in("shenfang")
    shen.send(page, reason="凭证明日可取")
    town.settle()
    town.wait(datetime(2026, 12, 9, 10, tzinfo=CHINA))
    assert town.house.page(case.number).closed_at is None
    assert "延期申请正在审查" in shen.text(f"/p/cases/{case.number}")
    _decide(town, "refuse")
    town.wait(datetime(2026, 12, 10, 10, tzinfo=CHINA))
    assert town.house.page(case.number).state == "已撤回"


def test_nobody_else_asks_and_nothing_else_is_extended(town: Town):
    """Another's case and a term of the office are not there; after the last day it is too late, with the day."""
    case, page = _asked_to_supplement(town)
    assert town.sign_in("dinghai").get(page).status_code == 404
    shen = town.sign_in("shenfang")
    assert shen.get(f"/p/cases/{case.number}/extension/repair.decide").status_code == 404
    assert shen.send("/p/", f"/p/cases/{case.number}/extension/repair.accept").status_code == 404
    town.house.clock.advance_to(datetime(2026, 12, 8, 0, 5, tzinfo=CHINA))
    assert "已于 2026-12-07 期满，不能再申请延期" in shen.text(page)
    assert shen.send(page, reason="来不及").status_code == 410
