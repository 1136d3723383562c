"""Decides which files of a folder on disk belong to a bundle: plain files in it, of bounded number and size, never links."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from workflows.errors import BadDiagram

BIGGEST_FILE = 2 * 1024 * 1024
MOST_FILES = 5_000
KNOWN = frozenset({".bpmn", ".dmn", ".json", ".toml", ".html", ".css", ".yaml", ".yml", ".md", ".txt"})


def read_folder(root: Path) -> dict[str, bytes]:
    """The files below `root` (or the one file it is) by their path in it. Raises BadDiagram for links and oversize."""
    if root.is_symlink():
        raise _bad(root.name, "不能是符号链接", "a symbolic link is not read")
    if root.is_file():
        return {root.name: _content(root, root.name)}
    if not root.is_dir():
        raise _bad(root.name, "没有这个文件或文件夹", "there is no such file or folder")
    found = {}
    for path in _walk(root, root):
        name = path.relative_to(root).as_posix()
        found[name] = _content(path, name)
        if len(found) > MOST_FILES:
            raise _bad(root.name, f"文件超过 {MOST_FILES} 个", f"more than {MOST_FILES} files")
    return found


def _walk(folder: Path, root: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "~")):
            continue
        if path.is_symlink():
            raise _bad(path.relative_to(root).as_posix(), "不能是符号链接", "a symbolic link is not read")
        if path.is_dir():
            yield from _walk(path, root)
        elif path.suffix.lower() in KNOWN and path.is_file():
            yield path


def _content(path: Path, name: str) -> bytes:
    with path.open("rb") as stream:
        content = stream.read(BIGGEST_FILE + 1)
    if len(content) > BIGGEST_FILE:
        raise _bad(name, "文件超过 2 MB", "the file is larger than 2 MB")
    return content


def _bad(name: str, sentence: str, english: str) -> BadDiagram:
    return BadDiagram(f"{name}：{sentence}", english=f"{name}: {english}", file=name, said=sentence)
