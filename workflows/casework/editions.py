"""A new edition of the law or the calendar: running cases follow it by a step of their own, without the engine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workflows.actions.catalogue import SYSTEM
from workflows.casework.event import CaseEvent, Step
from workflows.casework.office import Office
from workflows.casework.step import CaseClosed, take_step


@dataclass(frozen=True, slots=True)
class LawChanged(CaseEvent):
    """Policies or calendars were published; the case is recounted by them."""

    edition: str
    kind: str = "law.changed"

    def prepare(self, step: Step) -> None:
        step.said["edition"] = self.edition
        step.desk.facts_changed = True


def follow(office: Office, case_ids: Iterable[int], edition: str) -> int:
    """Recounts these cases, each once for the edition; what has ended meanwhile stays as it is. Returns how many."""
    done = 0
    for case_id in case_ids:
        try:
            take_step(office, case_id, LawChanged(edition), SYSTEM, key=f"{case_id}:law:{edition}")
        except CaseClosed:
            continue
        done += 1
    return done
