"""The pages that only a sandbox has: its clock can be moved on, and what it sent can be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from pathlib import Path
from threading import Lock
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp.access import may_call
from webapp.boot import Installation
from webapp.formats import moment, near_moment
from webapp.outgoing import handlers_of
from workflows.casework.passing import pass_time
from workflows.clock import china_day, china_instant
from workflows.errors import BadInput, NotAvailable
from workflows.queries import outgoing

area = Blueprint("demo", __name__, url_prefix="/demo")
FURTHEST = timedelta(days=400)
"""One jump goes no further: a year of deadlines is enough to look at."""
OPENS = time(9)
MAILS = "mails"
SHOWN = 100
_moving = Lock()


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it was written into the data folder."""

    to: str
    subject: str
    text: str
    at: str


@area.get("/clock")
@may_call(everybody=True)
def clock() -> Any:
    """The sandbox's time, and what is due next."""
    with g.office.database.reading() as connection:
        next_at = outgoing.next_instant(connection)
    return render_template("demo/clock.html", next_at=next_at, tomorrow=_tomorrow())


@area.post("/clock")
@may_call(everybody=True)
def move() -> Any:
    """Moves the clock on, through every due instant in order."""
    installation: Installation = g.installation
    moved, now = installation.sandbox, g.received_at
    if moved is None:
        raise NotAvailable("只有演示环境的时钟可以拨动", english="Only a sandbox clock can be moved.")
    until = _wanted(now)
    if not _moving.acquire(blocking=False):
        raise NotAvailable("时钟正在拨动，稍后再试", english="The clock is being moved already.")
    try:
        done = pass_time(g.office, moved, until, handlers_of(installation))
    finally:
        _moving.release()
    told = ngettext("期间办理了 %(num)s 项到期事项。", "期间办理了 %(num)s 项到期事项。", done)
    flash(_("时钟已拨到 %(when)s。", when=moment(until)) + told, "success")
    return redirect(url_for("demo.clock"), 303)


def _tomorrow() -> date:
    return china_day(g.received_at) + timedelta(days=1)


def _wanted(now: datetime) -> datetime:
    """Where the person wants the clock to stand. Raises BadInput."""
    pressed = request.form.get("to", "")
    if pressed == "next":
        with g.office.database.reading() as connection:
            found = outgoing.next_instant(connection)
        if found is None:
            raise BadInput("目前没有等待到期的事项，可以拨到某一天", english="Nothing is due.")
        return max(found, now)
    if pressed == "day":
        return now + timedelta(days=1)
    return _on_day(now)


def _on_day(now: datetime) -> datetime:
    try:
        day = date.fromisoformat(request.form.get("day", ""))
    except ValueError as problem:
        raise BadInput("日期无法识别，写成 2026-11-26", english="This is not a date.") from problem
    until = china_instant(day, OPENS)
    if until <= now:
        raise BadInput(f"时钟只能向后拨，现在是 {near_moment(now, china_day(now))}", english="A clock only moves on.")
    if until - now > FURTHEST:
        raise BadInput(f"一次最多拨 {FURTHEST.days} 天", english="That is too far for one jump.")
    return until


@area.get("/mails")
@may_call(everybody=True)
def mails() -> Any:
    """What was told to whom: messages of the outbox, and the mails as they would have left."""
    with g.office.database.reading() as connection:
        messages = outgoing.list_messages(connection)
    return render_template("demo/mails.html", messages=messages, mails=_spool(g.installation.settings.data / MAILS))


def _spool(folder: Path) -> list[Mail]:
    """The newest mails of the folder into which a sandbox writes them."""
    written = sorted(folder.rglob("*.eml"), key=lambda path: (path.stat().st_mtime, path.name), reverse=True)
    return [_read(path) for path in written[:SHOWN]]


def _read(path: Path) -> Mail:
    parsed = message_from_bytes(path.read_bytes(), policy=policy.default)
    body = parsed.get_body(("plain", "html"))
    text = str(body.get_content()) if body is not None else ""
    sent = parsedate_to_datetime(parsed["date"]) if parsed["date"] else None
    return Mail(str(parsed["to"] or ""), str(parsed["subject"] or path.name), text.strip(), moment(sent))
