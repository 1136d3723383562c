"""How it stands with more time: what a subject may ask to extend and until when, what is undecided, what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import g

from workflows.clock import china_day
from workflows.errors import Refusal
from workflows.law import extending
from workflows.law.deadlines import State
from workflows.law.extending import Extendable
from workflows.law.holds import Extension
from workflows.law.rules import ExtensionRight, Party, Rule
from workflows.law.terms import tally
from workflows.queries import case
from workflows.queries.case import CasePage, DeadlineLine, SideCase
from workflows.store import facts
from workflows.store.database import Open
from workflows.store.facts import Owner

PROCESS = "extension"
ANSWER = "extension.decide"
"""The term within which the office answers a request."""
_RUNNING = frozenset({State.RUNNING, State.ON_HOLD, State.MISSED})


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with extending one term of the subject.

    `until` is its last day when one more extension is granted, `answer_on` the day by which an undecided request is
    answered, `newest` the last request as the case knows it, `refusal` why nobody may ask any more.
    """

    rule: str
    name: str
    right: ExtensionRight
    due_on: date | None
    until: date | None
    pending: bool
    answer_on: date | None
    newest: Extension | None
    refusal: Refusal | None

    @property
    def may(self) -> bool:
        return self.refusal is None and not self.pending

    @property
    def decided(self) -> Extension | None:
        """The last request, once it was decided."""
        return self.newest if self.newest is not None and not self.newest.is_open and not self.pending else None


def list_standings(connection: Open, page: CasePage) -> list[Standing]:
    """Every term of the subject in an open case that its rule lets be extended: that may be, or that somebody asked for."""
    if page.closed_at is not None:
        return []
    sides = [side for side in case.list_side_cases(connection, page.id, None) if side.process == PROCESS]
    lines = case.newest_deadlines(connection, [page.id, *(side.id for side in sides)])
    asked = facts.list_extensions(connection, Owner("case", page.id))
    policies, today, offered = g.office.law(connection).policies, china_day(g.received_at), _offered(connection)
    found = []
    for (owner, key, scope), line in lines.items():
        rule = policies.rule(key, on=today) if key in offered else None
        if owner != page.id or scope or rule is None or rule.extension is None or rule.owner is not Party.SUBJECT:
            continue
        own = [side for side in sides if side.scope == key]
        if State(line.state) in _RUNNING or own:
            requests = _Requests(own, lines, extending.of_rule(key, scope, asked))
            found.append(_standing(connection, (rule, rule.extension), line, requests))
    return found


def _offered(connection: Open) -> frozenset[str]:
    """The terms that the form of a request knows; none where the live release has no such process."""
    bundle = g.office.bundle(connection, g.office.live_release(connection, g.received_at))
    if PROCESS not in bundle.keys:
        return frozenset()
    definition = bundle.definition(PROCESS)
    start = definition.settings["start"]
    asked = bundle.form_named(definition.folder, start["form"])["properties"][start["scope"]]
    return frozenset(str(choice["const"]) for choice in asked["oneOf"])


@dataclass(frozen=True, slots=True)
class _Requests:
    """The side cases that were opened for one term, and what the case knows of them."""

    sides: list[SideCase]
    lines: dict[tuple[int, str, str], DeadlineLine]
    known: tuple[Extension, ...]

    @property
    def undecided(self) -> bool:
        """A request reaches its case by a message: until then its side case alone tells of it."""
        return len(self.known) < len(self.sides) or any(one.is_open for one in self.known)

    @property
    def answer_on(self) -> date | None:
        days = [line.due_on for side in self.sides[-1:] if (line := self.lines.get((side.id, ANSWER, "")))]
        return days[0] if days else None


def _standing(
    connection: Open, ruled: tuple[Rule, ExtensionRight], line: DeadlineLine, requests: _Requests
) -> Standing:
    (rule, right), today = ruled, china_day(g.received_at)
    due_on = line.due_on if State(line.state) in _RUNNING else None
    refusal = extending.refusal_of(Extendable(rule.name, right, due_on, requests.known), today)
    until = tally(right.limit, due_on, g.office.law(connection).calendar).on if due_on else None
    return Standing(
        rule=rule.key,
        name=rule.name,
        right=right,
        due_on=due_on,
        until=until,
        pending=requests.undecided,
        answer_on=requests.answer_on,
        newest=requests.known[-1] if requests.known else None,
        refusal=refusal,
    )
