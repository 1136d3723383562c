"""Decides whether the tree is fit to be handed on: no file too long without a reason, no address, no path of a machine."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 300
COUNTED = {".py", ".js", ".mjs", ".css"}
REASON = re.compile(r"long because: \S+")
REASON_WITHIN = 10
NOT_TEXT = {".png", ".jpg", ".pdf", ".xlsx", ".otf", ".ico", ".zip", ".woff2"}

# Hosts that are names and not places to fetch from: XML namespaces, schemas, licences, and what stands for "this machine".
NAMES = re.compile(
    r"(?:[a-z0-9-]+\.)*(?:omg\.org|w3\.org|spiffworkflow\.org|bpmn\.io|camunda\.org|activiti\.org|flowable\.org|json-schema\.org"
    r"|openapis\.org|oasis-open\.org|apache\.org|schemas\.openxmlformats\.org|purl\.org|signavio\.com|trisotech\.com)"
    r"|localhost|127\.0\.0\.1|\[::1\]|0\.0\.0\.0"
    r"|(?:[a-z0-9-]+\.)*(?:example|test|invalid|localhost)(?:\.(?:com|org|net|cn))?"
)
ADDRESS = re.compile(r"\bhttps?://([^\s/:\"'<>(){}\\,;`|*?#]+)", re.IGNORECASE)
REGISTRY = re.compile(
    r"--(?:extra-)?index-[u]rl|--find-[l]inks|--trusted-host|\bregistry\s*=\s*//|\"resolved\"\s*:"
    r"|\b(?:pypi|files\.pythonhosted|registry\.npmjs|deb\.debian|registry\.yarnpkg)\.(?:org|com)\b",
    re.IGNORECASE,
)
MACHINE = re.compile(r"(?<![\w.])/(?:[r]oot|[h]ome/\w+|[U]sers/\w+)(?![-.\w])")
HERE = [
    str(path) for path in (ROOT, Path.home()) if len(path.parts) > 2
]  # where this checkout and its user happen to live


def files(root: Path = ROOT) -> list[Path]:
    """What git keeps or would keep."""
    command = ["git", "-C", str(root), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\0")
    return sorted({root / name for name in names if name and (root / name).is_file()})


def is_too_long(text: str) -> bool:
    """More lines than a reader holds in mind, and no reason given at the top."""
    lines = text.splitlines()
    return len(lines) > LONGEST and not REASON.search("\n".join(lines[:REASON_WITHIN]))


def objections(text: str) -> Iterator[str]:
    """What a text says that belongs to one machine or one network."""
    for match in ADDRESS.finditer(text):
        if not NAMES.fullmatch(match[1].rpartition("@")[2].lower()):
            yield f"address {match[0]}"
    for line in text.splitlines():
        if found := REGISTRY.search(line):
            yield f"registry {found[0].strip()}"
        if found := MACHINE.search(line):
            yield f"machine path {found[0]}"
        yield from (f"machine path {here}" for here in HERE if here in line)


def findings(root: Path = ROOT) -> Iterator[str]:
    for path in files(root):
        name = path.relative_to(root).as_posix()
        if path.suffix in NOT_TEXT:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        if path.suffix in COUNTED and is_too_long(text):
            yield f"{name}: {len(text.splitlines())} lines, more than {LONGEST}, and no reason in its first lines"
        if name != "scripts/tree.py":  # it names what it looks for
            yield from (f"{name}: {what}" for what in sorted(set(objections(text))))


def main() -> int:
    found = list(findings())
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
