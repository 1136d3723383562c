"""A folder on disk → the files of a release: only what a release may hold, nothing from outside the folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from workflows.errors import BadInput

ENDINGS = frozenset({".bpmn", ".dmn", ".json", ".toml", ".html", ".yaml", ".md"})
LARGEST_FILE = 2 * 1024 * 1024
LARGEST_FOLDER = 64 * 1024 * 1024


def load_folder(folder: Path) -> Mapping[str, bytes]:
    """Every file below the folder by its relative path.

    Raises BadInput for a missing folder, a symbolic link, a file that is too large or of an unknown kind.
    """
    if not folder.is_dir():
        raise BadInput(f"没有文件夹 {folder}", english=f"There is no folder {folder}.")
    files: dict[str, bytes] = {}
    total = 0
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            raise BadInput(f"{name} 是符号链接，发布内容不能含链接", english=f"{name} is a symbolic link.")
        if path.is_dir() or name.startswith(".") or "/." in name:
            continue
        if path.suffix not in ENDINGS:
            raise BadInput(
                f"{name} 不是发布可以包含的文件", english=f"{name} is not a kind of file that a release holds."
            )
        size = path.stat().st_size
        total += size
        if size > LARGEST_FILE or total > LARGEST_FOLDER:
            raise BadInput(f"{name} 太大", english=f"{name} is too large.")
        files[name] = path.read_bytes()
    if not any(name.endswith(".bpmn") for name in files):
        raise BadInput(f"{folder} 中没有流程图（.bpmn）", english=f"There is no diagram in {folder}.")
    return files
