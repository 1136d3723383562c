"""What an action may send out of the house, kind by kind; the worker carries it out after the commit, safely repeatable.

| kind | carried out as | comes back as |
|---|---|---|
| tell | composes the message of the case's release and delivers it in-site, by mail and SMS | – |
| render | renders, seals and signs the paper, stores the file, marks the paper | message `paper.ready` (scope: `ready_scope`, the paper's kind) with paper, number, file |
| letter | puts a paper into the addressee's in-site box, with a mail that says so | message `service.arrived` (scope: the paper's number in the table) with paper, method, on, result |
| feed | writes one act into a file feed and keeps its receipt | – |
| case.start | opens another case | – (when it ends, `children.all_done` follows) |
| case.message | becomes a step of another case | – |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, ClassVar

from workflows.actions.catalogue import Desk
from workflows.engine.environment import Place


@dataclass(frozen=True, slots=True)
class Receiver:
    """Exactly one of: a person, everybody who acts for a subject, a unit, everybody in a role (of a unit, or of all)."""

    person_id: int | None = None
    subject_id: int | None = None
    unit: str = ""
    role: str = ""

    @property
    def key(self) -> str:
        return f"{self.person_id or ''}/{self.subject_id or ''}/{self.role}@{self.unit}"


@dataclass(frozen=True, slots=True)
class Tell:
    """A message: the path of its text in the release, its code, who gets it, and every name that the text uses."""

    kind: ClassVar[str] = "tell"
    message: str
    path: str
    code: str
    person_id: int | None
    subject_id: int | None
    unit: str
    role: str
    names: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Render:
    """A paper to be rendered from the facts fixed in its row."""

    kind: ClassVar[str] = "render"
    paper_id: int
    ready_scope: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A paper to be served in the addressee's in-site box, with those that go with it; the arrival there is what counts."""

    kind: ClassVar[str] = "letter"
    attempt_id: int
    paper_id: int
    subject_id: int
    case_id: int
    together: tuple[int, ...] = ()


class Act(StrEnum):
    """What a feed is told."""

    PUBLISH = "publish"
    STOP = "stop"
    RESTORE = "restore"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Feed:
    """An act for a file feed: `site` is the public site of the district, `upstream` the publishers above it."""

    kind: ClassVar[str] = "feed"
    feed: str
    act: Act
    on: str
    reason: str
    records: tuple[Mapping[str, Any], ...]
    names: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StartCase:
    """A case to be opened; `names` join the data that it starts with."""

    kind: ClassVar[str] = "case.start"
    process: str
    scope: str
    unit: str
    subject_id: int | None
    parent_id: int
    records: tuple[int, ...]
    names: Mapping[str, Any]
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseMessage:
    """A message to another case."""

    kind: ClassVar[str] = "case.message"
    case_id: int
    name: str
    scope: str
    payload: Mapping[str, Any]


Effect = Tell | Render | Letter | Feed | StartCase | CaseMessage


def put(desk: Desk, place: Place, effect: Effect, key: str) -> None:
    """Puts an effect into the outbox under a key that this element of this case makes unique."""
    desk.effect(effect.kind, f"{effect.kind}:{place.task_id}:{key}", asdict(effect), branch=place.branch)
