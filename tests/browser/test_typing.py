"""Nothing typed is lost: not to a wrong file, a broken line, an ended session, or another person at the same machine."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Readers, sign_in
from tests.builders.papers import a_pdf
from tests.builders.screens import Swing
from tests.builders.web import PASSWORD

pytestmark = pytest.mark.browser
STATUS = "[data-save-status]"


def _topic(swing: Swing, address: str, topic: str, record: str = "r12") -> str:
    return f"{address}/p/apply/repair/{swing.town.records[record].id}/{topic}"


def _open(page: Page, target: str) -> None:
    """Until its scripts have begun."""
    page.goto(target)
    page.wait_for_function("document.querySelector('form[data-autosave]') && document.readyState === 'complete'")


def _sign_in_again(page: Page, login: str) -> None:
    dialog = page.locator("#sign-in-again")
    expect(dialog).to_be_visible()
    dialog.locator("[name=login]").fill(login)
    dialog.locator("[name=password]").fill(PASSWORD)
    dialog.get_by_role("button").first.click()


def test_a_wrong_file_is_told_at_once_and_the_others_stay(swing: Swing, readers: Readers, address: str):
    """An executable called x.pdf is refused by its content; what was uploaded before is still there."""
    page = readers.page("shenfang", 1440)
    _open(page, _topic(swing, address, "materials"))
    page.set_input_files("[name='duty-proof']", {"name": "凭证.pdf", "mimeType": "application/pdf", "buffer": a_pdf()})
    expect(page.locator(".files")).to_contain_text("凭证.pdf")
    page.set_input_files("[name=licence]", {"name": "x.pdf", "mimeType": "application/pdf", "buffer": b"MZ"})
    expect(page.locator(STATUS)).to_contain_text("“x.pdf”的内容不是 PDF，可能改过扩展名")
    expect(page.locator(".files")).to_contain_text("凭证.pdf")
    expect(page.locator("[name=licence]")).to_be_visible()
    page.close()


def test_a_broken_line_is_told_and_mended(swing: Swing, readers: Readers, address: str):
    """Writing goes on without a network; when it is back, the server has everything, without a reload."""
    page = readers.page("shenfang", 1440)
    _open(page, _topic(swing, address, "facts", "r9"))
    page.context.set_offline(True)
    page.fill("textarea[name=correction]", "断网时写下的话")
    expect(page.locator(STATUS)).to_contain_text("网络已断开", timeout=8000)
    page.context.set_offline(False)
    expect(page.locator(STATUS)).to_contain_text("已保存", timeout=20000)
    page.goto(_topic(swing, address, "facts", "r9"))
    expect(page.locator("textarea[name=correction]")).to_have_value("断网时写下的话")
    page.close()


def test_an_ended_session_is_mended_over_the_form(swing: Swing, browser: Browser, address: str):
    """Ctrl+S after the session ended asks to sign in again; the text is still there and is saved."""
    context = browser.new_context(locale="zh-CN")
    sign_in(context.new_page(), address, "shenfang")
    page = context.new_page()
    _open(page, _topic(swing, address, "facts", "r6"))
    context.clear_cookies()
    page.fill("textarea[name=correction]", "过期前写了一半")
    page.keyboard.press("Control+s")
    _sign_in_again(page, "shenfang")
    expect(page.locator(STATUS)).to_contain_text("已保存", timeout=8000)
    expect(page.locator("textarea[name=correction]")).to_have_value("过期前写了一半")
    page.goto(_topic(swing, address, "facts", "r6"))
    expect(page.locator("textarea[name=correction]")).to_have_value("过期前写了一半")
    context.close()


def test_another_person_does_not_see_what_the_first_one_wrote(swing: Swing, browser: Browser, address: str):
    """Somebody else signs in over the form: the text leaves the page and waits for its writer."""
    context = browser.new_context(locale="zh-CN")
    sign_in(context.new_page(), address, "shenfang")
    page = context.new_page()
    _open(page, _topic(swing, address, "contact", "r6"))
    context.clear_cookies()
    page.fill("[name=name]", "只给沈芳看的联系人")
    page.keyboard.press("Control+s")
    _sign_in_again(page, "xujianguo")
    page.wait_for_load_state()
    expect(page.locator("[name=name]")).not_to_have_value("只给沈芳看的联系人")
    page.locator("[name=name]").wait_for()
    context.clear_cookies()
    sign_in(context.new_page(), address, "shenfang")
    _open(page, _topic(swing, address, "contact", "r6"))
    expect(page.locator("[name=name]")).to_have_value("只给沈芳看的联系人")
    context.close()


def test_two_quick_presses_are_one_application(swing: Swing, readers: Readers, address: str):
    """A double click on 提交申请 opens one case, and ends on its receipt."""
    page = readers.page("shenfang", 1440)
    record = swing.town.records["r13"].id
    page.goto(f"{address}/p/apply/repair/{record}/check")
    before = len(swing.town.house.pool("officer@SJJ"))
    page.get_by_role("button", name="提交申请").dblclick(no_wait_after=True)
    page.wait_for_url("**/receipt")
    assert len(swing.town.house.pool("officer@SJJ")) == before + 1
    page.close()
