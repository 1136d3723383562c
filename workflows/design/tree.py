"""Decides what a path on disk stands for in a release: the whole tree, one process, a few files; and what it replaces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from workflows.design.load import ENDINGS
from workflows.engine.folder import read_folder
from workflows.errors import BadInput, NotFound

LAW = ("policies", "calendars")
_INNER = ("forms", "papers", "messages", "scenarios")
_HEIGHT = 6
"""So many folders above a path are asked whether they are the root of a tree."""


@dataclass(frozen=True, slots=True)
class Part:
    """Files by their path in a release, and how the user calls them.

    `replaces` are the folders of the release that the part stands for as a whole; the empty one is everything.
    `around` are the other files of the tree at `root` that the part lies in, so that it can be judged in its place.
    """

    path: Path
    root: Path | None
    files: Mapping[str, bytes]
    shown: Mapping[str, str]
    replaces: tuple[str, ...]
    around: Mapping[str, bytes]

    @property
    def is_whole(self) -> bool:
        return "" in self.replaces

    @property
    def in_place(self) -> Mapping[str, bytes]:
        """The part with everything around it."""
        return {**self.around, **self.files}

    def over(self, base: Mapping[str, bytes]) -> dict[str, bytes]:
        """The base with this part in place of what it replaces."""
        kept = {path: content for path, content in base.items() if not self._stands_for(path)}
        return {**kept, **self.files}

    def _stands_for(self, path: str) -> bool:
        return any(not folder or path.startswith(f"{folder}/") for folder in self.replaces)


def read_part(path: Path) -> Part:
    """What lies there. Raises NotFound, BadInput, BadDiagram for what a release cannot hold."""
    if path.is_symlink():
        raise BadInput(f"{path} 是符号链接，发布内容不能含链接", english=f"{path} is a symbolic link.")
    if not path.exists():
        raise NotFound(f"没有文件或文件夹 {path}", english=f"There is no file or folder {path}.")
    root = find_root(path.resolve())
    if root is not None:
        return _in_tree(path, path.resolve().relative_to(root).as_posix(), root)
    return _alone(path)


def find_root(path: Path) -> Path | None:
    """The folder of a tree that a path lies in: the nearest one that holds policies."""
    above = [path, *path.parents][:_HEIGHT]
    return next((folder for folder in above if folder.is_dir() and (folder / LAW[0]).is_dir()), None)


def _in_tree(path: Path, place: str, root: Path) -> Part:
    everything = read_folder(root)
    if place == ".":
        return Part(path, root, everything, _shown(everything, path, ""), ("",), {})
    if path.is_file():
        content = read_folder(path)[path.name]
        return Part(path, root, {place: content}, {place: str(path)}, (), everything)
    files = {name: content for name, content in everything.items() if name.startswith(f"{place}/")}
    if not files:
        raise BadInput(f"{path} 中没有发布内容", english=f"There is nothing to release in {path}.")
    return Part(path, root, files, _shown(files, path, place), (place,), everything)


def _alone(path: Path) -> Part:
    """A folder or file from somewhere else, as diagram tools leave it."""
    if path.is_file():
        return _lone_file(path)
    files = read_folder(path)
    drawn = {str(PurePosixPath(name).parent) for name in files if name.endswith(".bpmn")}
    if not drawn:
        raise BadInput(f"{path} 中没有流程图（.bpmn）", english=f"There is no diagram in {path}.")
    if "." in drawn:
        folder = path.resolve().name
        moved = {f"{folder}/{name}": content for name, content in files.items()}
        return Part(path, None, moved, _shown(moved, path, folder), (folder,), {})
    return Part(path, None, files, _shown(files, path, ""), tuple(sorted(drawn)), {})


def _lone_file(path: Path) -> Part:
    """One diagram or table with the forms and other texts that lie beside it."""
    beside = path.resolve().parent
    settled = (beside / "process.toml").is_file() or (beside / "forms").is_dir()
    folder = beside.name if settled else path.stem
    name = f"{folder}/{path.name}"
    around = {f"{folder}/{known}": content for known, content in _beside(beside).items()} if settled else {}
    return Part(path, None, {name: read_folder(path)[path.name]}, {name: str(path)}, (), around)


def _beside(folder: Path) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name in _INNER:
            found |= {f"{path.name}/{name}": content for name, content in read_folder(path).items()}
        elif path.is_file() and path.suffix in ENDINGS and not path.name.startswith("."):
            found |= read_folder(path)
    return found


def _shown(files: Mapping[str, bytes], path: Path, place: str) -> dict[str, str]:
    """How the user calls each file: from the path as it was given."""
    return {name: str(path / PurePosixPath(name).relative_to(place or ".")) for name in files}


def refuse_strangers(path: Path) -> None:
    """Raises BadInput when something lies there that a release cannot hold, so that nothing is left out silently."""
    for one in [path] if path.is_file() else sorted(path.rglob("*")):
        name = one.relative_to(path).as_posix() if path.is_dir() else one.name
        hidden = any(part.startswith(".") for part in PurePosixPath(name).parts)
        if one.is_file() and not hidden and one.suffix not in ENDINGS:
            raise BadInput(
                f"{name} 不是发布可以包含的文件（{'、'.join(sorted(ENDINGS))}）",
                english=f"{name} is not a kind of file that a release holds.",
            )
