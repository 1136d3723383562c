"""Decides whether docs/licenses.md names every library with its licence; `--write` brings its tables up to date."""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "licenses.md"
MARK = "<!-- tables: written by `make licenses` -->\n"
PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)
LONGEST = 60  # some packages put the whole text into the field

# Where the metadata say less than the licence file does.
KNOWN = {
    "bpmn-js": "MIT with a clause: the bpmn.io logo stays visible (see above)",
    "flask-wtf": "BSD-3-Clause",
    "wtforms": "BSD-3-Clause",
    "spiffworkflow": "LGPL-3.0 (see above)",
    "python-stdnum": "LGPL-2.1-or-later (see above)",
    "pyphen": "GPL-2.0-or-later OR LGPL-2.1-or-later OR MPL-1.1 (used under the MPL)",
    "text-unidecode": "Artistic-1.0 OR GPL-2.0-or-later (used under the Artistic License)",
    "waitress": "ZPL-2.1",
}


@dataclass(frozen=True, slots=True)
class Library:
    """One pinned library, as the page names it."""

    name: str
    version: str
    licence: str


def pinned(name: str) -> Iterator[tuple[str, str]]:
    """Names and versions in a requirements file."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    yield from ((match[1], match[2]) for match in PINNED.finditer(text))


def python_libraries(name: str) -> list[Library]:
    return [Library(library, version, _python_licence(library)) for library, version in pinned(name)]


def script_libraries() -> list[Library]:
    """What package-lock.json names; the builds of esbuild for other machines count as one."""
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    found = []
    for place, entry in lock["packages"].items():
        name = place.rpartition("node_modules/")[2]
        if name and not name.startswith("@esbuild/"):
            found.append(Library(name, entry["version"], KNOWN.get(name) or entry.get("license", "?")))
    return sorted(found, key=lambda library: library.name)


def _python_licence(name: str) -> str:
    if name in KNOWN:
        return KNOWN[name]
    about = metadata.metadata(name)
    stated = next((about[field] for field in ("License-Expression", "License") if field in about), "")
    if not stated.strip() or len(stated) > LONGEST:
        kinds = [kind.rpartition(" :: ")[2] for kind in about.get_all("Classifier") or [] if kind.startswith("License")]
        stated = ", ".join(kind for kind in kinds if kind != "OSI Approved")
    return stated.strip() or "?"


def _table(title: str, libraries: list[Library]) -> str:
    rows = "".join(f"| {library.name} | {library.version} | {library.licence} |\n" for library in libraries)
    return f"\n## {title}\n\n| library | version | licence |\n|---|---|---|\n{rows}"


def page(old: str) -> str:
    """The page with fresh tables below the hand-written part."""
    introduction = old.partition(MARK)[0]
    running = {name for name, _ in pinned("run.txt")}
    testing = [library for library in python_libraries("test.txt") if library.name not in running]
    return (
        introduction
        + MARK
        + _table("Python, when running", python_libraries("run.txt"))
        + _table("Python, for tests and checks only", testing)
        + _table("Page scripts", script_libraries())
    )


def main(arguments: list[str]) -> int:
    old = PAGE.read_text(encoding="utf-8")
    new = page(old)
    if "--write" in arguments:
        PAGE.write_text(new, encoding="utf-8")
        return 0
    unknown = [line for line in new.splitlines() if line.endswith("| ? |")]
    for line in unknown:
        print(f"no licence known: {line}")
    if old != new:
        print("docs/licenses.md is out of date: run `make licenses`")
    return 1 if unknown or old != new else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
