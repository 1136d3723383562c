"""到期提醒我: set, shown, taken back, told once on its day, and never when nobody needs it any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.builders.town import Town
from workflows.clock import CHINA
from workflows.store import mandates, reminders
from workflows.store.reminders import Reminder

LATER = "已到可以申请信用修复的日期"


def _page(town: Town) -> str:
    """r2 was decided on 2026-09-29: it may be repaired from 12-30."""
    return f"/p/records/{town.records['r2'].id}"


def _letters(town: Town) -> int:
    return town.sign_in("shenfang").text(f"/p/messages?subject={town.subjects['e3']}").count(f">{LATER}</h2>")


def test_a_reminder_is_set_and_told_once_on_its_day(town: Town):
    """Pressed twice it is one; it comes at nine o'clock of the first day, in the box and by mail, and not again."""
    shen, page = town.sign_in("shenfang"), _page(town)
    assert "到期提醒我" in shen.text(page)
    for _press in range(2):
        assert shen.send(page, f"{page}/remind").status_code == 303
    shown = shen.text(page)
    assert "已设提醒：2026-12-30 09:00" in shown
    assert "到期提醒我" not in shown
    town.wait(datetime(2026, 12, 30, 8, 59, tzinfo=CHINA))
    assert _letters(town) == 0
    town.wait(datetime(2026, 12, 30, 9, 1, tzinfo=CHINA))
    assert _letters(town) == 1
    mails = list((town.folder / "mails").rglob("*.eml"))
    assert len(mails) == 1
    assert "申请修复" in town.sign_in("shenfang").text(page)
    town.wait(datetime(2027, 1, 8, 9, 1, tzinfo=CHINA))
    assert _letters(town) == 1


def test_a_reminder_can_be_taken_back_and_set_again(town: Town):
    """Taken back it is not shown and not told; set again it is."""
    shen, page = town.sign_in("shenfang"), _page(town)
    shen.send(page, f"{page}/remind")
    assert shen.send(page, f"{page}/forget").status_code == 303
    assert "到期提醒我" in shen.text(page)
    town.wait(datetime(2026, 12, 30, 9, 1, tzinfo=CHINA) - timedelta(days=1))
    shen.send(page, f"{page}/remind")
    town.wait(datetime(2026, 12, 30, 9, 1, tzinfo=CHINA))
    assert _letters(town) == 1


def test_nobody_is_reminded_of_what_is_not_his(town: Town):
    """Another's record is not there; one that may be repaired now has no day; a mandate that has ended ends it."""
    page = _page(town)
    dinghai = town.sign_in("dinghai")
    assert dinghai.send("/p/", f"{page}/remind").status_code == 404
    shen = town.sign_in("shenfang")
    ready = f"/p/records/{town.records['r1'].id}"
    assert "到期提醒我" not in shen.text(ready)
    assert shen.send(ready, f"{ready}/remind").status_code == 409
    assert shen.send(page, f"{page}/remind").status_code == 303
    with town.office.database.writing() as connection:
        rows = mandates.list_of_subject(connection, town.subjects["e3"])
        mandates.end(connection, rows[0], datetime(2026, 12, 1, tzinfo=CHINA).date(), "许建国")
    town.wait(datetime(2026, 12, 30, 9, 1, tzinfo=CHINA))
    assert list((town.folder / "mails").rglob("*.eml")) == []


def test_a_day_that_has_moved_is_waited_for(town: Town):
    """A reminder that comes before the day of the law waits for it; nothing has failed."""
    person = town.doer("shenfang").actor.id
    reminder = Reminder(town.office.district, town.records["r2"].id, person)
    with town.office.database.writing() as connection:
        reminders.set_for(connection, reminder, datetime(2026, 12, 1, 9, tzinfo=CHINA), town.office.clock.now())
    town.wait(datetime(2026, 12, 1, 10, tzinfo=CHINA))
    with town.office.database.reading() as connection:
        assert reminders.find_set(connection, reminder) == datetime(2026, 12, 30, 9, tzinfo=CHINA)
    assert _letters(town) == 0
    town.wait(datetime(2026, 12, 30, 9, 1, tzinfo=CHINA))
    assert _letters(town) == 1
