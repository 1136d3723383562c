"""Generated from the scenarios: withdrawn at every point, sent back at every task, woken late with everything overdue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.builders.offices import ROOT
from workflows.casework import passing
from workflows.design import rehearsal, season
from workflows.design.cast import Cast
from workflows.design.play import House, Story, play, play_together
from workflows.design.scenarios import Act, Scenario, parse_scenario
from workflows.design.stage import set_stage
from workflows.engine.definition import Bundle
from workflows.engine.folder import read_folder
from workflows.queries import played
from workflows.store import changes
from workflows.store.database import Database
from workflows.store.schema import Timer

SCENARIOS = ROOT / "bpmn" / "repair" / "scenarios"
DECIDING = {
    "01-rectification-granted": "approve",
    "11-supplement-answered": "",
    "14-extension-granted-late": "",
    "16-hold-enquiry": "approve",
    "32-upstream-granted": "book_result",
}
"""The stories that others are generated from, and the act with which each is decided, if it comes so far."""

WITHDRAWN = "R3"
LATER = timedelta(minutes=10)
LONG = timedelta(days=90)
"""Longer than any term of a repair."""


@cache
def _bundle() -> Bundle:
    return Bundle(read_folder(ROOT / "bpmn"))


@cache
def _cast() -> Cast:
    return season.cast_of(_bundle().files)


@cache
def _scenario(name: str) -> Scenario:
    path = SCENARIOS / f"{name}.yaml"
    return parse_scenario(path.name, path.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Played:
    """An office in which a part of a scenario was played; its first case is the repair."""

    house: House
    database: Database
    refused: tuple[str, ...]

    def told(self) -> list[tuple[str, str, str]]:
        """Every letter: to whom, about which case, and its code, in order."""
        with self.database.reading() as connection:
            effects = played.list_effects(connection, "tell")
        return [(_receiver(effect), effect["names"]["case_no"], effect["code"]) for effect in effects]

    def faults(self) -> list[str]:
        """Incidents, what never left, and timers whose time has come and that nobody fired."""
        with self.database.reading() as connection:
            due = select(func.count()).where(Timer.due_at <= self.house.clock.now())
            swallowed = connection.execute(due).scalar_one()
            found = [*played.list_incidents(connection), *played.list_unsent(connection)]
        return [*found, *(["a timer was swallowed"] if swallowed else [])]

    def left_over(self) -> list[str]:
        """Tasks and side cases that still run, and timers that still wait for the case."""
        with self.database.reading() as connection:
            waiting = select(Timer.rule).where(Timer.owner_kind == "case")
            return [*played.list_running(connection), *connection.execute(waiting).scalars()]

    def state(self) -> str:
        with self.database.reading() as connection:
            return played.state_of(connection, 1)


def _receiver(effect: Mapping[str, Any]) -> str:
    return "/".join(str(effect[key] or "") for key in ("person_id", "subject_id", "unit", "role"))


@contextmanager
def _played(name: str, acts: Sequence[Act], folder: Path) -> Iterator[Played]:
    """These acts instead of those of the scenario."""
    database = Database("sqlite://")
    try:
        changes.create_tables(database)
        scenario = replace(_scenario(name), acts=tuple(acts))
        stage = set_stage(database, folder, _bundle(), _cast(), scenario)
        house = House(stage.office, stage.clock, rehearsal.handlers(stage.office))
        until = _at(acts[-1]) + timedelta(minutes=1)
        yield Played(house, database, play_together(house, [Story(scenario, lambda: stage)], until))
    finally:
        database.close()


def _at(act: Act) -> datetime:
    assert act.at is not None
    return act.at


def _points() -> Iterator[tuple[str, int, bool]]:
    """After each act of each story: whether the application may still be withdrawn there."""
    for name, deciding in DECIDING.items():
        acts = _scenario(name).acts
        last = max((number for number, act in enumerate(acts) if deciding and act.does == deciding), default=len(acts))
        yield from ((name, number, number <= last) for number in range(1, len(acts) + 1))


@pytest.mark.parametrize(("name", "number", "possible"), list(_points()))
def test_an_application_may_be_withdrawn_at_every_point_before_the_decision(
    name: str, number: int, possible: bool, tmp_path: Path
):
    """Nothing goes on afterwards, and the subject hears of it once; after the decision it is too late."""
    acts = _scenario(name).acts[:number]
    withdrawal = Act(at=_at(acts[-1]) + LATER, who=acts[0].who, sends="withdrawal", answers={})
    with _played(name, acts, tmp_path) as before:
        told = before.told()
        closed = not before.left_over()
    with _played(name, (*acts, withdrawal), tmp_path) as after:
        assert after.faults() == []
        if possible:
            assert (after.refused, after.state(), after.left_over()) == ((), "已撤回", [])
            assert [code for _, _, code in after.told()[len(told) :]] == [WITHDRAWN]
        else:
            (refusal,) = after.refused
            assert "不能再办理" in refusal if closed else refusal
            assert after.told() == told


def _givings_back() -> Iterator[tuple[str, int]]:
    """Each task of the office in the main case that follows another one."""
    for name in DECIDING:
        acts = _scenario(name).acts
        for number, (before, act) in enumerate(pairwise(acts), 1):
            if before.does and act.does and not before.place and not act.place and act.does != "hand_in":
                yield name, number


@pytest.mark.parametrize(("name", "number"), list(_givings_back()))
def test_a_case_given_back_at_any_task_comes_out_the_same(name: str, number: int):
    """Back to the task before and done again; where an act that stands lies between it is refused, and nothing changes."""
    scenario = _scenario(name)
    before, act = scenario.acts[number - 1 : number + 1]
    reason = "退回修改：请补充说明事实和依据"
    back = replace(act, at=before.at, does="", sends_back=act.does, to=before.does, reason=reason, answers={})
    rest = scenario.acts[number:]
    for between in ((back, before), (replace(back, refused="not_available"),)):
        acts = (*scenario.acts[:number], *between, *rest)
        verdict = play(replace(scenario, acts=acts), _bundle(), _cast(), rehearsal.handlers)
        if not any("[not_available]" in failure for failure in verdict.failures):
            break
    assert verdict.failures == ()


@pytest.mark.parametrize(("name", "number"), [(name, number) for name, number, _ in _points()])
def test_an_office_that_wakes_late_does_everything_once(name: str, number: int, tmp_path: Path):
    """A worker that slept for ninety days fires what was due, each once; nothing is swallowed, and then it rests."""
    acts = _scenario(name).acts[:number]
    with _played(name, acts, tmp_path) as slept:
        clock = slept.house.clock
        clock.advance_to(clock.now() + LONG)
        passing.settle(slept.house.office, slept.house.handlers)
        assert slept.faults() == []
        told = slept.told()
        assert passing.settle(slept.house.office, slept.house.handlers) == 0
        assert slept.told() == told
        twice = [place for place, count in Counter(told).items() if count > 1 and place[2] not in REPEATED]
        assert twice == []


REPEATED = {"nudge", "escalation", "hold-open", "N2"}
"""What may come more than once: before and on the last day, level by level, week by week, for each round of defects."""
