"""Everything that the deadlines of an owner are reckoned from, and what was reckoned before: one question."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from workflows.law import deadlines as law
from workflows.store import timers
from workflows.store.facts import deadlines, holds, recorded
from workflows.store.facts.deadlines import DeadlineRow
from workflows.store.facts.recorded import FactRow, Owner
from workflows.store.timers import Fired
from workflows.store.together import Together


@dataclass(frozen=True, slots=True)
class Known:
    """Facts, holds and extensions as the law reckons with them; what has fired; the deadlines as last reckoned."""

    facts: tuple[law.Fact, ...]
    holds: tuple[law.Hold, ...]
    extensions: tuple[law.Extension, ...]
    fired: frozenset[Fired]
    deadlines: tuple[DeadlineRow, ...]


_KNOWN = Together(
    facts=recorded.OF_OWNER,
    holds=holds.OF_OWNER,
    extensions=holds.EXTENSIONS_OF_OWNER,
    fired=timers.OCCURRENCES_OF_OWNER,
    deadlines=deadlines.OF_OWNER,
)


def read_known(connection: Connection, owner: Owner) -> Known:
    found = _KNOWN.ask(connection, {"of_kind": owner.kind, "owner": owner.id})
    return Known(
        facts=tuple(recorded.as_law(FactRow(*row)) for row in found["facts"]),
        holds=tuple(holds.as_law(holds.HoldRow(*row)) for row in found["holds"]),
        extensions=tuple(holds.extension_as_law(row) for row in found["extensions"]),
        fired=frozenset(Fired(*row) for row in found["fired"]),
        deadlines=tuple(deadlines.as_row(row) for row in found["deadlines"]),
    )
