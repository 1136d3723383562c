"""Plays a scenario on an office of its own, with the real engine, law and store, and says what came out differently."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from workflows.casework import messages, passing, tasks
from workflows.casework.effects import Handler
from workflows.casework.office import Office
from workflows.casework.start import Opening, start_beside, start_case
from workflows.casework.tasks import Opened
from workflows.design.cast import Cast
from workflows.design.judge import judge
from workflows.design.scenarios import Act, Scenario
from workflows.design.stage import Stage, set_stage
from workflows.engine.definition import Bundle
from workflows.errors import BadInput, Refusal
from workflows.queries import played
from workflows.queries.played import Standing
from workflows.queries.walks import Walk, list_walks
from workflows.store import changes
from workflows.store.database import Database

Handlers = Callable[[Office], Mapping[str, Handler]]
"""Gives the functions that carry out effects in an office, by kind."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a scenario came to: nothing in `failures` when all was as it says; `passed` are the elements it went over.

    `walks` are the ways of its cases, from which the flows they took are told.
    """

    scenario: Scenario
    failures: tuple[str, ...]
    passed: frozenset[tuple[str, str]]
    walks: tuple[Walk, ...] = ()


@dataclass(slots=True)
class _Run:
    """One scenario being played."""

    stage: Stage
    handlers: Mapping[str, Handler]
    main: int | None = None
    failures: list[str] = field(default_factory=list)


def play(scenario: Scenario, bundle: Bundle, people: Cast, handlers: Handlers) -> Verdict:
    """Plays every act in order, time passing through every due instant between them, and judges the end."""
    with TemporaryDirectory(prefix="xinfu-play-") as folder:
        database = Database("sqlite://")
        try:
            changes.create_tables(database)
            stage = set_stage(database, Path(folder), bundle, people, scenario)
            run = _Run(stage, handlers(stage.office))
            _play_acts(run, scenario)
            return Verdict(scenario, (*run.failures, *_judged(run, scenario)), _passed(run), _walks(run))
        finally:
            database.close()


def play_together(
    stages: Sequence[tuple[Stage, Scenario]], handlers: Mapping[str, Handler], until: datetime
) -> tuple[str, ...]:
    """Plays several scenarios in one office, their acts in the order of time, and lets time pass up to `until`.

    Returns what was refused unexpectedly.
    """
    runs = [(_Run(stage, handlers), scenario) for stage, scenario in stages]
    acts = [
        (act.at or scenario.now, number, run, act) for run, scenario in runs for number, act in enumerate(scenario.acts)
    ]
    for at, _number, run, act in sorted(acts, key=lambda entry: (entry[0], entry[1])):
        passing.pass_time(run.stage.office, run.stage.clock, at, handlers)
        try:
            _play(run, act)
        except Refusal as refusal:
            run.failures.append(f"{_called(act)}：{refusal.sentence} {refusal.details.get('fields', '')}")
    if stages:
        stage = stages[0][0]
        passing.pass_time(stage.office, stage.clock, until, handlers)
    return tuple(f"{scenario.path} {failure}" for run, scenario in runs for failure in run.failures)


def _play_acts(run: _Run, scenario: Scenario) -> None:
    for number, act in enumerate(scenario.acts, 1):
        if act.at is not None:
            passing.pass_time(run.stage.office, run.stage.clock, act.at, run.handlers)
        try:
            _play(run, act)
        except Refusal as refusal:
            if refusal.code != act.refused:
                fields = refusal.details.get("fields", "")
                run.failures.append(
                    f"第 {number} 步（{_called(act)}）被拒绝：{refusal.sentence} [{refusal.code}] {fields}"
                )
                return
        else:
            if act.refused:
                run.failures.append(f"第 {number} 步（{_called(act)}）应当被拒绝（{act.refused}），但办理成功")
        passing.settle(run.stage.office, run.handlers)


def _called(act: Act) -> str:
    return f"{act.who} {act.starts or act.does or act.sends or act.sends_back or '经过时间'}"


def _play(run: _Run, act: Act) -> None:
    if act.starts:
        _start(run, act)
    elif act.does:
        _do(run, act)
    elif act.sends:
        doer = _doer(run, act)
        messages.send(run.stage.office, _case(run, act), act.sends, act.answers, doer=doer, key="")
    elif act.sends_back:
        task = _task(run, act, act.sends_back)
        opened = Opened(task.id, task.attempt)
        tasks.send_back(run.stage.office, opened, act.to, act.reason, doer=_doer(run, act))


def _doer(run: _Run, act: Act) -> tasks.Doer:
    if act.who not in run.stage.doers:
        raise BadInput(f"人员名单中没有“{act.who}”", english=f"{act.who!r} is not in the cast.")
    return run.stage.doers[act.who]


def _start(run: _Run, act: Act) -> None:
    """A case of its own; once there is one, a process that is opened beside others is a side case of it."""
    stage = run.stage
    if run.main is not None and not act.records:
        start_beside(stage.office, run.main, act.starts, act.answers, doer=_doer(run, act))
        return
    ids = tuple(stage.records[ref] for ref in act.records)
    doer = _doer(run, act)
    with stage.office.database.reading() as connection:
        unit = played.unit_of(connection, ids) if ids else doer.actor.unit
    opening = Opening(act.starts, unit, stage.subject_id, act.answers, ids)
    taken = start_case(stage.office, opening, doer.actor)
    run.main = run.main or taken.case_id


def _do(run: _Run, act: Act) -> None:
    task, doer = _task(run, act, act.does), _doer(run, act)
    if task.assignee_id is None and task.role_group in doer.groups:
        tasks.claim(run.stage.office, task.id, doer=doer)
    answers = _with_measures(run, act.answers)
    tasks.complete(run.stage.office, Opened(task.id, task.attempt), answers, doer=doer)


def _with_measures(run: _Run, answers: Mapping[str, Any]) -> Mapping[str, Any]:
    """A story names a measure by its code; the form wants its number."""
    rows = answers.get("rows", [])
    if not any(isinstance(row.get("measure"), str) for row in rows):
        return answers
    with run.stage.office.database.reading() as connection:
        known = played.measures_by_code(connection, run.stage.records.values())
    return {**answers, "rows": [{**row, "measure": known.get(row["measure"], row["measure"])} for row in rows]}


def _case(run: _Run, act: Act) -> int:
    """The main case, or the side case that the act names as process/scope."""
    if run.main is None:
        raise BadInput("还没有案件", english="There is no case yet.")
    if not act.place:
        return run.main
    process, _, scope = act.place.partition("/")
    with run.stage.office.database.reading() as connection:
        found = played.find_side_case(connection, process, scope)
    if found is None:
        raise BadInput(f"没有附带办理 {act.place}", english=f"There is no side case {act.place}.")
    return found


def _task(run: _Run, act: Act, element: str) -> Standing:
    case_id = _case(run, act)
    with run.stage.office.database.reading() as connection:
        found = [task for task in played.list_standing(connection, case_id) if task.element == element]
        waiting = "、".join(task.element for task in played.list_standing(connection, case_id)) or "无"
    if not found:
        raise BadInput(f"案件现在没有任务“{element}”（现有：{waiting}）", english=f"No open task {element!r}.")
    return found[0]


def _judged(run: _Run, scenario: Scenario) -> list[str]:
    if run.main is None:
        return ["没有案件开始"]
    return judge(run.stage, run.main, scenario.then)


def _passed(run: _Run) -> frozenset[tuple[str, str]]:
    with run.stage.office.database.reading() as connection:
        return played.list_passed(connection)


def _walks(run: _Run) -> tuple[Walk, ...]:
    with run.stage.office.database.reading() as connection:
        return list_walks(connection)
