"""The door: who gets in, what a wrong try tells, where it leads, and that an ended session loses nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.builders.town import Town, run_clock
from tests.builders.web import PASSWORD
from webapp import login
from workflows.clock import StoppedClock
from workflows.store.schema import Person


def _advance(town: Town, minutes: int) -> None:
    clock = town.office.clock
    assert isinstance(clock, StoppedClock)
    clock.advance_by(timedelta(minutes=minutes))


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(town: Town, monkeypatch: pytest.MonkeyPatch):
    """Neither the words nor the work tell whether the name exists: a hash is compared in both cases."""
    compared: list[str] = []
    right = login.verify

    def counting(kept: str, password: str) -> bool:
        compared.append(kept[:10])
        return right(kept, password)

    monkeypatch.setattr(login, "verify", counting)
    door = town.stranger()
    known = door.send("/login", login="wanglei", password="wrong")
    unknown = door.send("/login", login="nobody", password="wrong")
    assert known.status_code == unknown.status_code == 422
    texts = [answer.get_data(as_text=True) for answer in (known, unknown)]
    said = [text[text.index("<main") : text.index("</main>")] for text in texts]
    token = [_token_in(text) for text in said]
    assert said[0].replace("wanglei", "").replace(token[0], "") == said[1].replace("nobody", "").replace(token[1], "")
    assert "账号或密码不对" in said[0]
    assert len(compared) == 2
    assert compared[0] == compared[1] == "$argon2id$"


def _token_in(text: str) -> str:
    return text.partition('name="csrf_token" value="')[2].partition('"')[0]


def test_the_same_door_leads_everybody_to_their_own_pages(town: Town):
    """Staff to the inbox, enterprises to the portal."""
    for name, place in (("wanglei", "/w/inbox"), ("shenfang", "/p/")):
        answer = town.stranger().send("/login", login=name, password=PASSWORD)
        assert (answer.status_code, answer.headers["Location"]) == (302, place)


@pytest.mark.parametrize(
    ("target", "place"),
    [
        ("/w/cases?q=1", "/w/cases?q=1"),
        ("//evil.example/x", "/w/inbox"),
        ("/\\evil.example", "/w/inbox"),
        ("https://evil.example/", "/w/inbox"),
        ("javascript:alert(1)", "/w/inbox"),
        ("", "/w/inbox"),
    ],
)
def test_the_way_on_stays_in_the_house(town: Town, target: str, place: str):
    """`next` leads to paths of this site and nowhere else."""
    answer = town.stranger().send("/login", login="wanglei", password=PASSWORD, next=target)
    assert answer.headers["Location"] == place


def test_ten_wrong_tries_lock_the_account_for_ten_minutes(town: Town):
    """The eleventh try is not even compared; afterwards the right password works again."""
    door = town.stranger()
    for _try in range(login.TRIES):
        assert door.send("/login", login="wanglei", password="wrong").status_code == 422
    locked = door.send("/login", login="wanglei", password=PASSWORD)
    assert locked.status_code == 429
    assert locked.headers["Retry-After"] == "601"
    assert "尝试次数较多，10 分钟后可再试" in locked.get_data(as_text=True)
    _advance(town, 11)
    assert door.send("/login", login="wanglei", password=PASSWORD).status_code == 302


def test_a_right_try_forgives_the_wrong_ones(town: Town):
    """Nine wrong tries, one right, nine wrong again: nobody is locked."""
    for _round in range(2):
        for _try in range(login.TRIES - 1):
            town.stranger().send("/login", login="wanglei", password="wrong")
        assert town.stranger().send("/login", login="wanglei", password=PASSWORD).status_code == 302


def test_leaving_ends_the_session(town: Town):
    """After 退出登录 the pages ask at the door again."""
    wang = town.sign_in("wanglei")
    assert wang.send("/w/inbox", "/logout").status_code == 302
    assert wang.get("/w/inbox").headers["Location"].startswith("/login?next=")


def test_a_person_who_was_disabled_is_out_at_once(town: Town):
    """A running session ends with the right to sign in."""
    wang = town.sign_in("wanglei")
    with town.office.database.writing() as connection:
        connection.execute(update(Person).where(Person.login == "wanglei").values(disabled=True))
    assert wang.get("/w/inbox").status_code == 302
    assert town.stranger().send("/login", login="wanglei", password=PASSWORD).status_code == 422


def test_an_ended_session_shows_what_was_typed(town: Town):
    """What is sent after the session ended comes back in the answer, to be copied; nothing is done with it."""
    case = town.apply()
    task = town.task(case.case_id, "formal_check")
    wang = town.sign_in("wanglei")
    token = wang.token(f"/w/tasks/{task.id}")
    wang.client.delete_cookie("session")
    for data in ({"csrf_token": token}, {"csrf_token": wang.token("/login")}):
        answer = wang.client.post(
            f"/w/tasks/{task.id}", data={"opinion": "材料齐全，没有问题", "decision": "accept", **data}
        )
        assert answer.status_code in {400, 401}
        said = answer.get_data(as_text=True)
        assert "登录已过期" in said
        assert "材料齐全，没有问题" in said
        assert "没有丢失" in said
    assert town.task(case.case_id, "formal_check").holder is None


def test_the_sandbox_is_a_sandbox_only(town: Town):
    """Without a clock that may be moved there are no pages to move it."""
    assert town.stranger().get("/demo/clock").status_code == 404


def test_the_sandbox_clock_moves_on_only(town: Town):
    """To the next due moment, a day on, or to a day; never back and never without the token."""
    run_clock(town)
    door = town.stranger()
    shown = door.text("/demo/clock")
    assert "2026-11-23（周一）" in shown
    moved = door.send("/demo/clock", to="day")
    assert moved.status_code == 303
    assert "2026-11-24（周二）" in door.text("/demo/clock")
    assert door.send("/demo/clock", to="date", day="2026-12-01").status_code == 303
    assert "2026-12-01（周二）" in door.text("/demo/clock")
    for wrong in ("2026-11-01", "soon", "2036-01-01"):
        assert door.send("/demo/clock", to="date", day=wrong).status_code == 422
    assert door.client.post("/demo/clock", data={"to": "day"}).status_code == 400


def test_the_sandbox_clock_stops_at_what_is_due(town: Town):
    """下一个到期时刻 is the next timer; what it does is done, dated at its moment."""
    case = town.apply()
    town.settle()
    run_clock(town)
    door = town.stranger()
    assert "下一个到期时刻" in door.text("/demo/clock")
    before = len(town.house.journal(case.case_id))
    assert door.send("/demo/clock", to="next").status_code == 303
    assert len(town.house.journal(case.case_id)) > before


def test_what_a_sandbox_sent_can_be_read(town: Town):
    """Messages of the outbox, and mails as they were written into the data folder."""
    town.apply()
    town.settle()
    run_clock(town)
    folder = town.folder / "mails" / "2026"
    folder.mkdir(parents=True)
    mail = "To: a@b.example\r\nSubject: =?utf-8?b?5Y+X55CG?=\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n已受理。\r\n"
    (folder / "1.eml").write_bytes(mail.encode())
    shown = town.stranger().text("/demo/mails")
    assert "受理" in shown
    assert "已受理。" in shown
    assert "N1" in shown
