"""Says in sentences what comes next in a case: who, until when, what, and what follows; never nothing while it is open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from webapp.deadlines import Clocks
from webapp.formats import listed, near_moment, spoken_day
from webapp.words import role_label
from workflows.law.deadlines import State
from workflows.law.policy import Policies
from workflows.law.roles import Role
from workflows.law.rules import Party
from workflows.law.terms import tally
from workflows.queries.case import CasePage, DeadlineLine, OpenTask, SideCase
from workflows.queries.cases import Waiting

PAPER_READY = "paper.ready"
SERVED = "service.arrived"


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything that decides what comes next."""

    case: CasePage
    tasks: list[OpenTask]
    deadlines: Mapping[tuple[int, str, str], DeadlineLine]
    sides: list[SideCase]
    side_tasks: Mapping[int, list[Waiting]]
    next_at: datetime | None
    asked_by_people: frozenset[str]
    unit_names: Mapping[str, str]
    phone: str

    def deadline(self, case_id: int, task: OpenTask | Waiting) -> DeadlineLine | None:
        return self.deadlines.get((case_id, task.rule, task.scope)) if task.rule else None


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells a situation to one kind of reader."""

    situation: Situation
    clocks: Clocks
    policies: Policies
    to_subject: bool = False

    def lines(self) -> list[str]:
        """One sentence for each thing that is waited for."""
        case = self.situation.case
        if case.closed_at is not None:
            day = spoken_day(case.closed_at, self.clocks.today)
            return [_("本件已于 %(day)s %(state)s，无需操作。", day=day, state=case.state)]
        told = [*map(self._task, self.situation.tasks), *self._sides(), *self._messages()]
        return told or [self._system()]

    def _task(self, task: OpenTask) -> str:
        deadline = self.situation.deadline(self.situation.case.id, task)
        if task.role_group.startswith(f"{Role.SUBJECT}@"):
            return self._subjects_task(task.title, deadline)
        unit = self._unit(task.role_group)
        who = unit if self.to_subject else f"{unit} {task.holder or role_label(task.role_group)}"
        return self._must(who, task.title, deadline) + self._afterwards(deadline)

    def _subjects_task(self, title: str, deadline: DeadlineLine | None) -> str:
        day = self._day(deadline)
        if self.to_subject:
            return _("请在 %(day)s前%(what)s。", day=day, what=title) if day else _("请%(what)s。", what=title)
        if day:
            return _("企业应在 %(day)s前%(what)s。", day=day, what=title)
        return _("等待企业%(what)s。", what=title)

    def _must(self, who: str, what: str, deadline: DeadlineLine | None) -> str:
        if deadline is not None and deadline.state == State.ON_HOLD:
            because = deadline.because[0] if deadline.because else State.ON_HOLD.label
            return _("%(who)s 办理“%(what)s”，期限%(because)s。", who=who, what=what, because=because)
        day = self._day(deadline)
        if not day:
            return _("%(who)s 正在办理“%(what)s”。", who=who, what=what)
        if deadline is not None and deadline.due_on is not None and deadline.due_on < self.clocks.today:
            return self._late(who, what, day, deadline)
        return _("%(who)s 应在 %(day)s前%(what)s。", who=who, what=what, day=day)

    def _late(self, who: str, what: str, day: str, deadline: DeadlineLine) -> str:
        if self.to_subject:
            said = _("%(who)s 应在 %(day)s前%(what)s，现已超过。", who=who, day=day, what=what)
            return said + (_("可致电 %(phone)s 询问。", phone=self.situation.phone) if self.situation.phone else "")
        over = self.clocks.badge(deadline).brief
        return _("%(who)s 应在 %(day)s前%(what)s，%(over)s。", who=who, day=day, what=what, over=over)

    def _afterwards(self, deadline: DeadlineLine | None) -> str:
        """An estimate, only where a rule gives it: the term that begins when this one is met."""
        found = following(deadline, self.clocks, self.policies)
        if found is None:
            return ""
        name, day = found
        return _("此后预计 %(day)s前%(what)s。", day=spoken_day(day, self.clocks.today), what=name)

    def _sides(self) -> Iterable[str]:
        """Work of other units: who is done, who still has to act."""
        children = [side for side in self.situation.sides if side.id != self.situation.case.parent_id]
        done = [side.unit_name for side in children if side.closed_at is not None]
        waiting = [side for side in children if side.closed_at is None]
        if done and waiting:
            yield _("%(units)s已办结。", units=listed(dict.fromkeys(done)))
        for side in waiting:
            tasks = self.situation.side_tasks.get(side.id, [])
            for task in tasks:
                unit = self._unit(task.role_group)
                yield self._must(unit or side.unit_name, task.title, self.situation.deadline(side.id, task))
            if not tasks:
                yield _("等待%(unit)s办理（%(state)s）。", unit=side.unit_name, state=side.state or _("办理中"))

    def _messages(self) -> Iterable[str]:
        for name in dict.fromkeys(name for name, _scope in self.situation.case.awaits):
            if name in self.situation.asked_by_people:
                continue
            if name == PAPER_READY:
                yield _("系统正在生成文书，通常 1 分钟内完成。")
            elif name == SERVED:
                yield _("文书已发出，正在送达；送达后按文书所写的期限办理。")

    def _system(self) -> str:
        at = self.situation.next_at
        if at is not None:
            when = near_moment(at, self.clocks.today)
            return _("%(when)s 系统将继续办理，目前无需操作。", when=when)
        return _("系统正在办理，稍后刷新可以看到结果。")

    def _unit(self, group: str) -> str:
        code = group.rpartition("@")[2]
        return self.situation.unit_names.get(code, code)

    def _day(self, deadline: DeadlineLine | None) -> str:
        if deadline is None or deadline.due_on is None:
            return ""
        said = spoken_day(deadline.due_on, self.clocks.today)
        return said + (_("（暂定）") if deadline.provisional else "")


def following(deadline: DeadlineLine | None, clocks: Clocks, policies: Policies) -> tuple[str, date] | None:
    """The term of the office that begins when this one is met at its last day: its name and its own last day."""
    if deadline is None or deadline.due_on is None or deadline.due_on < clocks.today:
        return None
    family = deadline.rule.partition(".")[0]
    for kind in deadline.row.get("stops_on") or ():
        for key in policies.started_by(kind, on=clocks.today, today=clocks.today):
            rule = policies.rule(key, on=clocks.today)
            same = key.partition(".")[0] == family and key != deadline.rule
            if same and rule is not None and rule.term is not None and rule.owner is Party.OFFICE and not rule.backward:
                return rule.name, tally(rule.term, deadline.due_on, clocks.calendar, roll=rule.roll).on
    return None
