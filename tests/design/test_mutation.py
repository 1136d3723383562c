"""One thing is changed at a time: what the scenarios say is noticed, what they do not say is told."""

from __future__ import annotations

from collections.abc import Mapping

from tests.builders.design import SCENARIO, tree_files
from workflows.design import season
from workflows.design.mutants import list_mutants
from workflows.design.mutation import Fate, play_mutants

PATH = "receipt/scenarios/01-accepted.yaml"
SILENT = SCENARIO.replace("  facts: {application.received: 2026-11-23, application.accepted: 2026-11-24}\n", "")


def _fates(text: str) -> dict[str, Fate]:
    """The fate of every mutant, by what was changed."""
    files = tree_files()
    scenarios: Mapping[str, bytes] = {PATH: text.encode()}
    people = season.cast_of(files)
    played = list(season.play_all(files, scenarios, people))
    assert [one.failures for one in played] == [()]
    return {fate.mutant.said: fate for fate in play_mutants(files, scenarios, played, people)}


def test_each_mutant_differs_in_one_place():
    """A rule a day longer, a condition turned round, a step left out; every file but one is the same."""
    files = tree_files()
    said = [mutant.said for mutant in list_mutants(files, frozenset({"receipt"}))]
    assert "repair.accept：3 → 4" in said
    assert any(one.endswith("→ 相反") for one in said)
    assert any(one.startswith("略去") for one in said)
    assert all(mutant.content != files[mutant.path] for mutant in list_mutants(files, frozenset({"receipt"})))


def test_what_a_scenario_says_is_noticed():
    """It names the facts with their days and the state in the end: no step that makes them can be left out."""
    fates = _fates(SCENARIO)
    steps = [fate for said, fate in fates.items() if said.startswith("略去") and fate.met]
    assert steps
    assert all(fate.noticed_by == PATH for fate in steps)


def test_what_no_scenario_says_is_told():
    """Without the facts nobody notices that they are not recorded; a step that nobody came to is told apart."""
    fates = _fates(SILENT)
    assert [fate for fate in fates.values() if fate.met and not fate.noticed_by]
