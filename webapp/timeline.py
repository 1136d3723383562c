"""Tells what happened in a case, one line an entry, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from workflows.queries.case import Happening

TITLES = {
    "case.opened": lazy_gettext("收到申请"),
    "task.claimed": lazy_gettext("领取任务"),
    "task.released": lazy_gettext("释放任务"),
    "task.handed_over": lazy_gettext("转办任务"),
    "task.sent_back": lazy_gettext("退回"),
    "message.sent": lazy_gettext("提出请求"),
    "message.delivered": lazy_gettext("收到通知"),
    "child.closed": lazy_gettext("附带办理结束"),
}
INTERNAL = frozenset({"task.claimed", "task.released", "task.handed_over", "message.delivered", "child.closed"})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline; `public` when the subject sees it too."""

    at: datetime
    title: str
    who: str
    on_behalf: str
    details: tuple[str, ...]
    public: bool
    kind: str


def tell(happenings: Iterable[Happening], *, public_only: bool = False) -> list[Line]:
    """The entries in the order given; with `public_only` just what the subject may see."""
    lines = [_line(entry) for entry in happenings]
    return [line for line in lines if line.public or not public_only]


def _line(entry: Happening) -> Line:
    return Line(
        at=entry.at,
        title=_title(entry),
        who=entry.actor,
        on_behalf=entry.on_behalf,
        details=tuple(_details(entry)),
        public=_is_public(entry),
        kind=entry.kind,
    )


def _title(entry: Happening) -> str:
    body = entry.body
    if entry.kind == "task.completed":
        return _("完成：%(title)s", title=body.get("title", ""))
    if entry.kind == "timer.fired":
        return _timer_title(body)
    title = str(TITLES.get(entry.kind, entry.kind))
    return f"{title}：{body['title']}" if body.get("title") else title


def _timer_title(body: Mapping[str, Any]) -> str:
    if body.get("level"):
        return _("督办 %(level)s 级：%(title)s", level=body["level"], title=body.get("title", ""))
    if body.get("moment") == "offset":
        return _("催办：%(title)s", title=body.get("title", ""))
    return _("期限到达")


def _is_public(entry: Happening) -> bool:
    """The subject sees its own acts, papers and what was decided; nudges and the office's own moves it does not see."""
    if entry.kind in INTERNAL:
        return False
    return entry.kind != "timer.fired" or entry.body.get("moment") != "offset"


def _details(entry: Happening) -> Iterable[str]:
    if entry.body.get("reason"):
        yield _("理由：%(reason)s", reason=entry.body["reason"])
    if entry.body.get("late"):
        yield _("逾期提交")
    for note in entry.body.get("notes", ()):
        told = _note(note)
        if told:
            yield told


def _note(note: Mapping[str, Any]) -> str:
    kind = note.get("note")
    if kind == "deadline":
        return _deadline_note(note)
    if kind == "paper":
        return _("签发文书：%(title)s %(number)s", title=note.get("title", ""), number=note.get("number", ""))
    if kind == "publicity":
        return _("公示变化：%(act)s", act=note.get("act", ""))
    if kind == "hold.begun":
        return _("期限暂停：%(reason)s", reason=note.get("reason", ""))
    if kind == "hold.ended":
        return _("期限恢复计算")
    return ""


def _deadline_note(note: Mapping[str, Any]) -> str:
    old, new = note.get("old"), note.get("new")
    if old and new and old != new:
        return _("期限由 %(old)s 变为 %(new)s（%(rule)s）", old=old, new=new, rule=note["rule"])
    if new and not old:
        return _("期限至 %(new)s（%(rule)s）", new=new, rule=note["rule"])
    return ""
