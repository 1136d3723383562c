"""Says in words what one release changes against another: processes, forms, tables, texts, rules, calendars."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any

from workflows.design import compare_diagrams, compare_law


class Kind(StrEnum):
    """What happened to a file."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"

    @property
    def label(self) -> str:
        return {Kind.ADDED: "新增", Kind.CHANGED: "修改", Kind.REMOVED: "删除"}[self]


@dataclass(frozen=True, slots=True)
class Change:
    """A file that is not as it was: what it is, and what is different in it."""

    kind: Kind
    what: str
    file: str
    details: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.kind.label}{self.what} {self.file}"


def compare(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> tuple[Change, ...]:
    """Every file that differs, in the order of the paths."""
    paths = sorted(old.keys() | new.keys())
    return tuple(_change(path, old.get(path), new.get(path)) for path in paths if old.get(path) != new.get(path))


def _change(path: str, before: bytes | None, after: bytes | None) -> Change:
    what = _what(path)
    if before is None:
        return Change(Kind.ADDED, what, path)
    if after is None:
        note = ("已发布的规则和日历继续有效，不因文件删除而失效",) if _folder(path) in _LAW else ()
        return Change(Kind.REMOVED, what, path, note)
    tell = _TELLERS.get(_folder(path)) or _TELLERS.get(PurePosixPath(path).suffix)
    return Change(Kind.CHANGED, what, path, tuple(tell(path, before, after)) if tell else ())


_LAW = {"policies": "规则包", "calendars": "工作日历"}
_FOLDERS = {**_LAW, "forms": "表单", "papers": "文书", "messages": "消息", "scenarios": "场景", "exchange": "对照表"}
_ENDINGS = {".bpmn": "流程图", ".dmn": "决策表", ".md": "说明"}


def _folder(path: str) -> str:
    return PurePosixPath(path).parent.name


def _what(path: str) -> str:
    place = PurePosixPath(path)
    if place.name == "process.toml":
        return "流程设置"
    return _FOLDERS.get(place.parent.name) or _ENDINGS.get(place.suffix, "文件")


def _form(_path: str, before: bytes, after: bytes) -> list[str]:
    """The questions that were added, dropped or changed, by their titles."""
    try:
        old, new = json.loads(before), json.loads(after)
        known, now = dict(old.get("properties", {})), dict(new.get("properties", {}))
    except (ValueError, AttributeError, TypeError):
        return []
    lines = [f"新增问题“{_title(now, name)}”" for name in now if name not in known]
    lines += [f"删除问题“{_title(known, name)}”" for name in known if name not in now]
    lines += [f"修改问题“{_title(now, name)}”" for name in now if name in known and known[name] != now[name]]
    must, musts = set(old.get("required", ())), set(new.get("required", ()))
    lines += [f"“{_title(now, name)}”改为必填" for name in sorted(musts - must) if name in known]
    lines += [f"“{_title(now, name)}”不再必填" for name in sorted(must - musts) if name in now]
    return lines


def _title(properties: Mapping[str, Any], name: str) -> str:
    said = properties.get(name)
    return str(said.get("title", name)) if isinstance(said, dict) else name


_TELLERS: Mapping[str, Callable[[str, bytes, bytes], list[str]]] = {
    "policies": compare_law.policies,
    "calendars": compare_law.calendars,
    "forms": _form,
    ".bpmn": compare_diagrams.diagrams,
    ".dmn": compare_diagrams.tables,
}
"""By folder, or else by ending, how a changed file is told; other texts are only named."""
