"""The tests mirror the code: whoever opens a module finds its tests by name, and no test outlives its module."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MIRRORED = ("law", "engine", "store", "registry", "documents", "casework")


def modules(folder: Path) -> set[str]:
    """Names of modules and packages directly in a folder."""
    return {path.stem for path in folder.glob("*.py")} | {path.parent.name for path in folder.glob("*/__init__.py")}


def mirrors(test: Path, package: Path) -> bool:
    """`test_terms.py` and `test_terms_at_year_end.py` both belong to `terms.py`."""
    subject = test.stem.removeprefix("test_")
    return any(subject == name or subject.startswith(f"{name}_") for name in modules(package))


@pytest.mark.parametrize("package", MIRRORED)
def test_no_test_is_an_orphan(package: str):
    """Each test file of a layer is named after a module of that layer."""
    tests = ROOT / "tests" / package
    orphans = [
        path.relative_to(ROOT).as_posix()
        for path in sorted(tests.rglob("test_*.py"))
        if not mirrors(path, ROOT / "workflows" / package / path.parent.relative_to(tests))
    ]
    assert orphans == []
