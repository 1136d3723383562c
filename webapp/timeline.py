"""Tells what happened in a case, one line an entry, in words: acts, papers, facts, deadlines that moved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext, lazy_pgettext

from workflows.clock import china_day
from workflows.engine.definition import Definition
from workflows.law.policy import Policies
from workflows.law.roles import Role
from workflows.law.rules import Party
from workflows.queries.case import Happening

_TITLES = {
    "case.opened": lazy_gettext("收到申请"),
    "task.completed": lazy_gettext("完成"),
    "task.claimed": lazy_gettext("领取任务"),
    "task.released": lazy_gettext("释放任务"),
    "task.handed_over": lazy_gettext("转办任务"),
    "task.sent_back": lazy_pgettext("mark", "退回"),
    "message.sent": lazy_gettext("提出请求"),
    "message.delivered": lazy_gettext("收到办理结果"),
    "child.closed": lazy_gettext("附带办理结束"),
    "timer.fired": lazy_gettext("期限到达"),
}
_MESSAGES = {
    "paper.ready": lazy_gettext("文书已用印"),
    "service.arrived": lazy_gettext("文书已送达"),
    "hold.begun": lazy_gettext("期限暂停"),
    "hold.ended": lazy_gettext("期限恢复计算"),
    "extension.asked": lazy_gettext("收到延期申请"),
    "extension.granted": lazy_gettext("同意延期"),
    "extension.refused": lazy_gettext("不同意延期"),
    "enquiry.answered": lazy_gettext("核查已有结果"),
}
_INTERNAL = frozenset({"task.claimed", "task.released", "task.handed_over", "child.closed"})
_EVENTS = frozenset({"boundaryEvent", "intermediateCatchEvent"})
_OPEN_NOTES = frozenset(
    {
        "paper.issued",
        "service.result",
        "publicity.stopped",
        "publicity.restored",
        "hold.begun",
        "hold.ended",
        "extension.asked",
        "extension.granted",
        "extension.refused",
        "lift.ordered",
        "measures.confirmed",
        "commitment.registered",
        "commitment.checked",
        "repair.revoked",
        "barred",
    }
)
"""Notes that the subject sees; opinions and what the office tells itself it does not see."""
_OPEN_FACTS = frozenset({"application", "supplement", "decision"})
"""Families of facts that the subject sees."""
_OWN_ACTS = frozenset({"case.opened", "message.sent"})


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


@dataclass(frozen=True, slots=True)
class Narrator:
    """Knows the names that entries use: of elements, of facts, of rules."""

    definition: Definition
    policies: Policies
    today: date

    def tell(self, happenings: Iterable[Happening], *, public_only: bool = False) -> list[Line]:
        """The entries in the order given; with `public_only` just what the subject may see."""
        if public_only:
            return [line for entry in happenings if (line := self._open_line(entry)) is not None]
        return [self._line(entry) for entry in happenings]

    def moves(self, happenings: Iterable[Happening], rule: str, scope: str) -> list[tuple[datetime, str]]:
        """Each time that the day of a deadline was set or moved, the newest first."""
        return [
            (entry.at, told)
            for entry in happenings
            for note in entry.body.get("notes", ())
            if note.get("note") == "deadline" and note.get("rule") == rule and note.get("scope", "") == scope
            if (told := self._deadline(note))
        ]

    def _open_line(self, entry: Happening) -> Line | None:
        """What the subject sees: its own acts by name, and what came of those of the office; no names of officers."""
        if not _is_public(entry):
            return None
        whole = self._line(entry)
        told = tuple(said for note in entry.body.get("notes", ()) if (said := self._openly(note, china_day(entry.at))))
        if entry.kind in _OWN_ACTS or self._is_subjects(entry):
            return replace(whole, details=told)
        if entry.kind == "timer.fired":
            return replace(whole, who="", on_behalf="", details=told)
        return replace(whole, title=told[0], who="", on_behalf="", details=told[1:]) if told else None

    def _openly(self, note: Mapping[str, Any], today: date) -> str:
        """One note in the words for the subject; nothing when it is not for it."""
        if not self._is_open(note):
            return ""
        if note.get("note") != "fact":
            return self._note(note)
        name, on = self._fact(str(note.get("fact"))), str(note.get("on", ""))
        return name if on == today.isoformat() else _("%(fact)s（%(day)s）", fact=name, day=on)

    def _is_subjects(self, entry: Happening) -> bool:
        place = entry.body.get("element")
        node = self.definition.nodes.get((place[0], place[1])) if place else None
        return node is not None and node.role is Role.SUBJECT

    def _is_open(self, note: Mapping[str, Any]) -> bool:
        kind = note.get("note")
        if kind == "fact":
            return str(note.get("fact")).partition(".")[0] in _OPEN_FACTS
        if kind != "deadline":
            return kind in _OPEN_NOTES
        rule = self.policies.rule(str(note.get("rule")), on=self.today)
        family = str(note.get("rule")).partition(".")[0]
        return rule is not None and family == self.definition.key and rule.owner in {Party.OFFICE, Party.SUBJECT}

    def _line(self, entry: Happening) -> Line:
        return Line(
            at=entry.at,
            title=self._title(entry),
            who=entry.actor,
            on_behalf=entry.on_behalf,
            details=tuple(self._details(entry)),
            public=_is_public(entry),
            kind=entry.kind,
        )

    def _title(self, entry: Happening) -> str:
        body = entry.body
        if entry.kind == "timer.fired":
            return self._timer(body)
        if entry.kind == "message.delivered":
            return str(_MESSAGES.get(str(body.get("message")), _TITLES[entry.kind]))
        title = str(_TITLES.get(entry.kind, entry.kind))
        if entry.kind == "task.completed":
            return str(body.get("title") or title)
        return _("%(what)s：%(title)s", what=title, title=body["title"]) if body.get("title") else title

    def _timer(self, body: Mapping[str, Any]) -> str:
        if body.get("level"):
            return _("督办 %(level)s 级：%(title)s", level=body["level"], title=body.get("title", ""))
        if body.get("moment") == "offset":
            return _("催办：%(title)s", title=body.get("title", ""))
        for process, element in body.get("passed", ()):
            node = self.definition.nodes.get((process, element))
            if node is not None and node.kind in _EVENTS and node.name:
                return node.name
        return str(_TITLES["timer.fired"])

    def _details(self, entry: Happening) -> Iterable[str]:
        if entry.body.get("to") and entry.kind == "task.handed_over":
            yield _("转给 %(name)s", name=entry.body["to"])
        if entry.body.get("reason"):
            yield _("理由：%(reason)s", reason=entry.body["reason"])
        if entry.body.get("late"):
            yield _("逾期提交")
        for note in entry.body.get("notes", ()):
            told = self._note(note)
            if told:
                yield told

    def _note(self, note: Mapping[str, Any]) -> str:
        tell = _NOTES.get(str(note.get("note")))
        if note.get("note") == "deadline":
            return self._deadline(note)
        if note.get("note") == "fact":
            return _("登记：%(fact)s（%(day)s）", fact=self._fact(str(note.get("fact"))), day=note.get("on", ""))
        return tell(note) if tell else ""

    def _deadline(self, note: Mapping[str, Any]) -> str:
        old, new = note.get("old"), note.get("new")
        rule = self._rule(str(note.get("rule")))
        if old and new and old != new:
            return _("“%(rule)s”的期限由 %(old)s 变为 %(new)s", rule=rule, old=old, new=new)
        if new and not old:
            return _("“%(rule)s”的期限至 %(new)s", rule=rule, new=new)
        return _("“%(rule)s”的期限暂停", rule=rule) if old and not new and note.get("state") == "on-hold" else ""

    def _rule(self, key: str) -> str:
        rule = self.policies.rule(key, on=self.today)
        return rule.name if rule else key

    def _fact(self, kind: str) -> str:
        return self.policies.on(self.today).fact_name(kind)


def _is_public(entry: Happening) -> bool:
    """The subject sees its own acts, papers and what was decided; nudges and the office's own moves it does not see."""
    if entry.kind in _INTERNAL:
        return False
    return entry.kind != "timer.fired" or entry.body.get("moment") != "offset"


def _states(note: Mapping[str, Any]) -> str:
    counted = {"lifted": _("已解除"), "declared": _("已声明"), "absent": _("无此措施"), "kept": _("暂不能解除")}
    said = [f"{word} {note[name]}" for name, word in counted.items() if note.get(name)]
    return _("确认措施：%(said)s", said=_("，").join(said)) if said else ""


def _served(note: Mapping[str, Any]) -> str:
    return _(
        "送达 %(paper)s：%(method)s，%(result)s（%(day)s）",
        paper=note.get("paper", ""),
        method=note.get("method", ""),
        result=note.get("result", ""),
        day=note.get("on", ""),
    )


_NOTES: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "paper.issued": lambda n: _("签发文书：%(title)s %(number)s", title=n.get("title", ""), number=n.get("number", "")),
    "service.begun": lambda n: _("开始送达 %(paper)s（%(how)s）", paper=n.get("paper", ""), how=n.get("method", "")),
    "service.impossible": lambda n: _("不能%(how)s：%(why)s", how=n.get("method", ""), why=n.get("reason", "")),
    "service.result": _served,
    "publicity.stopped": lambda n: _("终止公示：%(why)s", why=n.get("reason", "")),
    "publicity.restored": lambda n: _("恢复公示：%(why)s", why=n.get("reason", "")),
    "hold.begun": lambda n: _("期限暂停：%(why)s", why=n.get("reason", "")),
    "hold.ended": lambda n: _("期限恢复计算"),
    "extension.asked": lambda n: _("申请延期：%(why)s", why=n.get("reason", "")),
    "extension.granted": lambda n: _("同意延期"),
    "extension.refused": lambda n: _("不同意延期：%(why)s", why=n.get("reason", "")),
    "lift.ordered": lambda n: _("通知 %(n)s 个单位解除措施", n=len(n.get("units", ())) + len(n.get("outside", ()))),
    "measures.confirmed": _states,
    "eligibility": lambda n: _("审查修复条件：%(said)s", said=n.get("verdict", "")),
    "commitment.registered": lambda n: _("登记信用承诺（%(day)s 签署）", day=n.get("signed_on", "")),
    "commitment.checked": lambda n: _("承诺复核：%(said)s", said=n.get("result", "")),
    "repair.revoked": lambda n: _("撤销修复：%(why)s", why=n.get("reason", "")),
    "barred": lambda n: _("限制申请至 %(day)s", day=n.get("until", "")),
}
