"""The words a diagram may use: how an action is declared, found and called inside the open step."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from workflows.clock import china_day
from workflows.engine.definition import Bundle, Definition
from workflows.engine.environment import Place
from workflows.errors import BadDiagram
from workflows.law.calendar import Calendar
from workflows.law.policy import Policies
from workflows.store.cases import CaseHead
from workflows.store.database import Open
from workflows.store.outbox import NewEffect
from workflows.store.people import UnitRow


@dataclass(frozen=True, slots=True)
class Actor:
    """Who makes the step: a person, also for whom (代), or the system itself (id 0)."""

    id: int
    name: str
    unit: str = ""
    on_behalf_id: int | None = None
    on_behalf: str = ""


SYSTEM = Actor(0, "系统")


@dataclass(frozen=True, slots=True)
class Law:
    """The policies and the calendar of the office at the time of the step."""

    policies: Policies
    calendar: Calendar


T = TypeVar("T")

Proofread = Callable[[str, Mapping[str, Any]], Sequence[str]]
"""Reads the body of a paper with its facts and objects: a name that is missing, a character without a glyph."""


def nothing_to_object(body: str, facts: Mapping[str, Any]) -> Sequence[str]:
    return ()


@dataclass(slots=True)
class Desk:
    """What an action works with: the open transaction, the locked case with its records and its unit, time and law.

    `effects` collects what leaves the house after the commit; `notes` what the journal entry says;
    `facts_changed` asks for a recount of the deadlines; `last_acts` run after it: they tell, and draw numbers last.
    """

    connection: Open
    case: CaseHead
    records: tuple[int, ...]
    unit: UnitRow | None
    now: datetime
    actor: Actor
    law: Law
    bundle: Bundle
    definition: Definition
    proofread: Proofread = nothing_to_object
    effects: list[NewEffect] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    facts_changed: bool = False
    last_acts: list[Callable[[], None]] = field(default_factory=list)
    _read: dict[str, Any] = field(default_factory=dict)

    def once(self, name: str, read: Callable[[], T]) -> T:
        """What the step reads once however often it is asked for; who changes it says `forget`."""
        if name not in self._read:
            self._read[name] = read()
        found: T = self._read[name]
        return found

    def already(self, name: str) -> Any | None:
        """What the step has read under that name, or None."""
        return self._read.get(name)

    def forget(self, name: str) -> None:
        self._read.pop(name, None)

    @property
    def today(self) -> date:
        return china_day(self.now)

    def note(self, kind: str, **said: Any) -> None:
        """One line of the journal entry that this step writes."""
        self.notes.append({"note": kind, **said})

    def effect(self, kind: str, key: str, payload: Mapping[str, Any], branch: str = "") -> None:
        """Puts an effect into the outbox; `key` is made unique by the case, so a step repeated puts it once."""
        self.effects.append(NewEffect(kind, f"{self.case.id}:{key}", payload, branch))


@dataclass(frozen=True, slots=True)
class Parameter:
    """One named value that an action takes, as a diagram writes it."""

    name: str
    type: type
    required: bool


@dataclass(frozen=True, slots=True)
class Word:
    """One action: its name in diagrams, its parameters, its help, whether its effect stands for good.

    `records` are the kinds of fact that it writes down by itself, whatever the diagram says.
    """

    name: str
    parameters: tuple[Parameter, ...]
    help: str
    stands: bool
    records: tuple[str, ...]
    run: Callable[..., Any]


_WORDS: dict[str, Word] = {}


F = TypeVar("F", bound=Callable[..., Any])


def action(name: str, *, stands: bool = False, records: tuple[str, ...] = ()) -> Callable[[F], F]:
    """Declares a function as the action `name`; its docstring is the help, its keyword-only arguments the parameters.

    The function takes (desk, place) and answers with JSON types. `stands` marks acts that a send-back must not cross.
    """

    def declare(function: F) -> F:
        told = inspect.getdoc(function) or ""
        _WORDS[name] = Word(name, _parameters(function), told, stands, records, function)
        return function

    return declare


def _parameters(function: Callable[..., Any]) -> tuple[Parameter, ...]:
    hints = get_type_hints(function)
    found = []
    for name, said in inspect.signature(function).parameters.items():
        if said.kind is inspect.Parameter.KEYWORD_ONLY:
            found.append(Parameter(name, _plain(hints[name]), said.default is inspect.Parameter.empty))
    return tuple(found)


def _plain(hint: Any) -> type:
    """`list[Any]` is a list, `dict[str, Any] | None` a dict."""
    kinds = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    found: type = next(kind for kind in kinds if kind is not NoneType)
    return get_origin(found) or found


def list_words() -> Mapping[str, Word]:
    """Every action there is, by name."""
    return dict(_WORDS)


class OpenStep:
    """The catalogue bound to one desk, as the engine calls it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def call(self, operator: str, parameters: Mapping[str, Any], place: Place) -> Any:
        word = _WORDS.get(operator)
        if word is None:
            raise BadDiagram(
                f"没有名为“{operator}”的动作", english=f"There is no action {operator!r}.", element=place.element
            )
        known = {parameter.name for parameter in word.parameters}
        missing = [p.name for p in word.parameters if p.required and p.name not in parameters]
        if missing or parameters.keys() - known:
            wrong = "、".join([*missing, *sorted(parameters.keys() - known)])
            raise BadDiagram(
                f"动作“{operator}”的参数不对：{wrong}",
                english=f"Action {operator!r} has wrong parameters: {wrong}.",
                element=place.element,
            )
        return word.run(self._desk, place, **parameters)

    def stands(self, operator: str) -> bool:
        return operator in _WORDS and _WORDS[operator].stands
