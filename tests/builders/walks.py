"""Walks test processes in the engine alone: no store, no clock, actions that only remember."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from workflows.engine import advance, state
from workflows.engine.definition import Bundle
from workflows.engine.environment import Place
from workflows.engine.events import Begin, CompleteTask, Deliver, Event, FireTimer, OpenTask, Outcome, SendBack
from workflows.engine.folder import read_folder

PROCESSES = Path(__file__).resolve().parents[1] / "processes"
STANDING = frozenset({"case.open_per_unit"})
CASE = {"id": 1, "number": "XF2026-X-000001", "unit": "SJJ", "subject": None, "process": "", "scope": ""}
START: Mapping[str, Mapping[str, Any]] = {
    "units": {"start": {"units": ["SJJ", "ZJJ", "CZJ"]}},
    "lifting": {"start": {"units": ["ZJJ", "CZJ"]}},
    "classify": {"start": {"amount": 600}},
    "unit-opinion": {"unit": "ZJJ"},
    "lift": {"unit": "CZJ"},
}
"""What each process begins with besides the case."""


@cache
def bundle() -> Bundle:
    return Bundle(read_folder(PROCESSES))


@dataclass
class Remembered:
    """Actions that carry out nothing and remember everything."""

    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    answer: Callable[[str], Any] = lambda operator: {"done": operator}

    def call(self, operator: str, parameters: Mapping[str, Any], place: Place) -> Any:
        self.calls.append((operator, dict(parameters)))
        self.places.append(place)
        return self.answer(operator)

    def stands(self, operator: str) -> bool:
        return operator in STANDING


@dataclass
class Walk:
    """One case on its way."""

    key: str
    bundle: Bundle
    state: state.CaseState
    actions: Remembered
    outcome: Outcome

    @classmethod
    def of(cls, key: str, bundle_: Bundle | None = None, **names: Any) -> Walk:
        used = bundle_ or bundle()
        begun, actions = state.begin(used.definition(key)), Remembered()
        given = {"case": {**CASE, "process": key}, "start": {}, **START.get(key, {}), **names}
        outcome = advance.advance(used.definition(key), begun, Begin(given), actions)
        return cls(key, used, begun, actions, outcome)

    def tell(self, event: Event) -> Outcome:
        self.outcome = advance.advance(self.bundle.definition(self.key), self.state, event, self.actions)
        return self.outcome

    def task(self, element: str) -> OpenTask:
        return next(task for task in self.outcome.tasks if task.node.element == element)

    def do(self, element: str, **answers: Any) -> Outcome:
        task = self.task(element)
        return self.tell(CompleteTask(task.task_id, task.attempt, answers))

    def fire(self, element: str, **among: str) -> Outcome:
        found = [
            t
            for t in self.outcome.timers
            if t.node.element == element and among.get("scope", t.name.scope) == t.name.scope
        ]
        return self.tell(FireTimer(found[0].task_id))

    def deliver(self, name: str, scope: str = "", **payload: Any) -> Outcome:
        return self.tell(Deliver(name, scope, payload))

    def send_back(self, element: str, to: str) -> Outcome:
        task = self.task(element)
        return self.tell(SendBack(task.task_id, task.attempt, to))

    def ways_back(self, element: str) -> list[str]:
        task = self.task(element)
        definition = self.bundle.definition(self.key)
        found = advance.list_ways_back(definition, self.state, task.task_id, task.attempt, self.actions)
        return [node.element for node in found]

    def restored(self, fresh: bool = False) -> Walk:
        """The same case out of its bytes; `fresh` as in a process that has just started."""
        used = Bundle(self.bundle.files) if fresh else self.bundle
        kept = state.restore(used.definition(self.key), state.FORMAT, state.dump(self.state))
        return Walk(self.key, used, kept, self.actions, self.outcome)

    @property
    def open(self) -> list[str]:
        return sorted(task.node.element for task in self.outcome.tasks)

    @property
    def waits(self) -> list[tuple[str, str]]:
        return sorted((message.name, message.scope) for message in self.outcome.messages)

    @property
    def timers(self) -> list[str]:
        return sorted(timer.node.element for timer in self.outcome.timers)


def canonical(of: state.CaseState) -> Any:
    """Everything that a case is, without the numbers of its tasks."""
    top = of.workflow
    waiting = sorted(
        _where(task) for task in top.event_manager.tasks.values() if task.workflow.tasks.get(task.id) is task
    )
    strays = [task for task in top.event_manager.tasks.values() if task.workflow.tasks.get(task.id) is not task]
    return deepcopy({"tree": _workflow(of, top), "waiting": waiting, "strays": len(strays)})


def _workflow(of: state.CaseState, workflow: Any) -> Any:
    last = workflow.last_task
    return {
        "spec": workflow.spec.name,
        "data": workflow.data,
        "ended": (workflow.completed, workflow.success),
        "last": _where(last) if last is not None and last.id in workflow.tasks else None,
        "tasks": len(workflow.tasks),
        "tree": _task(of, workflow.task_tree),
    }


def _task(of: state.CaseState, task: Any) -> Any:
    inner = of.workflow.subprocesses.get(task.id)
    internal = {key: len(value) if key == "merged" else value for key, value in task.internal_data.items()}
    # What was never true and what is false mean the same to the library.
    internal = {key: value for key, value in internal.items() if value not in (False, [])}
    return [
        task.task_spec.name,
        int(task.state),
        of.attempt(str(task.id)),
        _typed(task.data),
        internal,
        _workflow(of, inner) if inner is not None else None,
        [_task(of, child) for child in task.children],
    ]


def _typed(value: Any) -> Any:
    """1, 1.0 and True are not the same."""
    if isinstance(value, dict):
        return {key: _typed(value[key]) for key in sorted(value)}
    return [_typed(one) for one in value] if isinstance(value, list) else (type(value).__name__, value)


def _where(task: Any) -> list[Any]:
    """The way to a task from the root of the case."""
    found: list[Any] = []
    while task.parent is not None:
        found.insert(0, (task.parent.children.index(task), task.task_spec.name))
        task = task.parent
    outer = task.workflow.parent_task_id
    return [*(_where(task.workflow.top_workflow.get_task_from_id(outer)) if outer else []), [], *found]


def moves(walk: Walk) -> dict[str, Event]:
    """Everything that may happen next, called by what is drawn and of which unit, in one order for every copy."""
    found: dict[str, Event] = {}
    for task in walk.outcome.tasks:
        name = f"{task.node.process}.{task.node.element} {task.names.get('unit')} {_turn(walk, task.task_id)}"
        for said in ("yes", "no"):
            answers = {"decision": said, "note": name[:9]}
            found[f"do {name} {said}"] = CompleteTask(task.task_id, task.attempt, answers)
        ways = walk.ways_back(task.node.element) if walk.open.count(task.node.element) == 1 else []
        found |= {f"back {name} {to}": SendBack(task.task_id, task.attempt, to) for to in ways}
    found |= {f"fire {t.node.element} {t.name.scope}": FireTimer(t.task_id) for t in walk.outcome.timers}
    found |= {f"say {m.name} {m.scope}": Deliver(m.name, m.scope, {"n": 1}) for m in walk.outcome.messages}
    return dict(sorted(found.items()))


def _turn(walk: Walk, task_id: str) -> str:
    """Tells tasks of one element apart."""
    return str(_where(walk.state.workflow.get_task_from_id(UUID(task_id)))[-1])


def play(key: str, choices: Sequence[int], after: Callable[[Walk], Walk]) -> list[Any]:
    """A walk by these choices; `after` gives the walk to go on with. Returns what the case was after each step."""
    walk = Walk.of(key)
    seen = [canonical(walk.state)]
    for number in choices:
        walk = after(walk)
        possible = list(moves(walk).values())
        if not possible:
            break
        walk.tell(possible[number % len(possible)])
        seen.append(canonical(walk.state))
    return seen
