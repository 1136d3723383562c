"""Every part of the face in a real browser: readable by machines and people, at phone and desk, by day and by night, by keys."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, FilePayload, Page, Response, expect

pytestmark = pytest.mark.browser

PAGES = ("parts", "work", "case", "portal", "public", "form", "form-wrong")
HEAVIEST = 150_000
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SPACING = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }"


def violations(page: Page, address: str) -> list[str]:
    """What axe finds, in one line each."""
    page.add_script_tag(url=f"{address}/static/built/axe.min.js")
    found: list[dict[str, Any]] = page.evaluate(
        "rules => axe.run(document, {runOnly: rules}).then(result => result.violations)", RULES
    )
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width


def listen(page: Page) -> list[str]:
    """Everything that the browser complains about: scripts, missing files, the content policy."""
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            said.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("name", PAGES)
def test_every_part_is_accessible(browser: Browser, style_address: str, name: str, width: int, scheme: Any):
    """No violation of WCAG 2.2 AA, nothing to scroll sideways for, nothing that the strict policy refuses."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, locale="zh-CN")
    said = listen(page)
    page.goto(f"{style_address}/style/{name}")
    assert violations(page, style_address) == []
    assert overflow(page) <= 0
    assert said == []
    page.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_narrow_window_and_wide_letters(browser: Browser, style_address: str, name: str):
    """320 px, 大字版 at 150 % and the reader's own spacing lose nothing and need no second scrollbar."""
    page = browser.new_page(viewport={"width": 320, "height": 640}, bypass_csp=True)
    page.goto(f"{style_address}/style/{name}")
    assert overflow(page) <= 0
    page.add_style_tag(content=SPACING)
    assert overflow(page) <= 0
    page.goto(f"{style_address}/display?size=largest&contrast=high&next=/style/{name}")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "24px"
    for width in (320, 800, 1024, 1280):
        page.set_viewport_size({"width": width, "height": 700})
        assert overflow(page) <= 0
    page.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_light(page: Page, style_address: str, name: str):
    """Markup, styles and scripts together stay below 150 kB, unpacked."""
    weights: list[int] = []

    def weigh(response: Response) -> None:
        weights.append(len(response.body()))

    page.on("response", weigh)
    page.goto(f"{style_address}/style/{name}", wait_until="networkidle")
    assert 0 < sum(weights) < HEAVIEST


def test_every_button_is_large_enough_for_a_thumb(browser: Browser, style_address: str):
    """44 px for what acts, 24 px for everything else that is pressed, on a phone."""
    page = browser.new_page(viewport={"width": 360, "height": 740})
    for name in PAGES:
        page.goto(f"{style_address}/style/{name}")
        small = page.evaluate(
            """() => [...document.querySelectorAll('.button:not(.small), .bottom-bar a, .bar a, .bar summary, .tabs a, .badge, .crumbs a, input, select')]
            .filter(one => one.getClientRects().length && !one.matches('.visually-hidden, label > input'))
            .map(one => [one.getBoundingClientRect(), one])
            .filter(([box, one]) => box.height < (one.matches('.button, .bottom-bar a, .tabs a') ? 44 : 24))
            .map(([box, one]) => `${one.outerHTML.slice(0, 80)} ${box.height}`)"""
        )
        assert small == []
    page.close()


def test_the_first_tab_leads_over_the_menus(page: Page, style_address: str):
    """2.4.1: whoever uses keys need not walk through the head of each page."""
    page.goto(f"{style_address}/style/work")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("跳到正文")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_rows_are_walked_and_picked_by_keys(page: Page, style_address: str):
    """j and k move the focus, x picks, Enter opens, ? tells them all and Esc closes."""
    page.goto(f"{style_address}/style/work")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("[data-testid=row-9] [data-row-link]")).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator("[data-testid=row-9] input")).to_be_checked()
    page.keyboard.press("k")
    expect(page.locator("[data-testid=row-33] [data-row-link]")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("#33")
    page.keyboard.press("?")
    expect(page.locator("#help-keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#help-keys")).to_be_hidden()


def test_keys_are_silent_while_somebody_writes_and_can_be_switched_off(page: Page, style_address: str):
    """2.1.4: no letter typed in a field moves anything; single keys have a switch."""
    page.goto(f"{style_address}/style/work")
    page.locator("#q").fill("")
    page.locator("#q").press_sequentially("jx?")
    expect(page.locator("#q")).to_have_value("jx?")
    expect(page.locator("#q")).to_be_focused()
    page.locator("h1").click()
    page.keyboard.press("?")
    page.get_by_role("button", name="停用单键快捷键").click()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator("[data-row-link]:focus")).to_have_count(0)


def test_the_palette_finds_what_the_page_offers(page: Page, style_address: str):
    """Ctrl+K, a part of a name, Enter."""
    page.goto(f"{style_address}/style/case")
    page.keyboard.press("Control+k")
    page.keyboard.type("时间线")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{style_address}/style/case?tab=2")


def test_a_menu_closes_on_escape_and_leads_back(page: Page, style_address: str):
    """The focus is never lost."""
    page.goto(f"{style_address}/style/work")
    summary = page.locator(".letters summary")
    summary.click()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(summary).to_be_focused()
    expect(page.locator(".letters ul")).to_be_hidden()


def test_a_tooltip_shows_on_focus_and_leaves_on_escape(page: Page, style_address: str):
    """1.4.13."""
    page.goto(f"{style_address}/style/work")
    page.locator("#badge-38").focus()
    tip = page.locator("#badge-38-tip")
    expect(tip).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_faults_are_met_first_and_lead_to_their_fields(page: Page, style_address: str):
    """The summary takes the focus after a refused submit; its links lead to the boxes; the title says so."""
    page.goto(f"{style_address}/style/form-wrong")
    expect(page).to_have_title("有误：审查申请材料 – 办案 – 信复")
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_role("link", name="“罚款金额”只能写数字，例如 12.5").click()
    expect(page.locator("#f-amount")).to_be_focused()
    expect(page.locator("#f-amount")).to_have_value("两万")


def test_a_form_works_without_scripts(browser: Browser, style_address: str):
    """Rows are added and removed, files chosen, faults told: all by the server."""
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{style_address}/style/form")
    page.get_by_label("一次性告知补正").check()
    page.locator("#f-defects-0-text").fill("缴款凭证缺少银行回单号。")
    proof: FilePayload = {"name": "凭证.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}
    page.locator("#f-materials-new").set_input_files(proof)
    page.get_by_role("button", name="再加一项").click()
    expect(page.locator("#f-defects-0-text")).to_have_value("缴款凭证缺少银行回单号。")
    expect(page.locator("#f-defects-1-text")).to_be_visible()
    expect(page.locator(".error-summary")).to_have_count(0)
    expect(page.locator("#f-materials .files li")).to_have_count(1)
    page.get_by_role("button", name="删除第 1 项").click()
    expect(page.locator("#f-defects-0-text")).to_have_value("")
    page.locator(".actions button[type=submit]").first.click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.get_by_label("一次性告知补正")).to_be_checked()
    page.close()


def test_a_question_appears_with_the_answer_that_needs_it(page: Page, style_address: str):
    """理由 belongs to 不予受理; what was typed in it stays when the mind is changed twice."""
    page.goto(f"{style_address}/style/form")
    reason = page.locator("#f-reason")
    expect(reason).to_be_visible()
    reason.fill("材料与执法文书不一致，不符合受理条件。")
    page.get_by_label("受理", exact=True).check()
    expect(reason).to_be_hidden()
    page.get_by_label("不予受理", exact=True).check()
    expect(reason).to_have_value("材料与执法文书不一致，不符合受理条件。")


def test_two_presses_send_one_request(page: Page, style_address: str):
    """E2: people double-click; the button says that it is busy."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.goto(f"{style_address}/style/form")
    page.locator(".actions button[type=submit]").first.dblclick()
    expect(page.locator(".error-summary")).to_be_visible()
    assert sent.count(f"{style_address}/style/form") == 1


def test_what_is_typed_survives_a_lost_line(context: BrowserContext, page: Page, style_address: str):
    """E1: kept on this machine while the line is down, sent when it is back, and taken up again by a new page."""
    page.goto(f"{style_address}/style/form")
    status = page.locator("[data-save-status]")
    context.set_offline(True)
    page.locator("#f-amount").fill("20000")
    expect(status).to_contain_text("网络已断开。您填写的内容已保存在本机", timeout=8000)
    context.set_offline(False)
    expect(status).to_contain_text("已保存", timeout=8000)
    context.set_offline(True)
    page.locator("#f-amount").fill("30000")
    expect(status).to_contain_text("网络已断开", timeout=8000)
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(f"{style_address}/style/form")
    expect(again.locator("#f-amount")).to_have_value("30000")


def test_an_expired_session_is_renewed_over_the_form(page: Page, style_address: str):
    """E8: sign in again beside the text; a wrong password says so; the text is then saved."""
    page.goto(f"{style_address}/style/form")
    page.request.get(f"{style_address}/style/sign-out")
    page.locator("#f-reason").fill("材料与执法文书不一致，不符合受理条件。")
    page.keyboard.press("Control+s")
    dialog = page.locator("#sign-in-again")
    expect(dialog).to_be_visible()
    dialog.get_by_label("密码").fill("wrong")
    dialog.get_by_role("button", name="登录并继续").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.get_by_label("密码").fill("right")
    dialog.get_by_role("button", name="登录并继续").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("[data-save-status]")).to_contain_text("已保存")
    expect(page.locator("#f-reason")).to_have_value("材料与执法文书不一致，不符合受理条件。")


def test_another_person_does_not_see_what_the_first_one_wrote(page: Page, style_address: str):
    """E8: the form leaves the view; the text waits on this machine for the first person."""
    page.goto(f"{style_address}/style/form")
    page.request.get(f"{style_address}/style/sign-out")
    page.locator("#f-reason").fill("沈芳写的理由，只给沈芳看。")
    page.keyboard.press("Control+s")
    dialog = page.locator("#sign-in-again")
    dialog.get_by_label("账号").fill("xujianguo")
    dialog.get_by_label("密码").fill("right")
    with page.expect_navigation():
        dialog.get_by_role("button", name="登录并继续").click()
    kept = page.evaluate("Object.keys(localStorage).filter(key => key.includes(':shenfang:')).length")
    assert kept == 1


def test_a_printed_page_has_no_menus_and_needs_no_colour(page: Page, style_address: str):
    """Paper shows the case, not the house around it."""
    page.goto(f"{style_address}/style/case")
    page.emulate_media(media="print")
    for hidden in (".bar", ".rail", ".demo", ".tabs", ".actions"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator(".timeline")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
