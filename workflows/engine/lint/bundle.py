"""Decides how the files of a bundle become the linter's model; a file that cannot be read becomes a trouble, not a stop."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from lxml import etree

from workflows.engine import forms, reader
from workflows.engine.lint.model import (
    Action,
    Diagram,
    EventDefinition,
    Flow,
    Folder,
    LegalRule,
    Model,
    Node,
    Operator,
    Place,
    Scope,
    Table,
    Trouble,
)
from workflows.errors import BadDiagram
from workflows.law.roles import Role

BPMN = f"{{{reader.BPMN}}}"
SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"
_SCOPES = (f"{BPMN}process", f"{BPMN}subProcess", f"{BPMN}transaction", f"{BPMN}adHocSubProcess")
_ACTIVITIES = {"task", "callActivity", "subProcess", "transaction", "adHocSubProcess"}
MOST_NODES, MOST_ROWS = 300, 300
_NAMED = ("message", "error", "signal", "escalation")


def model_of(
    files: Mapping[str, bytes],
    actions: Mapping[str, Action],
    rules: Mapping[str, LegalRule],
    facts: Collection[str] | None = None,
) -> Model:
    """The model of all files of a bundle."""
    troubles: list[Trouble] = []
    diagrams, tables, schemas = [], [], {}
    for path, content in sorted(files.items()):
        place = place_of(path)
        if path.endswith((".bpmn", ".dmn")):
            root = _root(place, content, troubles)
            if root is not None and path.endswith(".bpmn"):
                diagrams.append(_diagram(place, root))
            elif root is not None:
                tables.append(Table(place, root))
        elif path.endswith(".json") and PurePosixPath(path).parent.name == "forms":
            form = _form(place, content, troubles)
            if form is not None:
                schemas[path] = form
    folders = _folders(files, troubles)
    return Model(
        tuple(diagrams), tuple(tables), folders, schemas, frozenset(files), tuple(troubles), actions, rules, facts
    )


def place_of(path: str) -> Place:
    """A form belongs to the folder above its own."""
    folder = PurePosixPath(path).parent
    if folder.name in {"forms", "papers", "messages", "scenarios"}:
        folder = folder.parent
    return Place(path, str(folder))


def local(element: etree._Element) -> str:
    return etree.QName(element).localname


def _root(place: Place, content: bytes, troubles: list[Trouble]) -> etree._Element | None:
    try:
        root = reader.parse(place.file, content)
        twice = list(_twice(place, root))
        troubles.extend(twice)
        if twice:
            return None
        _refuse_crowds(place, root)
        kind = reader.Kind.TABLE if place.file.endswith(".dmn") else reader.Kind.DIAGRAM
        reader.validate(place.file, root, kind)
    except BadDiagram as bad:
        troubles.append(Trouble("file", place, str(bad), bad.english))
        return None
    return root


def _refuse_crowds(place: Place, root: etree._Element) -> None:
    """What no person could read, nor the linter judge in a moment."""
    nodes, rows = sum(is_flow_node(e) for e in root.iter()), sum(1 for _ in root.iter("{*}rule"))
    name = PurePosixPath(place.file).name
    if nodes > MOST_NODES:
        raise BadDiagram(f"{name}：超过 {MOST_NODES} 个节点", english=f"{name}: more than {MOST_NODES} nodes")
    if rows > MOST_ROWS:
        raise BadDiagram(f"{name}：超过 {MOST_ROWS} 行", english=f"{name}: more than {MOST_ROWS} rows")


def _twice(place: Place, root: etree._Element) -> Iterator[Trouble]:
    # Ids inside extensions are names of parameters and operators, not of elements.
    named = [e for e in root.iter() if e.get("id") and "omg.org/spec/" in (etree.QName(e).namespace or "")]
    for key, times in Counter(e.get("id") for e in named).items():
        if times > 1:
            first = next(e for e in named if e.get("id") == key)
            spot = replace(place, element=str(key), name=first.get("name") or "")
            yield Trouble("id", spot, f"{times} 个元素", f"{times} elements")


def _form(place: Place, content: bytes, troubles: list[Trouble]) -> Mapping[str, Any] | None:
    try:
        return forms.read_form(place.file, content)
    except BadDiagram as bad:
        troubles.append(Trouble("form", place, str(bad), bad.english))
        return None


def _folders(files: Mapping[str, bytes], troubles: list[Trouble]) -> Mapping[str, Folder]:
    found = {}
    for path, content in sorted(files.items()):
        if PurePosixPath(path).name != "process.toml":
            continue
        place = place_of(path)
        try:
            settings = tomllib.loads(content.decode("utf-8-sig"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as bad:
            troubles.append(Trouble("settings", place, "process.toml 读不懂", f"process.toml cannot be read: {bad}"))
            continue
        troubles.extend(Trouble("settings", place, *said) for said in _misfits(settings))
        found[place.folder] = Folder(place.folder, place, settings)
    return found


def _misfits(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What the engine would stumble over when it reads the settings."""
    lanes, messages = settings.get("lanes", {}), settings.get("messages", {})
    if not isinstance(lanes, dict) or not isinstance(messages, dict):
        yield "lanes 和 messages 应是表", "lanes and messages are tables"
        return
    roles = set(Role)
    for lane, role in lanes.items():
        if role not in roles:
            yield f"泳道“{lane}”的角色“{role}”不存在", f"lane {lane}: there is no role {role}"
    for name, said in messages.items():
        if not isinstance(said, dict) or not isinstance(said.get("name"), str):
            yield f"消息“{name}”缺少 name", f"message {name} has no name"
        elif said.get("from") not in roles:
            yield f"消息“{name}”的 from 不是角色", f"message {name}: from is no role"


def _diagram(place: Place, root: etree._Element) -> Diagram:
    lanes = {
        (ref.text or "").strip(): lane.get("name") or ""
        for lane in root.iter(f"{BPMN}lane")
        for ref in lane.findall(f"{BPMN}flowNodeRef")
    }
    scopes = tuple(_scope(place, element, lanes) for element in root.iter(*_SCOPES))
    return Diagram(place, root, scopes, {kind: _named(root, kind) for kind in _NAMED})


def _named(root: etree._Element, kind: str) -> dict[str, str]:
    """Errors and escalations are matched by their code, messages and signals by their name."""
    label = {"error": "errorCode", "escalation": "escalationCode"}.get(kind, "name")
    return {str(e.get("id")): e.get(label) or "" for e in root.iter(f"{BPMN}{kind}")}


def _scope(place: Place, element: etree._Element, lanes: Mapping[str, str]) -> Scope:
    key = element.get("id") or ""
    flows = tuple(_flow(place, f) for f in element.findall(f"{BPMN}sequenceFlow"))
    owner = next(element.iterancestors(*_SCOPES), None)
    nodes = tuple(_node(place, e, key, flows, lanes) for e in element if is_flow_node(e))
    io = element.find(f"{BPMN}ioSpecification")
    return Scope(
        id=key,
        place=_spot(place, element),
        element=element,
        parent=(owner.get("id") or "") if owner is not None else "",
        executable=_is_executable(element),
        nodes=nodes,
        flows=flows,
        inputs=_listed(io, "dataInput", "dataInputRefs"),
        outputs=_listed(io, "dataOutput", "dataOutputRefs"),
        has_io=io is not None,
    )


def _is_executable(element: etree._Element) -> bool:
    """An embedded subprocess is as executable as its process; not saying so counts as yes, as the engine has it."""
    chain = [element, *element.iterancestors(f"{BPMN}process")]
    return chain[-1].get("isExecutable", "true") == "true"


def _listed(io: etree._Element | None, declared: str, listed: str) -> tuple[str, ...]:
    """The variables that pass: declared, and named in the set; the engine ignores one without the other."""
    if io is None:
        return ()
    known = {e.get("id") for e in io.findall(f"{BPMN}{declared}")}
    return tuple(t for t in ((e.text or "").strip() for e in io.iter(f"{BPMN}{listed}")) if t in known)


def is_flow_node(element: etree._Element) -> bool:
    kind = local(element)
    return element.tag.startswith(BPMN) and (kind.endswith(("Task", "Event", "Gateway")) or kind in _ACTIVITIES)


def _spot(place: Place, element: etree._Element) -> Place:
    return replace(place, element=element.get("id") or "", name=(element.get("name") or "").strip())


def _flow(place: Place, element: etree._Element) -> Flow:
    condition = element.find(f"{BPMN}conditionExpression")
    return Flow(
        id=element.get("id") or "",
        name=(element.get("name") or "").strip(),
        source=element.get("sourceRef") or "",
        target=element.get("targetRef") or "",
        condition=None if condition is None else condition.text or "",
        place=_spot(place, element),
    )


def _node(place: Place, element: etree._Element, scope: str, flows: tuple[Flow, ...], lanes: Mapping[str, str]) -> Node:
    key = element.get("id") or ""
    outer = next((lanes[str(a.get("id"))] for a in element.iterancestors() if a.get("id") in lanes), "")
    properties, extensions, operator = _extensions(element)
    return Node(
        id=key,
        kind=local(element),
        name=(element.get("name") or "").strip(),
        scope=scope,
        place=_spot(place, element),
        element=element,
        lane=lanes.get(key, outer),
        attached_to=element.get("attachedToRef") or "",
        interrupting=element.get("cancelActivity", "true") == "true",
        default=element.get("default") or "",
        properties=properties,
        extensions=extensions,
        operator=operator,
        definitions=_definitions(element),
        incoming=tuple(f for f in flows if f.target == key),
        outgoing=tuple(f for f in flows if f.source == key),
    )


def _definitions(element: etree._Element) -> tuple[EventDefinition, ...]:
    found = []
    for child in element:
        if child.tag.startswith(BPMN) and local(child).endswith("EventDefinition"):
            kind = local(child).removesuffix("EventDefinition")
            found.append(EventDefinition(kind, child.get(f"{kind}Ref") or "", child))
    return tuple(found)


def _extensions(element: etree._Element) -> tuple[dict[str, str], dict[str, str], Operator | None]:
    holder = element.find(f"{BPMN}extensionElements")
    properties: dict[str, str] = {}
    texts: dict[str, str] = {}
    operator = None
    for child in holder if holder is not None else ():
        if not child.tag.startswith(SPIFF):
            continue
        if local(child) == "properties":
            properties = {p.get("name") or "": p.get("value") or "" for p in child.iter(f"{SPIFF}property")}
        elif local(child) == "serviceTaskOperator":
            parameters = {p.get("id") or "": p.get("value") or "" for p in child.iter(f"{SPIFF}parameter")}
            operator = Operator(child.get("id") or "", child.get("resultVariable") or "", parameters)
        else:
            texts[local(child)] = child.text or ""
    return properties, texts, operator
