"""Web server, writers and workers of one office are killed again and again, and nothing is lost or happens twice."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench import data
from bench.clock import SharedClock
from bench.databases import KINDS, fresh_place
from bench.fate import Fate, MortalDatabase
from bench.hands import Hands, Place, Writer
from bench.ledger import Request
from bench.tally import Fault, Tally, count

ROOT = Path(__file__).resolve().parents[2]
KILLS = 25
COMMAND = "import sys; from webapp.commands.bench import bench; sys.exit(bench(standalone_mode=False))"


@pytest.mark.crash
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_lost_and_nothing_happens_twice(kind: str) -> None:
    """As `xinfu bench chaos` proves it; at least half of the deaths find a transaction open."""
    command = [sys.executable, "-c", COMMAND, "chaos", "--kills", str(KILLS), "--database", kind, "--json"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    found = json.loads(run.stdout)["chaos"]
    said = {name.partition(".")[2]: value for name, value in found.items()}
    assert [said[fault] for fault in ("lost", "doubled", "phantom", "torn", "chain_breaks")] == [0] * 5
    assert said["kills"] >= KILLS
    assert said["in_open_transaction"] * 2 >= said["kills"]
    assert min(said[what] for what in ("errands", "completions", "mails", "timers_fired")) > 0
    assert any(name.startswith("killed web") for name in said)


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """An office in which one errand went from beginning to end, and nobody was killed."""
    with fresh_place(request.param) as (url, folder):
        database, clock = MortalDatabase(url), SharedClock.starting_at(data.MONDAY)
        made = Place(data.make_office(database, clock, folder), database, folder, clock)
        Writer.at(made, Fate.new(), 0, Hands(1)).rehearse()
        yield made
        database.close()


def _count(place: Place) -> Tally:
    return count(place.office, [place.ledger("writer0")], place.sink)


def test_what_is_whole_is_counted_whole(place: Place) -> None:
    """No false alarm: one errand, three tasks, one visit, and the mail about it."""
    tally = _count(place)
    assert tally.faults == ()
    assert (tally.figures["errands"], tally.figures["completions"], tally.figures["side_cases"]) == (1, 3, 1)


def _mail_of_nothing(place: Place) -> None:
    place.sink.path.write_text(f"{place.sink.path.read_text()}999:tell:x\t<999:tell:x@xinfu>\n")


def _mail_lost(place: Place) -> None:
    place.sink.path.write_text("\n".join(place.sink.path.read_text().splitlines()[1:]) + "\n")


def _mail_under_two_names(place: Place) -> None:
    key = place.sink.sent()[0][0]
    place.sink.path.write_text(f"{place.sink.path.read_text()}{key}\t<another@xinfu>\n")


def _answer_without_effect(place: Place) -> None:
    request = Request("writer0 errand 7")
    place.ledger("writer0").ask(request)
    place.ledger("writer0").answer(request, "XF2026-E-000099")


def _question_without_answer(place: Place) -> None:
    place.ledger("writer0").ask(Request("writer0 errand 8"))


def _nobody_asked(place: Place) -> None:
    place.ledger("writer0").path.unlink()


def _side_case_twice(place: Place) -> None:
    with place.database.writing() as connection:
        sql = "UPDATE cases SET process = 'visit', parent_id = (SELECT min(id) FROM cases) WHERE process = 'visit'"
        connection.exec_driver_sql(sql)
        columns = (
            "district, query_code, process, release_id, subject_name, unit, scope, parent_id, state, awaits, urgent"
        )
        columns += ", opened_at, closed_at, changed_at, revision, journal_seq, journal_head"
        again = f"INSERT INTO cases ({columns}, number) SELECT {columns}, 'again' FROM cases WHERE process = 'visit'"
        connection.exec_driver_sql(again)


@pytest.mark.parametrize(
    ("plant", "fault"),
    [
        (_mail_of_nothing, Fault.PHANTOM),
        (_mail_lost, Fault.LOST),
        (_mail_under_two_names, Fault.DOUBLED),
        (_answer_without_effect, Fault.LOST),
        (_question_without_answer, Fault.LOST),
        (_nobody_asked, Fault.PHANTOM),
        (_side_case_twice, Fault.DOUBLED),
    ],
)
def test_what_is_wrong_is_counted(place: Place, plant: Callable[[Place], None], fault: Fault) -> None:
    """The count would have noticed: lost, doubled and phantom effects are told apart."""
    plant(place)
    assert fault in {kind for kind, _ in _count(place).faults}
