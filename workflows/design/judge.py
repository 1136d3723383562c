"""Compares what a scenario says must come of it with what did; each difference is one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from workflows.actions.catalogue import SYSTEM
from workflows.design.scenarios import Expected
from workflows.design.stage import Stage
from workflows.law.deadlines import State
from workflows.queries import played
from workflows.registry import publicity
from workflows.registry.circumstances import Circumstances
from workflows.store import registry
from workflows.store.database import Open

OFFICE = "office"
"""The folder of what the office tells its own people."""


def judge(stage: Stage, case_id: int, then: Expected) -> list[str]:
    """Every difference; incidents, effects that never left and papers that name no official count as differences too."""
    with stage.office.database.reading() as connection:
        return list(_differences(connection, stage, case_id, then))


def _differences(connection: Open, stage: Stage, case_id: int, then: Expected) -> Iterator[str]:
    cases = played.family(connection, case_id)
    yield from (f"异常事项：{sentence}" for sentence in played.list_incidents(connection))
    yield from (f"文书 {kind} 没有写明办理人" for kind in played.list_unnamed_papers(connection, SYSTEM.name))
    yield from (f"未送出：{sentence}" for sentence in played.list_unsent(connection))
    if then.state is not None:
        yield from _unlike("案件状态", then.state, played.state_of(connection, case_id))
    if then.papers is not None:
        yield from _unlike("文书", list(then.papers), played.list_papers(connection))
    if then.running is not None:
        yield from _unlike("仍在办理", sorted(then.running), sorted(played.list_running(connection)))
    yield from _entries("事实", then.facts, played.list_facts(connection, cases, stage.records.values()))
    yield from _entries("措施", then.measures, played.list_measures(connection))
    yield from _deadlines(then.deadlines, played.list_deadlines(connection, cases))
    yield from _told(then.told, played.list_effects(connection, "tell"))
    yield from _public(connection, stage, then.public)


def _unlike(what: str, wanted: object, found: object) -> Iterator[str]:
    if wanted != found:
        yield f"{what}应为 {wanted}，实为 {found}"


def _entries(what: str, wanted: Mapping[str, Any] | None, found: Mapping[str, Any]) -> Iterator[str]:
    for key, value in (wanted or {}).items():
        yield from _unlike(f"{what} {key} ", value, found.get(key))


def _deadlines(wanted: Mapping[str, Mapping[str, Any]] | None, found: Mapping[str, tuple[Any, str]]) -> Iterator[str]:
    for key, said in (wanted or {}).items():
        due_on, state = found.get(key, (None, ""))
        label = State(state).label if state else "没有"
        if "due_on" in said:
            yield from _unlike(f"期限 {key} ", said["due_on"], due_on)
        if "state" in said:
            yield from _unlike(f"期限 {key} 的状态", said["state"], label)


def _told(wanted: Mapping[str, tuple[str, ...]] | None, effects: list[Mapping[str, Any]]) -> Iterator[str]:
    """Who was told what, by the codes of the messages in order; nudges inside the office are not told of."""
    found: dict[str, list[str]] = {}
    for effect in effects:
        if effect.get("code") and not str(effect["path"]).startswith(f"{OFFICE}/"):
            found.setdefault(_receiver(effect), []).append(effect["code"])
    for who, codes in (wanted or {}).items():
        yield from _unlike(f"告知 {who} ", list(codes), found.get(who, []))


def _receiver(effect: Mapping[str, Any]) -> str:
    """`subject`, the code of a unit, a role, or `officer` for the one who handles the case."""
    if effect.get("subject_id"):
        return "subject"
    return str(effect.get("role") or effect.get("unit") or "officer")


def _public(connection: Open, stage: Stage, wanted: Mapping[str, bool] | None) -> Iterator[str]:
    law = stage.office.law(connection)
    circumstances = Circumstances(stage.office.clock.now(), "", law.policies, law.calendar)
    for ref, shown in (wanted or {}).items():
        record = registry.get_record(connection, stage.records[ref])
        stops = registry.list_stops(connection, [record.id])
        found = publicity.is_public(record, stops, publicity.terms(record, circumstances), circumstances.today)
        yield from _unlike(f"{circumstances.today} 公示 {ref} ", shown, found)
