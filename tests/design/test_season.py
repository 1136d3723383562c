"""Scenarios are played side by side; each failure is told, and none stops the others."""

import pytest

from tests.builders.design import SCENARIO, tree_files
from workflows.design import coverage, season
from workflows.errors import BadInput
from workflows.queries.walks import Walk

PATH = "receipt/scenarios/01-accepted.yaml"


def _season(**texts: str) -> list[season.Played]:
    files = tree_files()
    scenarios = {f"receipt/scenarios/{name}.yaml": text.encode() for name, text in texts.items()}
    return list(season.play_all(files, scenarios))


def test_the_scenarios_of_a_release_are_found_by_folder():
    """All of them, or those of the folders that change."""
    files = tree_files() | {"visit/scenarios/a.yaml": b"x", "visit/forms/scenarios.json": b"x"}
    assert list(season.scenarios_in(files)) == [PATH, "visit/scenarios/a.yaml"]
    assert list(season.scenarios_in(files, ["visit"])) == ["visit/scenarios/a.yaml"]


def test_what_comes_out_as_written_has_passed_and_the_rest_says_why():
    """Right, with another result, refused on the way, unreadable, of an unknown person."""
    played = _season(
        right=SCENARIO,
        other=SCENARIO.replace("state: 已受理", "state: 已办结"),
        refused=SCENARIO.replace("who: wanglei", "who: chenjie"),
        unreadable="title: x",
        unknown=SCENARIO.replace("starts: receipt", "starts: nowhere"),
    )
    told = [(one.passed, "；".join(one.failures)) for one in played]
    assert [passed for passed, _ in told] == [True, False, False, False, False]
    assert "案件状态应为 已办结，实为 已受理" in told[1][1]
    assert "被拒绝" in told[2][1]
    assert "场景无法读取" in told[3][1]
    assert "nowhere" in told[4][1]


def test_a_scenario_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch):
    """A release does not wait for ever."""
    monkeypatch.setattr(season, "LONGEST", 0.01)
    (played,) = _season(right=SCENARIO)
    assert played.failures == ("超过 0.01 秒没有结束",)


def test_people_come_from_the_release_or_from_who_asks():
    """Without any there is no scenario to play."""
    files = {path: content for path, content in tree_files().items() if path != season.CAST}
    with pytest.raises(BadInput, match="人员名单"):
        list(season.play_all(files, {PATH: SCENARIO.encode()}))
    company = season.cast_of(tree_files())
    assert [one.passed for one in season.play_all(files, {PATH: SCENARIO.encode()}, company)] == [True]


def test_the_flows_that_a_case_took_are_counted():
    """Accepted: five of eight flows; with the refusal six, with the lateness all of them."""
    late = SCENARIO.replace("2026-11-24 10:00", "2026-11-27 10:00").replace("running: []", "running: [explain_delay]")
    refused = SCENARIO.replace("decision: accept", "decision: refuse")
    ways = [one.walks for one in _season(accepted=SCENARIO, refused=refused, late=late)]
    files = tree_files()

    def measured(*several: tuple[Walk, ...]) -> coverage.Coverage:
        return coverage.measure(files, [way for one in several for way in one], ["receipt"])

    accepted = measured(ways[0])
    assert str(accepted) == "flows 5/8 (62 %)"
    assert accepted.missing == (
        "receipt：审查期满 → 说明超期原因",
        "receipt：说明超期原因 → 已说明",
        "receipt：是否受理？ → 不予受理",
    )
    assert measured(ways[0], ways[1]).covered == 6
    assert measured(*ways).missing == ("receipt：说明超期原因 → 已说明",)
