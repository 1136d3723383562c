"""Reads scenarios: what is given, what people do and when, what must come of it; in words a lawyer reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import yaml

from workflows.clock import CHINA
from workflows.errors import BadInput


@dataclass(frozen=True, slots=True)
class GivenSubject:
    """The subject of the scenario, whether it takes papers electronically, why it is served first, who acts for it.

    `channel: silent` takes papers in but does not prove by itself that they arrived; see `arrives`.
    """

    name: str
    uscc: str
    consent: bool = True
    priority: str = ""
    agents: tuple[str, ...] = ()
    channel: str = ""


@dataclass(frozen=True, slots=True)
class GivenFact:
    """A fact of a record that the registry knows before the scenario begins, or learns while it is played."""

    kind: str
    on: date
    source: str


@dataclass(frozen=True, slots=True)
class GivenRecord:
    """A record of the subject; `ref` is how the scenario calls it."""

    ref: str
    unit: str
    gravity: str
    decided_on: date
    number: str
    kind: str = "penalty"
    facts: tuple[GivenFact, ...] = ()
    fact: str = "未按规定履行义务"
    basis: str = "相关法律法规"


@dataclass(frozen=True, slots=True)
class GivenMeasure:
    """A measure that a unit applies because of a record."""

    record: str
    unit: str
    code: str
    name: str
    field: str = ""
    basis: str = ""
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that happens: somebody starts, claims, does, sends or sends back; a paper arrives; or only time passes.

    `place` is the side case in which it happens (`lift-measures/CZJ`), `refused` the code with which it must fail,
    `about` the kind of paper that the task is about, where several are being served. `arrives` is the kind of paper
    whose arrival a silent channel proves at last; `learns` a fact about a record that comes in from elsewhere.
    """

    at: datetime | None
    who: str = ""
    starts: str = ""
    claims: str = ""
    does: str = ""
    sends: str = ""
    sends_back: str = ""
    arrives: str = ""
    about: str = ""
    learns: GivenFact | None = None
    to: str = ""
    reason: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    records: tuple[str, ...] = ()
    place: str = ""
    refused: str = ""
    outside: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """What must have come of it; None where the scenario says nothing."""

    state: str | None = None
    facts: Mapping[str, date] | None = None
    papers: tuple[str, ...] | None = None
    told: Mapping[str, tuple[str, ...]] | None = None
    public: Mapping[str, bool] | None = None
    running: tuple[str, ...] | None = None
    deadlines: Mapping[str, Mapping[str, Any]] | None = None
    measures: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """One played story with its legal result."""

    title: str
    path: str
    clauses: tuple[str, ...]
    layers: tuple[str, ...] | None
    now: datetime
    subject: GivenSubject
    records: tuple[GivenRecord, ...]
    measures: tuple[GivenMeasure, ...]
    acts: tuple[Act, ...]
    then: Expected


def parse_scenario(path: str, text: str) -> Scenario:
    """Reads one file. Raises BadInput with the place of what cannot be understood."""
    try:
        said = yaml.load(text, Loader=_PlainLoader)  # noqa: S506  a SafeLoader that reads less
        return _scenario(path, said)
    except yaml.YAMLError as problem:
        raise BadInput(f"{path} 无法读取：{problem}", english=f"{path} cannot be read: {problem}") from problem
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise BadInput(f"{path} 中有看不懂的内容：{problem!r}", english=f"{path}: {problem!r}") from problem


class _PlainLoader(yaml.SafeLoader):
    """Keeps `on`, `yes` and days as they are written; only true and false are truth values."""


_PlainLoader.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in resolvers if tag.rpartition(":")[2] not in {"timestamp", "bool"}]
    for sign, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_PlainLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def _scenario(path: str, said: Mapping[str, Any]) -> Scenario:
    given = said["given"]
    subject = dict(given["subject"])
    subject["agents"] = tuple(subject.get("agents", ()))
    return Scenario(
        title=said["title"],
        path=path,
        clauses=tuple(said.get("clauses", ())),
        layers=tuple(said["layers"]) if said.get("layers") else None,
        now=_instant(given["now"]),
        subject=GivenSubject(**subject),
        records=tuple(_record(record) for record in given.get("records", ())),
        measures=tuple(_measure(measure) for measure in given.get("measures", ())),
        acts=tuple(_act(act) for act in said["when"]),
        then=_expected(said.get("then", {})),
    )


def _record(said: Mapping[str, Any]) -> GivenRecord:
    facts = tuple(_fact(fact) for fact in said.get("facts", ()))
    return GivenRecord(**{**said, "facts": facts, "decided_on": _day(said["decided_on"])})


def _fact(said: Mapping[str, Any]) -> GivenFact:
    return GivenFact(said["kind"], _day(said["on"]), said["source"])


def _measure(said: Mapping[str, Any]) -> GivenMeasure:
    return GivenMeasure(**{**said, "ends_on": _day(said["ends_on"]) if said.get("ends_on") else None})


def _day(said: str) -> date:
    return date.fromisoformat(said)


def _act(said: Mapping[str, Any]) -> Act:
    known = dict(said)
    known["at"] = _instant(known["at"]) if known.get("at") else None
    known["place"] = known.pop("in", "")
    known["answers"] = known.get("answers") or {}
    known["records"] = tuple(known.get("records", ()))
    known["learns"] = _fact(known["learns"]) if known.get("learns") else None
    return Act(**known)


def _expected(said: Mapping[str, Any]) -> Expected:
    known = dict(said)
    for name in ("papers", "running"):
        if known.get(name) is not None:
            known[name] = tuple(known[name])
    if known.get("facts") is not None:
        known["facts"] = {kind: _day(on) for kind, on in known["facts"].items()}
    if known.get("deadlines") is not None:
        known["deadlines"] = {key: _deadline(line) for key, line in known["deadlines"].items()}
    if known.get("told") is not None:
        known["told"] = {who: tuple(codes) for who, codes in known["told"].items()}
    return Expected(**known)


def _deadline(said: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**said, "due_on": _day(said["due_on"])} if said.get("due_on") else said


def _instant(said: str) -> datetime:
    """`2026-05-06 09:30` is China time."""
    found = datetime.fromisoformat(said)
    return found if found.tzinfo else found.replace(tzinfo=CHINA)
