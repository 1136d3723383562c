"""Decides which typefaces official papers are set in (GB/T 9704), and where they lie on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from pathlib import Path

from workflows.errors import NotAvailable

FONTS = Path(__file__).resolve().parents[2] / "var" / "fonts"
"""Set-up puts the faces here."""

SYSTEM_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local" / "share" / "fonts",
    Path.home() / ".fonts",
)


class Face(Enum):
    """A face of the standard with its family in the style sheet, its file, and whether it is bold."""

    FANGSONG = ("仿宋", "Xinfu Fangsong", "FandolFang-Regular.otf")
    HEITI = ("黑体", "Xinfu Heiti", "FandolHei-Regular.otf")
    KAITI = ("楷体", "Xinfu Kaiti", "FandolKai-Regular.otf")
    XIAOBIAOSONG = ("小标宋", "Xinfu Xiaobiaosong", "FandolSong-Bold.otf")
    SONGTI = ("宋体", "Xinfu Songti", "FandolSong-Regular.otf")

    @property
    def chinese(self) -> str:
        return self.value[0]

    @property
    def family(self) -> str:
        return self.value[1]

    @property
    def file(self) -> str:
        return self.value[2]


FALLBACK = "Noto Serif CJK SC"
"""Draws the rare characters of names that the faces above lack; comes with the system."""

_FALLBACK_FILES = ("NotoSerifCJK-Regular.ttc", "NotoSerifCJKsc-Regular.otf")


def list_missing(folder: Path = FONTS) -> tuple[Face, ...]:
    """The faces without a file."""
    return tuple(face for face in Face if not (folder / face.file).is_file())


def require(folder: Path = FONTS) -> None:
    """Raises NotAvailable, naming the faces that are missing."""
    missing = list_missing(folder)
    if missing:
        named = "、".join(f"{face.chinese}（{face.file}）" for face in missing)
        raise NotAvailable(
            f"缺少公文字体：{named}，暂时不能制作文书；请执行 make setup 安装字体",
            english=f"Faces of official papers are missing: {', '.join(face.file for face in missing)}. Run make setup.",
            faces=tuple(face.chinese for face in missing),
        )


def find_fallback(folders: Sequence[Path] = SYSTEM_FOLDERS) -> Path | None:
    """The file of the fallback face."""
    for folder in folders:
        for name in _FALLBACK_FILES:
            found = next(folder.rglob(name), None) if folder.is_dir() else None
            if found is not None:
                return found
    return None
