"""Decides whether this machine can make official papers: faces, system libraries, speed; what `xinfu doctor` reports."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from workflows.documents import faces, pdf
from workflows.documents.faces import FALLBACK, FONTS, SYSTEM_FOLDERS
from workflows.errors import NotAvailable


class Level(StrEnum):
    """How much a finding matters."""

    GOOD = "正常"
    WARNING = "注意"
    BAD = "缺失"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that papers need, and how it stands here."""

    level: Level
    part: str
    sentence: str
    hint: str = ""


def self_check(folder: Path = FONTS, system_folders: tuple[Path, ...] = SYSTEM_FOLDERS) -> list[Finding]:
    """Every part that papers need, good or not, worst first."""
    found = [_faces(folder), _fallback(system_folders), *_libraries()]
    return sorted(found, key=lambda finding: list(Level).index(finding.level), reverse=True)


def _faces(folder: Path) -> Finding:
    missing = faces.list_missing(folder)
    if not missing:
        return Finding(Level.GOOD, "公文字体", "仿宋、黑体、楷体、小标宋、宋体齐全")
    named = "、".join(f"{face.chinese}（{face.file}）" for face in missing)
    return Finding(Level.BAD, "公文字体", f"缺少{named}，不能制作文书", "执行 make setup")


def _fallback(system_folders: tuple[Path, ...]) -> Finding:
    if faces.find_fallback(system_folders):
        return Finding(Level.GOOD, "生僻字字体", f"{FALLBACK} 已安装")
    return Finding(
        Level.WARNING, "生僻字字体", f"缺少 {FALLBACK}，名称中有生僻字的文书不能印发", "apt-get install fonts-noto-cjk"
    )


def _libraries() -> Iterator[Finding]:
    try:
        pdf.load_library()
    except NotAvailable as refusal:
        yield Finding(Level.BAD, "Pango", refusal.sentence, "apt-get install libpango-1.0-0 libpangoft2-1.0-0")
        return
    yield Finding(Level.GOOD, "Pango", "已安装")
    yield harfbuzz_finding(lambda: importlib.import_module("weasyprint.text.ffi").harfbuzz_subset is not None)


def harfbuzz_finding(is_there: Callable[[], bool]) -> Finding:
    """Without it fonts are cut out by a slow way, and every paper takes seconds."""
    if is_there():
        return Finding(Level.GOOD, "HarfBuzz subset", "已安装")
    return Finding(
        Level.WARNING,
        "HarfBuzz subset",
        "缺少 libharfbuzz-subset，每份文书要多用数秒",
        "apt-get install libharfbuzz-subset0",
    )
