"""Plays many scenarios, two processes at a time, each on a stage of its own; a broken one is a failure, never a stop."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from workflows.design import rehearsal
from workflows.design.cast import Cast, parse_cast
from workflows.design.play import play
from workflows.design.scenarios import parse_scenario
from workflows.engine.definition import Bundle
from workflows.errors import BadInput, Refusal
from workflows.queries.walks import Walk

PROCESSES = 2
LONGEST = 120
"""Seconds after which a scenario is taken for one that goes round for ever."""
CAST = "demo/people.toml"
"""Where a release keeps the people of its scenarios."""


@dataclass(frozen=True, slots=True)
class Played:
    """What came of one scenario: its title, every difference from what it says, the ways of its cases, its rules."""

    path: str
    title: str
    failures: tuple[str, ...]
    walks: tuple[Walk, ...] = ()
    rules: frozenset[str] = frozenset()

    @property
    def passed(self) -> bool:
        return not self.failures


def scenarios_in(files: Mapping[str, bytes], folders: Sequence[str] | None = None) -> dict[str, bytes]:
    """The scenarios of a release by path; only those of these process folders when they are named."""
    return {
        path: content
        for path, content in sorted(files.items())
        if "/scenarios/" in path
        and path.endswith((".yaml", ".yml"))
        and (folders is None or path.partition("/scenarios/")[0] in folders)
    }


def play_all(
    files: Mapping[str, bytes], scenarios: Mapping[str, bytes], people: Cast | None = None
) -> Iterator[Played]:
    """Plays each scenario on the files of a release and tells what came of it, in the order given.

    `people` are those of the release, unless others are handed in. Raises BadInput when there are none.
    """
    company = people or cast_of(files)
    with ProcessPoolExecutor(PROCESSES, get_context("fork"), begin, (dict(files), company)) as pool:
        yield from pool.map(rehearse, scenarios.keys(), scenarios.values())


def cast_of(files: Mapping[str, bytes]) -> Cast:
    """The people of a release. Raises BadInput when it has none."""
    text = files.get(CAST)
    if text is None:
        raise BadInput(f"没有场景用的人员名单（{CAST}）", english=f"There is no cast ({CAST}).")
    return parse_cast(text.decode())


@dataclass(frozen=True, slots=True)
class _House:
    """What all scenarios of one process share."""

    bundle: Bundle
    people: Cast


_house: list[_House] = []


def begin(files: Mapping[str, bytes], people: Cast) -> None:
    """Opens the house in which this process plays: the files are parsed once for all scenarios."""
    _house[:] = [_House(Bundle(files), people)]


class _TooLong(BaseException):
    """A scenario goes on for ever; told apart from every failure that casework itself would catch."""


def rehearse(path: str, content: bytes) -> Played:
    """Plays one scenario in the house that was opened last in this process."""
    try:
        scenario = parse_scenario(path, content.decode())
    except (Refusal, UnicodeDecodeError) as refusal:
        return Played(path, path, (f"场景无法读取：{refusal}",))
    signal.signal(signal.SIGALRM, _stop)
    signal.setitimer(signal.ITIMER_REAL, LONGEST, 1)
    try:
        verdict = play(scenario, _house[0].bundle, _house[0].people, rehearsal.handlers)
    except Refusal as refusal:
        return Played(path, scenario.title, (f"{refusal.sentence} [{refusal.code}]",))
    except _TooLong:
        return Played(path, scenario.title, (f"超过 {LONGEST} 秒没有结束",))
    except Exception as problem:  # noqa: BLE001  one scenario among many: the others are played
        return Played(path, scenario.title, (f"办理中断：{type(problem).__name__}: {problem}",))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return Played(path, scenario.title, verdict.failures, verdict.walks, verdict.rules)


def _stop(_signal: int, _frame: object) -> None:
    raise _TooLong
