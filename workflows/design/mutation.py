"""Plays the scenarios on every mutant of a release: one that turns no scenario red shows what the scenarios do not say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from workflows.design import season
from workflows.design.cast import Cast
from workflows.design.mutants import Mutant, list_mutants
from workflows.design.season import Played

WANTED = 90
"""Percent of the mutants that must be noticed."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a mutant: the scenario that noticed it, or nothing; `met` says whether any scenario came there."""

    mutant: Mutant
    noticed_by: str
    met: bool


def play_mutants(
    files: Mapping[str, bytes], scenarios: Mapping[str, bytes], played: Sequence[Played], people: Cast
) -> Iterator[Fate]:
    """The fate of each mutant of the folders that these scenarios belong to.

    `played` is what the scenarios came to on the release itself: a mutant is played only by those that meet it.
    """
    folders = frozenset(path.partition("/scenarios/")[0] for path in scenarios)
    met = _Meetings(played)
    mutants = [(mutant, met.by(mutant)) for mutant in list_mutants(files, folders)]
    mutants = [(mutant, by) for mutant, by in mutants if by or not mutant.rule]
    with ProcessPoolExecutor(
        season.PROCESSES, get_context("fork"), _begin, (dict(files), dict(scenarios), people)
    ) as pool:
        yield from pool.map(_judge, mutants)


class _Meetings:
    """Which scenarios came to which elements and counted by which rules, the quickest to play first."""

    def __init__(self, played: Iterable[Played]) -> None:
        self.played = sorted(played, key=lambda one: sum(map(len, one.walks)))
        self.places = {
            one.path: {(pace.process, pace.element) for way in one.walks for pace in way} for one in self.played
        }

    def by(self, mutant: Mutant) -> tuple[str, ...]:
        return tuple(
            one.path for one in self.played if mutant.places & self.places[one.path] or mutant.rule in one.rules
        )


@dataclass(frozen=True, slots=True)
class _House:
    """What all mutants of one process share."""

    files: Mapping[str, bytes]
    scenarios: Mapping[str, bytes]
    people: Cast


_house: list[_House] = []


def _begin(files: Mapping[str, bytes], scenarios: Mapping[str, bytes], people: Cast) -> None:
    _house[:] = [_House(files, scenarios, people)]


def _judge(named: tuple[Mutant, tuple[str, ...]]) -> Fate:
    mutant, met = named
    house = _house[0]
    season.begin({**house.files, mutant.path: mutant.content}, house.people)
    noticed_by = next((path for path in met if not season.rehearse(path, house.scenarios[path]).passed), "")
    return Fate(mutant, noticed_by, bool(met))
