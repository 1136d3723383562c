"""The procedures of a release as a list: what each is called, how many cases run on it and on which release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workflows.engine.definition import Bundle
from workflows.store import standing
from workflows.store.database import Open


@dataclass(frozen=True, slots=True)
class Process:
    """One procedure. `running` says how many open cases keep which release; `files` what its folder holds, by kind."""

    key: str
    name: str
    letter: str
    folder: str
    running: Mapping[int, int]
    files: Mapping[str, tuple[str, ...]]

    @property
    def open_cases(self) -> int:
        return sum(self.running.values())


def list_processes(connection: Open, bundle: Bundle, district: str) -> tuple[Process, ...]:
    """In the order of their keys."""
    running: dict[str, dict[int, int]] = {}
    for one in standing.count_running(connection, district):
        running.setdefault(one.process, {})[one.release_id] = one.cases
    found = []
    for key in bundle.keys:
        definition = bundle.definition(key)
        files = _files(bundle, definition.folder)
        found.append(Process(key, definition.name, definition.letter, definition.folder, running.get(key, {}), files))
    return tuple(found)


def _files(bundle: Bundle, folder: str) -> dict[str, tuple[str, ...]]:
    """Forms, papers, messages and scenarios of a folder, each by the name of its subfolder; tables by their own."""
    found: dict[str, list[str]] = {}
    for path in sorted(bundle.files):
        kind, _, name = path.removeprefix(f"{folder}/").rpartition("/")
        if not path.startswith(f"{folder}/") or "/" in kind:
            continue
        kind = kind or ("tables" if name.endswith(".dmn") else "")
        if kind:
            found.setdefault(kind, []).append(name)
    return {kind: tuple(names) for kind, names in found.items()}
