"""Decides what the linter sees of a bundle: processes, nodes, flows, tables, forms and settings, read-only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from lxml import etree


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding points: a file and, when there is one, an element with its Chinese name."""

    file: str
    folder: str
    element: str = ""
    name: str = ""


class Parameter(Protocol):
    """One named value that an action takes."""

    @property
    def name(self) -> str: ...

    @property
    def required(self) -> bool: ...


class Action(Protocol):
    """What the linter must know of a word that a service task may call."""

    @property
    def parameters(self) -> Iterable[Parameter]: ...

    @property
    def records(self) -> Iterable[str]: ...


class Offset(Protocol):
    """A named moment before or after the last day of a rule."""

    @property
    def name(self) -> str: ...


class LegalRule(Protocol):
    """What the linter must know of a policy row."""

    @property
    def scoped(self) -> bool: ...

    @property
    def start(self) -> str: ...

    @property
    def offsets(self) -> Iterable[Offset]: ...


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """A sequence flow; `condition` is None when it has none."""

    id: str
    name: str
    source: str
    target: str
    condition: str | None
    place: Place


@dataclass(frozen=True, slots=True, eq=False)
class EventDefinition:
    """What an event waits for or throws: timer, message, error …; `ref` names the message, error or signal."""

    kind: str
    ref: str
    element: etree._Element


@dataclass(frozen=True, slots=True, eq=False)
class Operator:
    """The action that a service task calls."""

    name: str
    result: str
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A flow node with everything our dialect says about it."""

    id: str
    kind: str
    name: str
    scope: str
    place: Place
    element: etree._Element
    lane: str = ""
    attached_to: str = ""
    interrupting: bool = True
    default: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    extensions: Mapping[str, str] = field(default_factory=dict)
    operator: Operator | None = None
    definitions: tuple[EventDefinition, ...] = ()
    incoming: tuple[Flow, ...] = ()
    outgoing: tuple[Flow, ...] = ()

    @property
    def is_gateway(self) -> bool:
        return self.kind.endswith("Gateway")

    @property
    def is_event(self) -> bool:
        return self.kind.endswith("Event")

    @property
    def is_human(self) -> bool:
        return self.kind in {"userTask", "manualTask", "task"}

    @property
    def is_subprocess(self) -> bool:
        return self.kind in {"subProcess", "transaction", "adHocSubProcess"}

    def definition(self, kind: str) -> EventDefinition | None:
        return next((d for d in self.definitions if d.kind == kind), None)


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """A process or an embedded subprocess with the nodes directly in it."""

    id: str
    place: Place
    element: etree._Element
    parent: str
    executable: bool
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    has_io: bool = False

    @property
    def is_process(self) -> bool:
        return not self.parent

    def node(self, key: str) -> Node | None:
        return next((node for node in self.nodes if node.id == key), None)

    def boundaries(self, key: str) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes if node.attached_to == key)


@dataclass(frozen=True, slots=True, eq=False)
class Diagram:
    """One readable .bpmn file."""

    place: Place
    root: etree._Element
    scopes: tuple[Scope, ...]
    names: Mapping[str, Mapping[str, str]]
    """By kind (message, error, signal, escalation) the name, or code, under each id."""

    @property
    def nodes(self) -> Iterator[Node]:
        return (node for scope in self.scopes for node in scope.nodes)

    def called(self, kind: str, ref: str) -> str:
        """The name of a message or signal, the code of an error or escalation."""
        return self.names.get(kind, {}).get(ref, "")


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One readable .dmn file."""

    place: Place
    root: etree._Element


@dataclass(frozen=True, slots=True)
class Trouble:
    """A file that cannot be used, or an id that cannot be kept, found while reading."""

    kind: str
    place: Place
    said: str
    english: str


@dataclass(frozen=True, slots=True, eq=False)
class Folder:
    """What process.toml says of a folder."""

    path: str
    place: Place
    settings: Mapping[str, Any]

    @property
    def is_house(self) -> bool:
        return self.settings.get("house") is True

    @property
    def lanes(self) -> Mapping[str, Any]:
        found = self.settings.get("lanes", {})
        return found if isinstance(found, dict) else {}

    @property
    def messages(self) -> Mapping[str, Any]:
        found = self.settings.get("messages", {})
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True, eq=False)
class Model:
    """A whole bundle, and what the office knows besides."""

    diagrams: tuple[Diagram, ...]
    tables: tuple[Table, ...]
    folders: Mapping[str, Folder]
    forms: Mapping[str, Mapping[str, Any]]
    files: Collection[str]
    troubles: tuple[Trouble, ...]
    actions: Mapping[str, Action]
    rules: Mapping[str, LegalRule]
    facts: Collection[str] | None = None

    @cached_property
    def drawn_scopes(self) -> tuple[Scope, ...]:
        """All scopes, also those of processes that are drawn for the reader only."""
        return tuple(scope for diagram in self.diagrams for scope in diagram.scopes)

    @cached_property
    def scopes(self) -> tuple[Scope, ...]:
        """The scopes that the engine will run."""
        return tuple(scope for scope in self.drawn_scopes if scope.executable)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        return tuple(node for scope in self.scopes for node in scope.nodes)

    @cached_property
    def scope_by_id(self) -> Mapping[str, Scope]:
        return {scope.id: scope for scope in self.drawn_scopes}

    @cached_property
    def diagram_by_file(self) -> Mapping[str, Diagram]:
        return {diagram.place.file: diagram for diagram in self.diagrams}

    def process(self, key: str) -> Scope | None:
        found = self.scope_by_id.get(key)
        return found if found is not None and found.is_process else None

    def folder(self, place: Place) -> Folder:
        return self.folders.get(place.folder) or Folder(place.folder, place, {})

    def diagram(self, node: Node | Scope) -> Diagram:
        return self.diagram_by_file[node.place.file]

    def inner(self, node: Node) -> Scope | None:
        """What an embedded subprocess holds, or the process that a call activity calls."""
        if node.is_subprocess:
            return self.scope_by_id.get(node.id)
        return self.process(node.element.get("calledElement") or "") if node.kind == "callActivity" else None
