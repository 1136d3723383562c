"""What a diagram says about its elements: name, lane, role and the properties of our dialect, read once per bundle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from workflows.law.roles import ROLE_OF_LABEL, Role

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"
_HOLDERS = ("subProcess", "transaction", "adHocSubProcess")
"""Elements with a life of their own inside a process; what stands in them belongs to them."""


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

    @property
    def apart(self) -> frozenset[str]:
        """The elements whose doers may not do this one too (apartFrom); `earlier` is whoever decided on its records before."""
        return frozenset(name.strip() for name in self.says("apartFrom").split(",") if name.strip())


def read_nodes(root: Any, folder: str, roles: Mapping[str, Role]) -> dict[str, dict[str, Node]]:
    """Each flow node of each process of one diagram, embedded subprocesses under their own id."""
    found: dict[str, dict[str, Node]] = {}
    for process in root.iter(f"{BPMN}process"):
        lanes = _lanes(process)
        for element in process.iter():
            if not isinstance(element.tag, str) or not element.tag.startswith(BPMN) or not element.get("id"):
                continue
            kind = etree.QName(element).localname
            if kind.endswith(("Task", "Event", "Gateway")) or kind in {"task", "callActivity", *_HOLDERS}:
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
    """An element inside an embedded subprocess stands in the lane of the subprocess, a boundary event in its host's."""
    host = element.get("attachedToRef")
    if host in lanes:
        return lanes[host]
    return next((lanes[a.get("id")] for a in element.iterancestors() if a.get("id") in lanes), "")


def _owner(element: Any) -> str:
    """The id of the process or embedded subprocess that directly holds the element."""
    return next(
        str(a.get("id")) for a in element.iterancestors(f"{BPMN}process", *(f"{BPMN}{kind}" for kind in _HOLDERS))
    )


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
