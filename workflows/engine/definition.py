"""One parsed, fingerprinted bundle of diagrams, tables and forms; shared read-only by every case pinned to it."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from threading import RLock
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import full_tag
from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent, IntermediateCatchEvent
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser

from workflows.engine.reader import read_xml
from workflows.engine.timers import NamedBoundaryParser, NamedCatchParser
from workflows.errors import BadDiagram
from workflows.law.roles import ROLE_OF_LABEL, Role

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"


@dataclass(frozen=True, slots=True)
class Node:
    """What the diagram says about one element: its name, lane and the properties of our dialect."""

    process: str
    element: str
    kind: str
    name: str
    folder: str
    lane: str = ""
    role: Role | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    instructions: str = ""
    variable: str = ""
    attached_to: str = ""

    def says(self, key: str) -> str:
        """The property of that name, or nothing."""
        return self.properties.get(key, "")


@dataclass(frozen=True, slots=True)
class Asking:
    """A message that a person may send to a running case, declared in process.toml."""

    name: str
    title: str
    sender: Role
    form: str


@dataclass(frozen=True, slots=True)
class Definition:
    """One process of a bundle: what the engine runs and what the screens call its parts."""

    key: str
    name: str
    letter: str
    folder: str
    house: bool
    spec: Any
    subprocess_specs: Mapping[str, Any]
    nodes: Mapping[tuple[str, str], Node]
    messages: Mapping[str, Asking]
    settings: Mapping[str, Any]
    diagrams: Mapping[str, bytes]

    @property
    def diagram(self) -> bytes:
        """The drawing of the process itself; those of what it calls stand in `diagrams` by their key."""
        return self.diagrams[self.key]

    def node(self, process: str, element: str) -> Node:
        return self.nodes[process, element]


class _Parser(SpiffBpmnParser):
    """The library's parser with our timers in its override table."""

    OVERRIDE_PARSER_CLASSES = {  # noqa: RUF012  read by the library as it is
        **SpiffBpmnParser.OVERRIDE_PARSER_CLASSES,
        full_tag("intermediateCatchEvent"): (NamedCatchParser, IntermediateCatchEvent),
        full_tag("boundaryEvent"): (NamedBoundaryParser, BoundaryEvent),
    }


class Bundle:
    """Everything of a release that the engine needs, parsed on first use and kept."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = dict(files)
        self.fingerprint = fingerprint(files)
        self._definitions: dict[str, Definition] = {}
        self._lock = RLock()

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The processes that can be started as cases: one folder, one process of the folder's key."""
        return tuple(sorted(_key_of(folder, self.files) for folder in _folders(self.files)))

    def definition(self, key: str) -> Definition:
        """The process called `key`. Raises BadDiagram when the bundle has none or it cannot be parsed."""
        with self._lock:
            if key not in self._definitions:
                self._definitions[key] = self._parse(key)
            return self._definitions[key]

    def form(self, node: Node) -> dict[str, Any]:
        """The form of a user task, or an empty one."""
        return self.form_named(node.folder, node.says("formJsonSchemaFilename"))

    def form_named(self, folder: str, name: str) -> dict[str, Any]:
        path = f"{folder}/forms/{name}"
        if not name or path not in self.files:
            return {}
        form: dict[str, Any] = json.loads(self.files[path])
        return form

    @cached_property
    def _parser(self) -> _Parser:
        parser = _Parser(validator=None)
        for path, content in sorted(self.files.items()):
            if path.endswith(".bpmn"):
                parser.add_bpmn_xml(read_xml(path, content), filename=path)
            elif path.endswith(".dmn"):
                parser.add_dmn_xml(read_xml(path, content), filename=path)
        return parser

    @cached_property
    def _drawn(self) -> dict[str, bytes]:
        """The file that draws each process."""
        return {
            str(process.get("id")): content
            for path, content in sorted(self.files.items())
            if path.endswith(".bpmn")
            for process in read_xml(path, content).iter(f"{BPMN}process")
        }

    @cached_property
    def _nodes_by_process(self) -> dict[str, dict[str, Node]]:
        found: dict[str, dict[str, Node]] = {}
        for path, content in sorted(self.files.items()):
            if path.endswith(".bpmn"):
                folder = str(PurePosixPath(path).parent)
                lanes = {k: Role(v) for k, v in _settings(folder, self.files).get("lanes", {}).items()}
                found.update(_nodes(read_xml(path, content), folder, lanes))
        return found

    def _parse(self, key: str) -> Definition:
        folder = next((f for f in _folders(self.files) if _key_of(f, self.files) == key), None)
        if folder is None:
            raise BadDiagram(f"没有名为“{key}”的流程", element=key)
        settings = _settings(folder, self.files)
        try:
            spec = self._parser.get_spec(key)
            called = self._parser.get_subprocess_specs(key)
        except Exception as problem:
            raise BadDiagram(f"流程“{key}”无法读取：{problem}", element=key) from problem
        nodes = {
            (process, element): node
            for process in (key, *called)
            for element, node in self._nodes_by_process.get(process, {}).items()
        }
        return Definition(
            key=key,
            name=settings.get("name") or spec.description or key,
            letter=settings.get("letter", "X"),
            folder=folder,
            house=bool(settings.get("house", False)),
            spec=spec,
            subprocess_specs=called,
            nodes=nodes,
            messages={k: _asking(k, m) for k, m in settings.get("messages", {}).items()},
            settings=settings,
            diagrams={name: self._drawn[name] for name in (key, *called) if name in self._drawn},
        )


def fingerprint(files: Mapping[str, bytes]) -> str:
    """The name of exactly these files: a digest over every path and content."""
    whole = hashlib.sha256()
    for path, content in sorted(files.items()):
        whole.update(f"{len(path)}:{path}:{len(content)}:".encode())
        whole.update(content)
    return whole.hexdigest()


def _folders(files: Mapping[str, bytes]) -> list[str]:
    return sorted({str(PurePosixPath(path).parent) for path in files if path.endswith(".bpmn")})


def _settings(folder: str, files: Mapping[str, bytes]) -> dict[str, Any]:
    text = files.get(f"{folder}/process.toml")
    if text is None:
        return {}
    try:
        return tomllib.loads(text.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise BadDiagram(f"{folder}/process.toml 无法读取：{problem}", element=folder) from problem


def _key_of(folder: str, files: Mapping[str, bytes]) -> str:
    key = _settings(folder, files).get("key")
    if key:
        return str(key)
    for path, content in sorted(files.items()):
        if path.startswith(f"{folder}/") and path.endswith(".bpmn"):
            process = read_xml(path, content).find(f"{BPMN}process")
            if process is not None:
                return str(process.get("id"))
    return PurePosixPath(folder).name


def _asking(name: str, said: Mapping[str, str]) -> Asking:
    return Asking(name, said["name"], Role(said["from"]), said.get("form", ""))


def _nodes(root: Any, folder: str, roles: Mapping[str, Role]) -> dict[str, dict[str, Node]]:
    """Each flow node of each process of one diagram, embedded subprocesses under their own id."""
    found: dict[str, dict[str, Node]] = {}
    for process in root.iter(f"{BPMN}process"):
        lanes = _lanes(process)
        for element in process.iter():
            if not isinstance(element.tag, str) or not element.tag.startswith(BPMN) or not element.get("id"):
                continue
            kind = etree.QName(element).localname
            if kind.endswith(("Task", "Event", "Gateway")) or kind in {"task", "callActivity", "subProcess"}:
                owner = _owner(element)
                node = _node(element, owner, folder, lanes.get(element.get("id"), _outer_lane(element, lanes)), roles)
                found.setdefault(owner, {})[node.element] = node
    return found


def _lanes(process: Any) -> dict[str, str]:
    return {
        (ref.text or "").strip(): lane.get("name") or ""
        for lane in process.iter(f"{BPMN}lane")
        for ref in lane.findall(f"{BPMN}flowNodeRef")
    }


def _outer_lane(element: Any, lanes: Mapping[str, str]) -> str:
    """An element inside an embedded subprocess stands in the lane of the subprocess."""
    return next((lanes[a.get("id")] for a in element.iterancestors() if a.get("id") in lanes), "")


def _owner(element: Any) -> str:
    """The id of the process or embedded subprocess that directly holds the element."""
    return next(str(a.get("id")) for a in element.iterancestors(f"{BPMN}process", f"{BPMN}subProcess"))


def _node(element: Any, owner: str, folder: str, lane: str, roles: Mapping[str, Role]) -> Node:
    extensions = element.find(f"{BPMN}extensionElements")
    properties, texts = {}, {}
    if extensions is not None:
        properties = {p.get("name"): p.get("value") or "" for p in extensions.iter(f"{SPIFF}property")}
        texts = {etree.QName(c).localname: (c.text or "").strip() for c in extensions if isinstance(c.tag, str)}
    return Node(
        process=owner,
        element=element.get("id"),
        kind=etree.QName(element).localname,
        name=element.get("name") or "",
        folder=folder,
        lane=lane,
        role=roles.get(lane) or ROLE_OF_LABEL.get(lane),
        properties=properties,
        instructions=texts.get("instructionsForEndUser", ""),
        variable=texts.get("variableName", ""),
        attached_to=element.get("attachedToRef") or "",
    )
