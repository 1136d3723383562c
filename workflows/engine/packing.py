"""The bytes of a case state: ids apart, sixteen bytes each; every task a short row; all else as the library says it.

A case in mid-course keeps some hundred tasks, each with a random id that nothing compresses: it is written once, and
everywhere else its place stands for it. A row ends where only what is usual would follow. Of the time of the last
change only the order is kept, which is all that joins ask for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
import zstandard

_LEVEL = 6
"""Packers are made anew each time (10 µs): one shared by threads damages what it packs and ends the process."""

_USUAL: Mapping[str, Any] = {
    "children": None,
    "updates": {},
    "deletions": [],
    "internal_data": {},
    "triggered": False,
    "data": {},
}
"""What most rows end with; children are usually those that name the task as their parent, in the order of the tasks."""


def pack(kept: Mapping[str, Any]) -> bytes:
    """The count of ids, the ids, and the rest compressed. The order of tasks is significant and stays."""
    flows = list(_flows(kept))
    ids = [task_id for flow in flows for task_id in flow["tasks"]]
    places = {task_id: place for place, task_id in enumerate(ids)}
    moments = sorted({task["last_state_change"] for flow in flows for task in flow["tasks"].values()})
    order = {moment: number for number, moment in enumerate(moments)}
    whole = {
        **kept,
        **_pack_flow(kept, places, order),
        "attempts": [[places.get(task_id, task_id), number] for task_id, number in kept["attempts"].items()],
        "subprocesses": [
            [places[task_id], {**flow, **_pack_flow(flow, places, order), "parent_task_id": None}]
            for task_id, flow in kept["subprocesses"].items()
        ],
    }
    packed = zstandard.ZstdCompressor(level=_LEVEL).compress(orjson.dumps(whole))
    return len(ids).to_bytes(4, "big") + b"".join(UUID(task_id).bytes for task_id in ids) + packed


def unpack(body: bytes) -> dict[str, Any]:
    """What `pack` was given."""
    end = 4 + 16 * int.from_bytes(body[:4], "big")
    ids = [str(UUID(bytes=body[at : at + 16])) for at in range(4, end, 16)]
    whole: dict[str, Any] = orjson.loads(zstandard.ZstdDecompressor().decompress(body[end:]))
    named = iter(ids)
    return {
        **whole,
        **_unpack_flow(whole, ids, named),
        "attempts": {_id(ids, place): number for place, number in whole["attempts"]},
        "subprocesses": {
            ids[place]: {**flow, **_unpack_flow(flow, ids, named), "parent_task_id": ids[place]}
            for place, flow in whole["subprocesses"]
        },
    }


def _flows(kept: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The process of the case and those it called: each has tasks of its own."""
    yield kept
    yield from kept["subprocesses"].values()


def _pack_flow(flow: Mapping[str, Any], places: Mapping[str, int], order: Mapping[float, int]) -> dict[str, Any]:
    tasks = flow["tasks"]
    children = _children(tasks)
    return {
        "root": places[flow["root"]],
        "last_task": places.get(flow["last_task"], flow["last_task"]),
        "tasks": [_row(task, children[task_id], places, order) for task_id, task in tasks.items()],
    }


def _children(tasks: Mapping[str, Mapping[str, Any]]) -> Mapping[str, list[str]]:
    """The tasks that name each task as their parent."""
    found: dict[str, list[str]] = {task_id: [] for task_id in tasks}
    for task_id, task in tasks.items():
        if task["parent"] in found:
            found[task["parent"]].append(task_id)
    return found


def _row(
    task: Mapping[str, Any], children: Sequence[str], places: Mapping[str, int], order: Mapping[float, int]
) -> list[Any]:
    parent, said = task["parent"], {**task, **task["delta"]}
    said["children"] = None if task["children"] == children else [places.get(one, one) for one in task["children"]]
    tail = [said.get(name, usual) for name, usual in _USUAL.items()]
    usual = list(_USUAL.values())
    while tail and tail[-1] == usual[-1]:
        tail.pop()
        usual.pop()
    place = places.get(parent, parent)
    return [place, order[task["last_state_change"]], task["state"], task["task_spec"], *tail]


def _unpack_flow(flow: Mapping[str, Any], ids: Sequence[str], named: Iterator[str]) -> dict[str, Any]:
    tasks = {task_id: _task(task_id, row, ids) for row, task_id in zip(flow["tasks"], named, strict=False)}
    children = _children(tasks)
    for task_id, task in tasks.items():
        if task["children"] is None:
            task["children"] = children[task_id]
    return {"root": ids[flow["root"]], "last_task": _id(ids, flow["last_task"]), "tasks": tasks}


def _task(task_id: str, row: Sequence[Any], ids: Sequence[str]) -> dict[str, Any]:
    parent, moment, state, spec, *tail = row
    said = dict(_USUAL) | dict(zip(_USUAL, tail, strict=False))
    children = said["children"]
    return {
        "id": task_id,
        "parent": _id(ids, parent),
        "children": None if children is None else [_id(ids, one) for one in children],
        "last_state_change": moment,
        "state": state,
        "task_spec": spec,
        "triggered": said["triggered"],
        "internal_data": said["internal_data"],
        "data": said["data"],
        "delta": {} if parent is None else {"updates": said["updates"], "deletions": said["deletions"]},
        "typename": "Task",
    }


def _id(ids: Sequence[str], place: int | str | None) -> str | None:
    """A task that is known stands by its place, any other by its id."""
    return ids[place] if isinstance(place, int) else place
