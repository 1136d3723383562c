"""Carries out what steps left in the outbox: leased, done, marked; again later when it failed, given up in the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from workflows.actions.catalogue import SYSTEM
from workflows.casework import incidents
from workflows.casework.cutting import Abandoned, goes_on_alone
from workflows.casework.messages import Message, child_closed, deliver
from workflows.casework.office import Office
from workflows.casework.start import Opening, begin
from workflows.casework.step import Attempt, CaseClosed, once, take_step
from workflows.errors import Conflict
from workflows.store import cases, outbox
from workflows.store.database import Open
from workflows.store.outbox import LeasedEffect

Handler = Callable[[Office, LeasedEffect], Mapping[str, Any]]
"""Carries out one effect, safely repeatable by the effect's key, and answers with the receipt."""

WAITS = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 3600, 14400))
"""How long a failed effect waits before each next try; after the last one it is given up and reported."""


class NotYet(Exception):
    """The day for which an effect waited has moved: it waits for the new one, and nothing has failed."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(until.isoformat())


def run_effects(office: Office, handlers: Mapping[str, Handler], limit: int = 100) -> int:
    """Carries out up to `limit` effects that are due; returns how many were handled."""
    for handled in range(limit):
        with office.database.reading() as connection:
            next_at = outbox.next_due(connection)
        if next_at is None or next_at > office.clock.now():
            return handled
        with office.database.writing() as connection:
            leased = outbox.lease(connection, office.clock.now())
        if not leased:
            return handled
        _carry_out(office, leased[0], handlers)
    return limit


def _carry_out(office: Office, effect: LeasedEffect, handlers: Mapping[str, Handler]) -> None:
    """Asks once more, just before it leaves, whether it is still wanted: its branch may have been cut off since."""
    with office.database.reading() as connection:
        if not outbox.is_wanted(connection, effect.id):
            return
    if effect.attempts > len(WAITS):
        _fail(office, effect, RuntimeError("whoever carries it out dies of it"))
        return
    try:
        receipt = handlers[effect.kind](office, effect)
    except NotYet as early:
        with office.database.writing() as connection:
            outbox.put_off(connection, effect.id, early.until)
        return
    except Exception as problem:  # noqa: BLE001  one effect among many: it waits, the others go on
        _fail(office, effect, problem)
        return
    with office.database.writing() as connection:
        outbox.mark_done(connection, effect.id, office.clock.now(), receipt)


def _fail(office: Office, effect: LeasedEffect, problem: Exception) -> None:
    now = office.clock.now()
    again = now + WAITS[effect.attempts] if effect.attempts < len(WAITS) else None
    with office.database.writing() as connection:
        outbox.mark_failed(connection, effect.id, f"{type(problem).__name__}: {problem}", again, now)
    if again is None:
        incidents.report_failure(office, effect.case_id, "effect", f"effect:{effect.key}", problem)


def _start(office: Office, effect: LeasedEffect) -> Mapping[str, Any]:
    """Opens another case; a side case only while its parent is open and wants it, asked under the lock of the parent."""
    said = effect.payload
    opening = Opening(
        process=said["process"],
        unit=said["unit"],
        subject_id=said.get("subject_id"),
        answers=said.get("answers", {}),
        records=tuple(said.get("records", ())),
        scope=said.get("scope", ""),
        parent_id=said.get("parent_id"),
        names=said.get("names", {}),
    )

    def attempt(connection: Open) -> Attempt:
        if opening.parent_id is not None:
            parent = cases.lock_case(connection, opening.parent_id)
            bundle = office.bundle(connection, parent.release_id)
            alone = goes_on_alone(bundle, opening.process)
            if not (alone or parent.closed_at is None) or not outbox.is_wanted(connection, effect.id):
                raise Unwanted
        return begin(office, connection, opening, SYSTEM)

    try:
        taken = once(office, attempt, effect.key)
    except Unwanted as refusal:
        return {"unsent": refusal.sentence}
    return {"case": taken.number, "case_id": taken.case_id}


class Unwanted(Conflict):
    """What asked for the effect was cut off while it was on its way, and before it was ever carried out."""

    default_sentence = "主案已不再办理这一部分"
    default_english = "The main case does not do this part any more."


def _message(office: Office, effect: LeasedEffect) -> Mapping[str, Any]:
    said = effect.payload
    message = Message(said["name"], said.get("scope", ""), said.get("payload", {}), effect.case_id)
    taken = deliver(office, said["case_id"], message, key=effect.key)
    return {"delivered": taken is not None}


def _child_closed(office: Office, effect: LeasedEffect) -> Mapping[str, Any]:
    said = effect.payload
    told = child_closed(office, said["case_id"], said["process"], said["scope"], key=effect.key)
    return {"told": said["case_id"] if told else None}


def _abandon(office: Office, effect: LeasedEffect) -> Mapping[str, Any]:
    """A side case that has ended by itself meanwhile stays as it is."""
    said = effect.payload
    try:
        taken = take_step(office, said["case_id"], Abandoned(said["because"]), SYSTEM, key=effect.key)
    except CaseClosed:
        return {"abandoned": None}
    return {"abandoned": taken.number}


BETWEEN_CASES: Mapping[str, Handler] = {
    "case.start": _start,
    "case.message": _message,
    "case.abandon": _abandon,
    "child.closed": _child_closed,
}
"""The effects that become a step of another case."""
