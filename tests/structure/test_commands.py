"""A command loads what it needs and nothing else: who asks for a date does not wait for web server and database."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

from webapp.cli import PLACES, xinfu

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {
    "weasyprint",
    "sqlalchemy",
    "flask",
    "lxml",
    "SpiffWorkflow",
    "PIL",
    "openpyxl",
    "apscheduler",
    "argon2",
    "bench",
}
ASKING = """
import sys
from webapp.cli import main
sys.argv[1:] = {arguments!r}
main()
sys.stdout.write("loaded " + " ".join(sorted({heavy!r} & set(sys.modules))))
"""


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["term", "10 工作日", "--from", "2026-11-17"], ["deadline", "repair.decide", "--from", "2026-11-17"]],
)
def test_a_question_about_dates_loads_nothing_heavy(arguments: list[str]) -> None:
    """Help, `term` and `deadline` answer at once."""
    program = ASKING.format(arguments=arguments, heavy=HEAVY)
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    answer, _, loaded = run.stdout.rpartition("loaded ")
    assert answer.strip()
    assert loaded.split() == []


@pytest.mark.parametrize("name", PLACES)
def test_each_command_is_where_the_list_says(name: str) -> None:
    """The command is found under its name, and the list shows its own first sentence."""
    found = xinfu.get_command(click.Context(xinfu), name)
    assert found is not None
    assert (found.name, found.get_short_help_str(200)) == (name, PLACES[name][1])


def test_an_unknown_command_is_wrong_usage() -> None:
    """Exit status 2, as for every wrong usage."""
    run = subprocess.run(
        [sys.executable, "-m", "webapp.cli", "judge"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 2
    assert "judge" in run.stderr
