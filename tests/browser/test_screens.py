"""Every screen of the house in a real browser: readable by machines and people, at phone and desk, by keys alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Readers, sign_in
from tests.browser.test_style import listen, overflow, violations
from tests.builders.screens import Screen, Swing, screens

pytestmark = pytest.mark.browser
WIDTHS = (360, 1440)


def names() -> list[str]:
    """The screens by name, known before the town stands."""
    text = Path(screens.__code__.co_filename).read_text(encoding="utf-8")
    plain = re.findall(r'Screen\("([a-z-]+)"', text)
    steps = [f"portal-apply-{step}" for step in ("applicant", "facts", "ways", "materials", "commitment", "contact")]
    return [*plain, *steps, *(f"work-inbox-{view}" for view in ("mine", "pool", "team"))]


def find(swing: Swing, name: str) -> Screen:
    """The screen of that name."""
    return next(screen for screen in screens(swing) if screen.name == name)


def test_no_screen_is_left_out(swing: Swing):
    """The list that the tests go by is the list of screens."""
    assert sorted(names()) == sorted(screen.name for screen in screens(swing))


@pytest.mark.parametrize("name", names())
def test_a_screen_is_readable_at_phone_and_desk(swing: Swing, readers: Readers, address: str, name: str):
    """No violation of WCAG 2.2 AA, nothing to scroll sideways for, nothing that the browser complains about."""
    screen = find(swing, name)
    for width in WIDTHS:
        page = readers.page(screen.login, width)
        said = listen(page)
        page.goto(address + screen.address)
        if screen.has_diagram:
            page.wait_for_selector("[data-diagram][data-ready=true]")
        assert violations(page, address) == [], width
        assert overflow(page) <= 0, width
        assert [one for one in said if "Failed to load resource" not in one] == [], width
        page.close()


def test_every_screen_has_a_title_of_its_own(swing: Swing, readers: Readers, address: str):
    """A tab says what it holds: {object} – {area} – 信复."""
    for screen in screens(swing):
        page = readers.page(screen.login, 1440)
        page.goto(address + screen.address)
        assert re.fullmatch(r".+ – .+ – 信复", page.title()), screen.name
        expect(page.locator("h1")).to_have_count(1)
        page.close()


def test_the_inbox_goes_by_keys(readers: Readers, address: str):
    """j and k move, Enter opens, u goes back, g c goes to the cases; nothing happens while somebody writes."""
    page = readers.page("wanglei", 1440)
    page.goto(f"{address}/w/inbox")
    rows = page.locator("[data-row-link]")
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/w/tasks/*")
    page.keyboard.press("u")
    page.wait_for_url(re.compile(r"/w/(cases|inbox)"))
    page.goto(f"{address}/w/inbox")
    page.keyboard.press("/")
    page.keyboard.type("jkgc")
    expect(page.locator("#bar-q")).to_have_value("jkgc")
    page.goto(f"{address}/w/inbox")
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/w/cases")
    page.close()


def test_a_deadline_opens_beside_the_page_and_gives_the_focus_back(readers: Readers, address: str):
    """Enter on a badge shows its calculation; Esc closes it and leads back to the badge."""
    page = readers.page("wanglei", 1440)
    page.goto(f"{address}/w/inbox")
    badge = page.get_by_test_id("deadline-badge").first
    badge.focus()
    page.keyboard.press("Enter")
    panel = page.locator("#panel")
    expect(panel).to_be_visible()
    expect(panel).to_contain_text("当日不计入")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(badge).to_be_focused()
    page.close()


def test_chinese_being_composed_triggers_nothing(swing: Swing, readers: Readers, address: str):
    """Keys of an input method are not ours: Enter that ends a word does not send, Ctrl+Enter afterwards does."""
    page = readers.page("wanglei", 1440)
    task = swing.tasks["mine"]
    page.goto(f"{address}/w/tasks/{task}")
    box = page.locator("textarea[name=opinion]")
    box.focus()
    page.evaluate(
        """box => { for (const key of ["j", "Enter", "c"]) box.dispatchEvent(
            new KeyboardEvent("keydown", {key, isComposing: true, bubbles: true, ctrlKey: key === "Enter"})) }""",
        box.element_handle(),
    )
    expect(page).to_have_url(f"{address}/w/tasks/{task}")
    box.fill("材料齐全，同意受理")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/w/tasks/{task}/check")
    expect(page.get_by_test_id("decision")).to_contain_text("受理")
    page.close()


def test_a_tab_is_a_number(swing: Swing, readers: Readers, address: str):
    """1 to 5 open the tabs of a case."""
    page = readers.page("wanglei", 1440)
    page.goto(f"{address}/w/cases/{swing.numbers['lifting']}")
    page.keyboard.press("3")
    page.wait_for_url("**/diagram")
    page.keyboard.press("5")
    page.wait_for_url("**/deadlines")
    page.close()


def test_the_diagram_shows_where_the_case_is(swing: Swing, readers: Readers, address: str):
    """Done and current are marked in the drawing; the list beside it says the same."""
    page = readers.page("wanglei", 1440)
    page.goto(f"{address}/w/cases/{swing.numbers['reviewing']}/diagram?of=repair-review")
    page.wait_for_selector("[data-diagram][data-ready=true]")
    expect(page.locator(".mark-current")).not_to_have_count(0)
    expect(page.locator(".bjs-powered-by")).to_be_visible()
    expect(page.locator(".steps [aria-current=step]").first).to_contain_text("审核修复条件")
    page.close()


def test_a_form_saves_itself(swing: Swing, readers: Readers, address: str):
    """What is written is on the server a moment later, without a press."""
    page = readers.page("shenfang", 1440)
    record = swing.town.records["r12"].id
    page.goto(f"{address}/p/apply/repair/{record}/facts")
    page.fill("textarea[name=correction]", "已经整改，正在写")
    expect(page.locator("[data-save-status]")).to_contain_text("已保存", timeout=8000)
    page.goto(f"{address}/p/apply/repair/{record}/facts")
    expect(page.locator("textarea[name=correction]")).to_have_value("已经整改，正在写")
    page.close()


def test_pages_work_without_scripts(swing: Swing, browser: Browser, address: str):
    """Sign in, open a task, fill it in, reach the check page: all of it with scripts switched off."""
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    sign_in(context.new_page(), address, "hejing")
    page = context.new_page()
    page.goto(f"{address}/w/inbox?view=pool")
    page.click(f"[data-testid=row-{swing.tasks['pool']}] a[data-row-link]")
    page.check("input[name=decision][value=accept]")
    page.fill("textarea[name=opinion]", "材料齐全")
    page.click("[data-submit]")
    expect(page).to_have_url(f"{address}/w/tasks/{swing.tasks['pool']}/check")
    context.close()
