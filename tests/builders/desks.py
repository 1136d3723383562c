"""A desk to call single actions at: an open transaction, a case row, the law that ships, a few texts; no engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Any

from tests.builders import registry
from tests.builders.law import CALENDAR, POLICIES
from tests.builders.registry import TODAY
from workflows.actions.catalogue import Actor, Desk, Law, OpenStep
from workflows.clock import china_instant
from workflows.engine.definition import Bundle, Definition
from workflows.engine.environment import Place
from workflows.law.policy import Policies
from workflows.store import cases, people
from workflows.store.database import Open
from workflows.store.registry import RecordRow

OFFICER = Actor(11, "王磊", "SJJ")
MANAGER = Actor(12, "李红", "SJJ")
AGENT = Actor(13, "沈芳")

BPMN = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">
  <process id="KEY" isExecutable="true"><startEvent id="begin"/></process></definitions>"""

FILES: Mapping[str, bytes] = {
    **{f"{key}/{key}.bpmn": BPMN.replace(b"KEY", key.encode()) for key in ("repair", "lift-measures", "extension")},
    "repair/process.toml": "key = 'repair'\nname = '信用修复'\n[loops]\nsupplement = 2\n".encode(),
    "repair/messages/accepted.toml": """
code = "N3"
title = "受理"
body = "贵单位申请（{case_no}）已于{date}受理，将在{due}前作出决定。"
names = { due = "deadlines['repair.decide'].due_on", opinion = "formal_check.opinion" }
""".encode(),
    "repair/messages/plain.toml": "code = 'N9'\ntitle = '提示'\nbody = '{case_no}'\n".encode(),
    "repair/papers/decision.toml": """
title = "准予信用修复决定书"
series = "常新信修决"
names = { reasons = "propose.reasons", remedy = "rules['remedy.reconsideration'].term" }
public = true
""".encode(),
    "repair/papers/decision.html": b"<p>{{ reasons }}</p>",
    "repair/papers/supplement.toml": """
title = "一次性补正告知书"
series = "{mark}信修补"
names = ["formal_check"]
served_fact = "supplement.served"
sets = ["repair.supplement"]
""".encode(),
    "repair/papers/supplement.html": b"<p>{{ formal_check.items }}</p>",
}


@dataclass
class TestDesk:
    """One step at a desk: calls actions by name, as a diagram does."""

    __test__ = False
    desk: Desk
    data: dict[str, Any] = field(default_factory=dict)
    calls: int = 0

    @property
    def subject_id(self) -> int:
        assert self.desk.case.subject_id is not None
        return self.desk.case.subject_id

    def call(self, word: str, **parameters: Any) -> Any:
        """Each call stands at an element of its own."""
        self.calls += 1
        place = Place(f"task-{self.desk.now:%j%H%M}-{self.calls}", "repair", "begin", "", self.data)
        return OpenStep(self.desk).call(word, parameters, place)

    def finish(self) -> None:
        """The last acts of the step."""
        for act in self.desk.last_acts:
            act()

    def effects(self, kind: str) -> list[Mapping[str, Any]]:
        return [effect.payload for effect in self.desk.effects if effect.kind == kind]


@dataclass(frozen=True)
class At:
    """When, by whom, under which law, and with which texts a step is made."""

    day: date = TODAY
    actor: Actor = OFFICER
    policies: Policies = POLICIES
    process: str = "repair"
    files: Mapping[str, bytes] = field(default_factory=dict)


MONDAY = At()


def open_desk(connection: Open, case_id: int, at: At = MONDAY, **data: Any) -> TestDesk:
    bundle = Bundle({**FILES, **at.files})
    folder = at.process
    definition = Definition(
        key=at.process,
        name="信用修复",
        letter="R",
        folder=folder,
        house=True,
        spec=None,
        subprocess_specs={},
        nodes={},
        messages={},
        settings={"loops": {"supplement": 2}},
        diagrams={},
    )
    case = cases.lock_case(connection, case_id)
    desk = Desk(
        connection=connection,
        case=case,
        records=cases.list_records(connection, case_id),
        unit=people.find_unit(connection, case.unit),
        now=china_instant(at.day, time(10)),
        actor=at.actor,
        law=Law(at.policies, CALENDAR),
        bundle=bundle,
        definition=definition,
    )
    return TestDesk(desk, data)


def a_desk(connection: Open, *, at: At = MONDAY, records: int = 1, data: Mapping[str, Any] | None = None) -> TestDesk:
    """A repair case about fresh records of one subject, and a desk to it."""
    about: tuple[RecordRow, ...] = tuple(registry.a_record(connection) for _ in range(records))
    subject_id = about[0].subject_id if about else registry.a_subject(connection)
    case_id = registry.a_case(connection, about, subject_id=subject_id, process=at.process)
    return open_desk(connection, case_id, at, **(data or {}))


def side_of(connection: Open, parent: TestDesk, process: str, at: At = MONDAY, scope: str = "") -> TestDesk:
    """A side case of another case, about the same records."""
    about = registry.records_of(connection, parent.desk.case.id)
    case_id = registry.a_case(
        connection,
        about,
        process=process,
        parent_id=parent.desk.case.id,
        scope=scope,
        subject_id=parent.desk.case.subject_id,
    )
    return open_desk(connection, case_id, replace(at, process=process))
