"""What every action finds at hand: the circumstances of its act, the records of the case, the texts of its folder."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflows.actions.catalogue import Desk
from workflows.engine.environment import Place
from workflows.errors import BadAnswers, BadDiagram, Conflict
from workflows.registry import due
from workflows.registry.circumstances import Circumstances
from workflows.store import cases, facts, registry
from workflows.store.facts import NewFact, Owner
from workflows.store.registry import RecordRow

_LOCKED = "locked records"


def circumstances(desk: Desk) -> Circumstances:
    return Circumstances(desk.now, desk.actor.name, desk.law.policies, desk.law.calendar)


def case_owner(desk: Desk) -> Owner:
    return Owner("case", desk.case.id)


def record_ids(desk: Desk) -> tuple[int, ...]:
    """The records that the case is about. Raises Conflict when there is none."""
    if not desk.records:
        raise Conflict("本件没有关联的失信记录", english="This case concerns no record.", case=desk.case.number)
    return desk.records


def lock_records(desk: Desk) -> tuple[RecordRow, ...]:
    """The records of the case, locked and read as they are now; until the step ends only the step itself changes them."""
    return desk.once(_LOCKED, lambda: registry.lock_records(desk.connection, record_ids(desk)))


def records_changed(desk: Desk) -> None:
    """Whoever has changed a row of a record says so: it is read anew when it is asked for again."""
    desk.forget(_LOCKED)


def attach_record(desk: Desk, record_id: int) -> None:
    """From now on the case is about this record, too."""
    cases.attach_records(desk.connection, desk.case.id, [record_id], desk.case.process, exclusive=False)
    desk.records = (*desk.records, record_id)
    records_changed(desk)


def read_records(desk: Desk) -> tuple[RecordRow, ...]:
    """The records of the case to look at only: as the step has locked them, or as they are."""
    return desk.already(_LOCKED) or registry.list_records(desk.connection, desk.records)


def recount(desk: Desk, owner: Owner) -> None:
    """The dates of a registry object follow its facts at once; those of the case follow at the end of the step."""
    due.recount(desk.connection, desk.case.district, owner, circumstances(desk))


CREDIT_FILE = "credit.noted"


def note_in_credit_file(desk: Desk, what: str, on: date, paper: str = "") -> None:
    """Something that stands in the credit file of the subject: a dated fact of its own, which starts no deadline."""
    if desk.case.subject_id is not None:
        evidence = {"source": "registry", "what": what, "case": desk.case.number, "paper": paper}
        owner = Owner("subject", desk.case.subject_id)
        facts.record(desk.connection, NewFact(owner, CREDIT_FILE, on, desk.now, desk.actor.name, evidence=evidence))


def read_day(text: str, default: date) -> date:
    """A day as forms and diagrams write it; nothing means the default. Raises BadAnswers."""
    if not text:
        return default
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise BadAnswers(f"日期“{text}”无法识别", english=f"Not a date: {text!r}") from problem


@dataclass(frozen=True, slots=True)
class TextFile:
    """A declared text of a process: its path in the release and what its table says."""

    path: str
    folder: str
    says: Mapping[str, Any]


def read_text(desk: Desk, place: Place, kind: str, name: str) -> TextFile:
    """`papers/<name>.toml` or `messages/<name>.toml` of the folder that the element is drawn in, of the case's own, or of
    another that the case's process calls.

    Raises BadDiagram when none has it or it cannot be read.
    """
    nodes = desk.definition.nodes
    drawn_in = nodes.get((place.process, place.element))
    folders = [drawn_in.folder] if drawn_in else []
    called = sorted({node.folder for node in nodes.values()})
    for folder in dict.fromkeys([*folders, desk.definition.folder, *called]):
        path = f"{folder}/{kind}/{name}.toml"
        if path in desk.bundle.files:
            return TextFile(path, folder, _parse(path, desk.bundle.files[path], place))
    raise BadDiagram(f"没有名为“{name}”的文本（{kind}）", english=f"No {kind} text {name!r}.", element=place.element)


def _parse(path: str, content: bytes, place: Place) -> Mapping[str, Any]:
    try:
        return tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise BadDiagram(
            f"{path} 无法读取：{problem}", english=f"{path} cannot be read: {problem}", element=place.element
        ) from problem
