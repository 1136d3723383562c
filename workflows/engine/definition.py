"""One parsed, fingerprinted bundle of diagrams, tables and forms; shared read-only by every case pinned to it."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from threading import RLock
from typing import Any

from SpiffWorkflow.bpmn.parser.BpmnParser import full_tag
from SpiffWorkflow.bpmn.parser.task_parsers import ConditionalGatewayParser, GatewayParser
from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent, IntermediateCatchEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import MultiInstanceTask, StandardLoopTask
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser, SpiffProcessParser

from workflows.engine.drawn import BPMN, Node, read_nodes
from workflows.engine.joins import BranchesMeet, Process, SomeBranchesMeet
from workflows.engine.reader import read_xml
from workflows.engine.timers import NamedBoundaryParser, NamedCatchParser
from workflows.errors import BadDiagram
from workflows.law.roles import Role

__all__ = ["Asking", "Bundle", "Definition", "Node", "fingerprint"]


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

    @property
    def opener(self) -> Role:
        """Whose role opens such cases by themselves: as process.toml says; a foreign process, without one, is opened by
        whoever does its first task.
        """
        if self.settings:
            return Role(self.settings.get("start", {}).get("from", Role.SYSTEM))
        first = next((node for node in self.nodes.values() if node.kind == "userTask" and node.role), None)
        return first.role if first is not None and first.role is not None else Role.SYSTEM

    def node(self, process: str, element: str) -> Node:
        return self.nodes[process, element]


class _ProcessParser(SpiffProcessParser):
    """Builds our kind of process; the library has looked before whether it is executable."""

    def create_spec(self) -> Process:
        made = super().create_spec()
        return Process(name=made.name, description=made.description, filename=made.file)


class _Parser(SpiffBpmnParser):
    """The library's parser with our timers and joins in its override table."""

    PROCESS_PARSER_CLASS = _ProcessParser

    OVERRIDE_PARSER_CLASSES: dict[str, Any] = {  # noqa: RUF012  read by the library as it is
        **SpiffBpmnParser.OVERRIDE_PARSER_CLASSES,
        full_tag("intermediateCatchEvent"): (NamedCatchParser, IntermediateCatchEvent),
        full_tag("boundaryEvent"): (NamedBoundaryParser, BoundaryEvent),
        full_tag("parallelGateway"): (GatewayParser, BranchesMeet),
        full_tag("inclusiveGateway"): (ConditionalGatewayParser, SomeBranchesMeet),
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
        path = _inside(folder, f"forms/{name}")
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
                for process, nodes in read_nodes(read_xml(path, content), folder, _roles(folder, self.files)).items():
                    found.setdefault(process, {}).update(nodes)
        return found

    def _parse(self, key: str) -> Definition:
        folder = next((f for f in _folders(self.files) if _key_of(f, self.files) == key), None)
        if folder is None:
            raise BadDiagram(f"没有名为“{key}”的流程", english=f"There is no process {key!r}.", element=key)
        settings = _settings(folder, self.files)
        try:
            spec = self._parser.get_spec(key)
            called = self._parser.get_subprocess_specs(key)
            for one in (spec, *called.values()):
                _gather_rounds(one)
        except Exception as problem:
            raise BadDiagram(
                f"流程“{key}”无法读取：{problem}", english=f"Process {key!r} cannot be read: {problem}", element=key
            ) from problem
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
            messages={k: _asking(k, m, folder) for k, m in settings.get("messages", {}).items()},
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


def _inside(folder: str, name: str) -> str:
    """The path of a file of a folder; a bundle of one process may have it at its root."""
    return name if folder == "." else f"{folder}/{name}"


def _settings(folder: str, files: Mapping[str, bytes]) -> dict[str, Any]:
    path = _inside(folder, "process.toml")
    if path not in files:
        return {}
    try:
        return tomllib.loads(files[path].decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise BadDiagram(
            f"{path} 无法读取：{problem}", english=f"{path} cannot be read: {problem}", element=folder
        ) from problem


def _key_of(folder: str, files: Mapping[str, bytes]) -> str:
    key = _settings(folder, files).get("key")
    if key:
        return str(key)
    for path, content in sorted(files.items()):
        if path.endswith(".bpmn") and str(PurePosixPath(path).parent) == folder:
            process = read_xml(path, content).find(f"{BPMN}process")
            if process is not None:
                return str(process.get("id"))
    return PurePosixPath(folder).name


def _roles(folder: str, files: Mapping[str, bytes]) -> dict[str, Role]:
    try:
        return {str(lane): Role(role) for lane, role in _settings(folder, files).get("lanes", {}).items()}
    except ValueError as problem:
        raise BadDiagram(
            f"{folder} 的泳道用了没有的岗位：{problem}",
            english=f"A lane of {folder} names no role: {problem}",
            element=folder,
        ) from problem


def _asking(name: str, said: Mapping[str, str], folder: str) -> Asking:
    try:
        return Asking(name, said["name"], Role(said["from"]), said.get("form", ""))
    except (KeyError, ValueError) as problem:
        raise BadDiagram(
            f"{folder} 的消息“{name}”没有写全：{problem}",
            english=f"Message {name!r} of {folder} is not complete: {problem}",
            element=name,
        ) from problem


def _gather_rounds(spec: Any) -> None:
    """Ties each instance of a multi-instance to the whole. The library does so only in the process that begins the case:
    one that restores it would wait for ever.
    """
    for one in list(spec.task_specs.values()):
        if isinstance(one, MultiInstanceTask | StandardLoopTask):
            instance = spec.task_specs[one.task_spec]
            if not instance.completed_event.is_connected(one.merge_child):
                instance.completed_event.connect(one.merge_child)
