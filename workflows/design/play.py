"""Plays a scenario on an office of its own, with the real engine, law and store, and says what came out differently."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from workflows.casework import messages, passing, serving, tasks
from workflows.casework.effects import Handler
from workflows.casework.office import Office
from workflows.casework.passing import MovableClock
from workflows.casework.start import Opening, start_beside, start_case
from workflows.casework.tasks import Opened
from workflows.design.attach import Drawer, attach, blanks
from workflows.design.cast import Cast
from workflows.design.judge import judge
from workflows.design.scenarios import Act, Scenario
from workflows.design.stage import Stage, learn, set_stage
from workflows.engine.definition import Bundle
from workflows.errors import BadInput, Refusal
from workflows.queries import played
from workflows.queries.played import Standing
from workflows.queries.walks import Walk, list_walks
from workflows.registry.enclosures import owner_of
from workflows.store import changes
from workflows.store.database import Database

SILENT = "silent"
Handlers = Callable[[Office], Mapping[str, Handler]]
"""Gives the functions that carry out effects in an office, by kind."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a scenario came to: nothing in `failures` when all was as it says.

    `walks` are the ways of its cases, from which the flows they took are told; `rules` those that a deadline came from.
    """

    scenario: Scenario
    failures: tuple[str, ...]
    walks: tuple[Walk, ...] = ()
    rules: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Run:
    """One scenario being played."""

    stage: Stage
    handlers: Mapping[str, Handler]
    drawer: Drawer | None = None
    main: int | None = None
    failures: list[str] = field(default_factory=list)


def play(scenario: Scenario, bundle: Bundle, people: Cast, handlers: Handlers) -> Verdict:
    """Plays every act in order, time passing through every due instant between them, and judges the end."""
    with TemporaryDirectory(prefix="xinfu-play-") as folder:
        database = Database("sqlite://")
        try:
            changes.create_tables(database)
            stage = set_stage(database, Path(folder), bundle, people, scenario)
            run = _Run(stage, _at_hand(handlers(stage.office), scenario))
            _play_acts(run, scenario)
            failures = (*run.failures, *_judged(run, scenario))
            with database.reading() as connection:
                walks, rules = list_walks(connection), played.list_rules(connection)
            return Verdict(scenario, failures, walks, rules)
        finally:
            database.close()


def _at_hand(handlers: Mapping[str, Handler], scenario: Scenario) -> Mapping[str, Handler]:
    """A silent channel takes letters in and says nothing more."""
    return {**handlers, "letter": serving.hand_over} if scenario.subject.channel == SILENT else handlers


@dataclass(frozen=True, slots=True)
class House:
    """The office in which several scenarios are played, its clock, what carries its effects out and keeps its files."""

    office: Office
    clock: MovableClock
    handlers: Mapping[str, Handler]
    drawer: Drawer | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """A scenario with how its scene is set; that happens at the instant at which it begins."""

    scenario: Scenario
    enter: Callable[[], Stage]


def play_together(
    house: House, stories: Sequence[Story], until: datetime, told: Callable[[Scenario], None] | None = None
) -> tuple[str, ...]:
    """Plays several scenarios in one office, their acts in the order of time, and lets time pass up to `until`.

    `told` hears of each scenario whose last act was played. Returns what was refused unexpectedly.
    """
    runs: dict[int, _Run] = {}
    failures: list[str] = []
    for at, story_number, act_number in sorted(_programme(stories)):
        passing.pass_time(house.office, house.clock, at, house.handlers)
        story = stories[story_number]
        if act_number < 0:
            runs[story_number] = _Run(story.enter(), house.handlers, house.drawer)
        else:
            act = story.scenario.acts[act_number]
            try:
                _play(runs[story_number], act)
            except Refusal as refusal:
                said = f"{refusal.sentence} {refusal.details.get('fields', '')}"
                failures.append(f"{story.scenario.path} {_called(act)}：{said}")
        if told is not None and act_number == len(story.scenario.acts) - 1:
            told(story.scenario)
    passing.pass_time(house.office, house.clock, until, house.handlers)
    return tuple(failures)


def _programme(stories: Sequence[Story]) -> Iterator[tuple[datetime, int, int]]:
    """When what happens: the setting of each scene (-1), then each of its acts."""
    for number, story in enumerate(stories):
        yield story.scenario.now, number, -1
        for place, act in enumerate(story.scenario.acts):
            yield act.at or story.scenario.now, number, place


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
    happened = act.starts or act.does or act.claims or act.sends or act.sends_back or act.arrives or "经过时间"
    return f"{act.who} {happened}"


def _play(run: _Run, told: Act) -> None:
    act = replace(told, answers=_with_files(run, told))
    if act.starts:
        _start(run, act)
    elif act.does:
        _do(run, act)
    elif act.claims:
        tasks.claim(run.stage.office, _task(run, act, act.claims).id, doer=_doer(run, act))
    elif act.sends:
        doer = _doer(run, act)
        messages.send(run.stage.office, _case(run, act), act.sends, act.answers, doer=doer, key="")
    elif act.sends_back:
        task = _task(run, act, act.sends_back)
        opened = Opened(task.id, task.attempt)
        tasks.send_back(run.stage.office, opened, act.to, act.reason, doer=_doer(run, act))
    elif act.learns:
        learn(run.stage, act.records, act.learns)
    elif act.arrives:
        serving.prove_arrival(run.stage.office, _case(run, act), _paper(run, act, act.arrives))


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


def _with_files(run: _Run, act: Act) -> Mapping[str, Any]:
    """The answers with every file that the act names uploaded by whoever acts."""
    if not act.answers:
        return act.answers
    keep, owner = run.drawer or blanks(run.stage.office), owner_of(_doer(run, act).actor.id)
    found: Mapping[str, Any] = attach(act.answers, lambda name: keep(name, owner))
    return found


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
        found = played.find_side_case(connection, process, scope, within=run.main)
    if found is None:
        raise BadInput(f"没有附带办理 {act.place}", english=f"There is no side case {act.place}.")
    return found


def _task(run: _Run, act: Act, element: str) -> Standing:
    case_id = _case(run, act)
    with run.stage.office.database.reading() as connection:
        found = [task for task in played.list_standing(connection, case_id) if task.element == element]
        if act.about:
            paper = played.find_paper(connection, case_id, act.about)
            found = [task for task in found if task.names.get("paper") == paper]
        waiting = "、".join(task.element for task in played.list_standing(connection, case_id)) or "无"
    if not found:
        raise BadInput(f"案件现在没有任务“{element}”（现有：{waiting}）", english=f"No open task {element!r}.")
    return found[0]


def _paper(run: _Run, act: Act, kind: str) -> int:
    """The paper of that kind in the case that the act names."""
    with run.stage.office.database.reading() as connection:
        found = played.find_paper(connection, _case(run, act), kind)
    if found is None:
        raise BadInput(f"没有文书 {kind}", english=f"There is no paper {kind!r}.")
    return found


def _judged(run: _Run, scenario: Scenario) -> list[str]:
    if run.main is None:
        return ["没有案件开始"]
    return judge(run.stage, run.main, scenario.then)
