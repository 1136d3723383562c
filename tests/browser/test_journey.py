"""The main job from end to end in a real browser: from a public record to the last lifted measure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import serve, sign_in
from tests.builders.papers import a_pdf
from tests.builders.town import E1, Town, open_town, run_clock
from workflows.store.database import Database

pytestmark = pytest.mark.browser


@pytest.fixture
def place(database: Database, tmp_path: Path) -> Iterator[tuple[Town, str]]:
    """A town of its own, with its address."""
    town = open_town(database, tmp_path)
    run_clock(town)
    for address in serve(town.app):
        yield town, address


class Journey:
    """The people of a case, each at a browser of their own."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.contexts: list[BrowserContext] = []

    def at(self, login: str = "") -> Page:
        """Somebody sits down and signs in."""
        context = self.browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
        self.contexts.append(context)
        if login:
            sign_in(context.new_page(), self.address, login)
        page = context.new_page()
        page.goto(self.address + {"": "/", "shenfang": "/p/"}.get(login, "/w/inbox"))
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()


def press(page: Page, name: str) -> None:
    """A button of the page, by its words; the next page is there when this returns."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name, exact=True).click()


def confirm(page: Page) -> None:
    """Through the check page, which says what was chosen."""
    press(page, "检查并提交")
    assert page.url.endswith("/check")
    press(page, "确认提交")
    assert not page.url.endswith("/check")


def choose(page: Page, question: str, answer: str) -> None:
    """One answer of a question with choices."""
    page.get_by_role("radiogroup", name=question).get_by_label(answer, exact=True).check()


def test_a_repair_from_the_record_to_the_last_lifted_measure(place: tuple[Town, str], browser: Browser):
    """An enterprise applies, supplements, is granted; two units lift; the public page shows its record no more."""
    town, address = place
    journey = Journey(browser, address)
    public = journey.at()
    public.goto(f"{address}/public/listings?q=云岫")
    expect(public.locator("main")).to_contain_text(E1[1])

    enterprise = journey.at("shenfang")
    number = apply(enterprise)
    town.settle()
    officer = journey.at("wanglei")
    ask_for_a_supplement(officer, number)
    town.settle()
    officer.reload()
    expect(officer.get_by_test_id("next-step")).to_contain_text("企业应在 12-07（周一）前提交补正材料")
    supplement(enterprise, number)
    town.settle()
    accept_and_propose(officer, town)
    approve(journey.at("lihong"), number)
    town.settle()
    for login in ("sunqian", "chenjie"):
        lift(journey.at(login))
        town.settle()

    enterprise.goto(f"{address}/p/cases/{number}")
    expect(enterprise.locator("main")).to_contain_text("已办结，无需操作")
    public.goto(f"{address}/public/listings?q=云岫")
    expect(public.locator("main")).to_contain_text("未查到公示中的记录")
    enterprise.get_by_role("link", name="验真").first.click()
    expect(enterprise.get_by_test_id("verdict")).to_contain_text("真实有效")
    journey.close()


def apply(page: Page) -> str:
    """From the list of records through the wizard to the receipt; returns the number of the case."""
    page.get_by_role("navigation", name="企业服务菜单").get_by_role("link", name="我的记录").click()
    page.get_by_role("link", name="申请修复").first.click()
    expect(page.get_by_test_id("progress")).to_have_text("已完成 0/6 项")
    page.get_by_role("link", name="继续填写").click()
    press(page, "保存并继续")
    page.fill("[name=correction]", "已全部下架召回，完善进货查验制度")
    choose(page, "决定书上的义务是否已经履行", "已履行")
    page.fill("[name=duty_on]", "2026-08-02")
    press(page, "保存并继续")
    page.get_by_label("整改失信").check()
    choose(page, "是否处于破产重整或和解", "否")
    press(page, "保存并继续")
    page.set_input_files(
        "[name='rectification-report']", {"name": "整改情况.pdf", "mimeType": "application/pdf", "buffer": a_pdf()}
    )
    expect(page.locator("main")).to_contain_text("校验尾号")
    press(page, "保存并继续")
    page.fill("[name=text_version]", "2026-1")
    choose(page, "签署方式", "在线签署")
    page.get_by_label(re.compile("我单位承诺")).check()
    press(page, "保存并继续")
    press(page, "保存并继续")
    assert page.url.endswith("/check")
    press(page, "提交申请")
    assert page.url.endswith("/receipt")
    expect(page.locator("main")).to_contain_text("整改情况.pdf")
    found = re.search(r"XF2026-R-\d{6}", page.url)
    assert found
    return found[0]


def ask_for_a_supplement(page: Page, number: str) -> None:
    """The officer takes it from the pool and lists what is missing."""
    page.get_by_role("link", name=re.compile("待领取")).first.click()
    page.locator("[data-row-link]").first.click()
    press(page, "领取")
    choose(page, "审查结论", "一次性告知补正")
    page.fill("[name=opinion]", "缺少缴款凭证")
    page.fill("[name=summary]", "缴款凭证")
    page.select_option("[name='defects.0.slot']", "duty-proof")
    page.fill("[name='defects.0.defect']", "缺少缴款凭证")
    page.fill("[name='defects.0.expected']", "补交银行缴款凭证，一份")
    page.fill("[name='defects.0.basis']", "办事指南第三项")
    confirm(page)
    page.goto(page.url.split("/w/")[0] + f"/w/cases/{number}")
    expect(page.get_by_test_id("next-step")).to_contain_text("系统正在生成文书")


def supplement(page: Page, number: str) -> None:
    """The enterprise finds the to-do on its first page and hands the file in."""
    page.get_by_role("link", name="首页").first.click()
    page.get_by_test_id(f"todo-{number}").get_by_role("link", name="处理").click()
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text("补交银行缴款凭证，一份")
    page.set_input_files(
        "[name='materials.0.files']", {"name": "凭证.pdf", "mimeType": "application/pdf", "buffer": a_pdf()}
    )
    expect(page.locator("form .files")).to_contain_text("凭证.pdf")
    press(page, "提交")
    assert page.url.endswith(f"/p/cases/{number}")


def accept_and_propose(page: Page, town: Town) -> None:
    """Three tasks in a row: each opens when the one before is done."""
    page.goto(page.url.split("/w/")[0] + "/w/inbox")
    page.locator("[data-row-link]").first.click()
    choose(page, "审查结论", "受理")
    page.fill("[name=opinion]", "材料齐全，符合法定形式")
    confirm(page)
    town.settle()
    expect(page.locator("h1")).to_contain_text("审核修复条件")
    choose(page, "下一步", "可以提出拟办意见")
    choose(page, "是否已纠正并履行义务", "已履行，有凭证")
    page.fill("[name=duty_on]", "2026-08-02")
    choose(page, "其他法定要求", "符合")
    page.get_by_role("group", name="核验通过的修复方式").get_by_label("整改失信").check()
    page.fill("textarea[name=opinion]", "核验属实")
    confirm(page)
    expect(page.locator("h1")).to_contain_text("提出拟办意见")
    choose(page, "拟办意见", "同意修复")
    page.fill("[name=facts]", "已整改并缴清罚款")
    page.fill("[name=reasons]", "符合修复条件")
    confirm(page)


def approve(page: Page, number: str) -> None:
    """The manager sees the proposal, its drafter and the conditions, and agrees."""
    page.get_by_role("link", name="审批").first.click()
    row = page.get_by_test_id(f"approval-{number}")
    expect(row).to_contain_text("拟稿 王磊")
    row.get_by_role("link", name="审阅并决定").click()
    expect(page.locator("main")).to_contain_text("决定时")
    choose(page, "审批意见", "同意拟办意见")
    page.fill("[name=opinion]", "同意")
    confirm(page)


def lift(page: Page) -> None:
    """An implementing unit confirms each of its measures."""
    page.get_by_role("link", name="解除惩戒").first.click()
    page.get_by_role("link", name="逐项确认").click()
    choose(page, "结果", "已解除")
    page.fill("[name='rows.0.on']", "2026-11-23")
    confirm(page)
    page.get_by_role("link", name="解除惩戒").first.click()
    expect(page.locator("main")).to_contain_text("没有等待确认的措施")
