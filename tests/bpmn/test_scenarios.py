"""Every scenario of every process comes out as it says, and every process is drawn and written as the house demands."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from tests.builders.offices import ROOT
from workflows.actions.catalogue import list_words
from workflows.design import rehearsal
from workflows.design.cast import parse_cast
from workflows.design.check import Known, judge
from workflows.design.load import load_folder
from workflows.design.play import play
from workflows.design.scenarios import parse_scenario
from workflows.engine.definition import Bundle
from workflows.engine.lint import report_text

SCENARIOS = sorted((ROOT / "bpmn").rglob("scenarios/*.yaml"))


@cache
def _bundle() -> Bundle:
    return Bundle(load_folder(ROOT / "bpmn"))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: f"{path.parts[-3]}/{path.stem}")
def test_a_scenario_comes_out_as_it_says(path):
    """The real engine, law and store play it; its dates were counted by hand."""
    scenario = parse_scenario(path.name, path.read_text(encoding="utf-8"))
    people = parse_cast(_bundle().files["demo/people.toml"].decode())
    verdict = play(scenario, _bundle(), people, rehearsal.handlers)
    assert not verdict.failures, "\n".join(verdict.failures)


def test_there_are_scenarios_enough():
    """Credit repair alone is told by more than two dozen stories."""
    assert sum("repair" in path.parts for path in SCENARIOS) >= 24


def test_the_processes_that_ship_have_no_finding():
    """Not even a warning: safe to run, drawn to be read, every deadline named by a rule that exists."""
    findings = judge(_bundle().files, Known(list_words(), {}, date(2026, 11, 23)))
    assert not findings, report_text(findings)
