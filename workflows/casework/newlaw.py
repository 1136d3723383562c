"""What a change of rules or calendars does to what is under way: foreseen before it counts, recounted when it does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflows.actions.catalogue import SYSTEM, Law
from workflows.casework import incidents, recount
from workflows.casework.event import CaseEvent, Step
from workflows.casework.office import Office
from workflows.casework.rows import rows_before
from workflows.casework.step import take_step
from workflows.clock import china_day
from workflows.errors import AlreadyDone, NotAvailable
from workflows.law.deadlines import Deadline, reckon
from workflows.registry import commitments, due, records
from workflows.registry.circumstances import Circumstances
from workflows.store import facts, standing, tasks, timers
from workflows.store.database import Open
from workflows.store.facts import Owner
from workflows.store.standing import OpenCase

REGISTRY = (records.OWNER, commitments.OWNER)
"""Registry objects that have deadlines of their own."""

STARTED_BY = frozenset({records.DECIDED, records.PUBLISHED, commitments.MADE, commitments.CHECKED, commitments.BROKEN})
"""The facts that start them."""

Place = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Shift:
    """A deadline of an open case that another law would move; None where it has no day."""

    case: str
    rule: str
    name: str
    scope: str
    before: date | None
    after: date | None


def foresee(office: Office, law: Law) -> Iterator[Shift]:
    """Every deadline of an open case that would have another day under this law; nothing is changed."""
    after = 0
    while True:
        with office.database.reading() as connection:
            page = standing.list_open(connection, office.district, after)
            shifts = [shift for case in page for shift in _shifts(connection, office, case, law)]
        yield from shifts
        if len(page) < standing.PAGE:
            return
        after = page[-1].id


def _shifts(connection: Open, office: Office, case: OpenCase, law: Law) -> Iterator[Shift]:
    owner, today = Owner("case", case.id), china_day(office.clock.now())
    known = facts.list_facts(connection, owner)
    if not known:
        return
    holds, extensions = facts.list_holds(connection, owner), facts.list_extensions(connection, owner)

    def days(by: Law) -> Mapping[Place, Deadline]:
        found = reckon(known, holds, extensions, by.policies, by.calendar, today)
        return {(one.rule_key, one.scope, one.origin_fact_id): one for one in found if not one.is_stopped}

    old, new = days(office.law(connection)), days(law)
    for place in sorted(old.keys() | new.keys()):
        before, after = old.get(place), new.get(place)
        said = after or before
        was, will_be = (one.due_on if one is not None else None for one in (before, after))
        if said is not None and was != will_be:
            yield Shift(case.number, said.rule_key, said.rule.name, said.scope, was, will_be)


@dataclass(frozen=True, slots=True)
class LawChanged(CaseEvent):
    """Rules or calendars changed: the deadlines of the case are counted anew, and nothing else happens to it."""

    kind: str = "law.changed"

    def prepare(self, step: Step) -> None:
        """Raises AlreadyDone when nothing moves, so that no entry is written for nothing."""
        before = _standing(step)
        recount.recount(step, rows_before(step))
        if _standing(step) == before:
            raise AlreadyDone(case=step.case.number)
        step.desk.notes = [note for note in step.desk.notes if not _says_nothing(note)]


def _says_nothing(note: Mapping[str, Any]) -> bool:
    """A deadline whose day is the same: only what is left of it reads otherwise today."""
    return note.get("note") == "deadline" and note.get("old") == note.get("new")


def _standing(step: Step) -> tuple[object, ...]:
    """What a change of the law may move: days and rows of deadlines, days of tasks, moments of timers."""
    owner = Owner("case", step.case.id)
    deadlines = facts.list_deadlines(step.connection, owner)
    rows = timers.list_timers(step.connection, owner.kind, owner.id)
    return (
        [(one.rule, one.scope, one.fact_id, one.due_on, one.provisional, one.row) for one in deadlines],
        [(task.id, task.due_at) for task in tasks.list_tasks(step.connection, step.case.id)],
        sorted((row.id, row.due_at is None, row.due_at, row.dormant, row.fact_id or 0) for row in rows),
    )


def recount_cases(office: Office) -> int:
    """Counts the deadlines of every open case anew, one step a case; returns how many moved.

    Each case is an item of its own: interrupted and run again, what was counted is not counted twice.
    """
    moved, after = 0, 0
    while True:
        with office.database.reading() as connection:
            page = standing.list_open(connection, office.district, after)
        for case in page:
            moved += _recount(office, case)
        if len(page) < standing.PAGE:
            return moved
        after = page[-1].id


def _recount(office: Office, case: OpenCase) -> bool:
    try:
        take_step(office, case.id, LawChanged(), SYSTEM)
    except (AlreadyDone, NotAvailable):  # nothing moves, or it was closed meanwhile
        return False
    except Exception as problem:  # noqa: BLE001  one case among many: it waits for a person, the others are counted
        incidents.report_failure(office, case.id, "recount", f"recount:{case.id}:{office.clock.now():%F}", problem)
        return False
    return True


def concerned(old: Law, new: Law) -> tuple[str, ...]:
    """The registry objects whose deadlines may move between two states of the law: so many records are left alone."""
    if _started_by_registry(old) != _started_by_registry(new):
        return REGISTRY
    return () if old.calendar.years == new.calendar.years else (commitments.OWNER,)


def _started_by_registry(law: Law) -> list[tuple[object, ...]]:
    """The rules that a record or a promise may start, with the classes and transitions that they are read by."""
    return [
        (
            profile.key,
            profile.valid_from,
            profile.valid_to,
            profile.classes,
            profile.transitions,
            tuple(rule for rule in profile.rules if rule.start in STARTED_BY or rule.key in due.STARTING),
        )
        for profile in law.policies.profiles
    ]


def recount_registry(office: Office, kinds: tuple[str, ...]) -> int:
    """The same for records and promises: the days on which their own processes start. Returns how many there are."""
    counted = 0
    for kind in kinds:
        after = 0
        while True:
            with office.database.writing() as connection:
                law = office.law(connection)
                circumstances = Circumstances(office.clock.now(), SYSTEM.name, law.policies, law.calendar)
                page = standing.list_owners(connection, kind, after)
                for owner in page:
                    due.recount(connection, office.district, owner, circumstances)
            counted += len(page)
            if len(page) < standing.PAGE:
                break
            after = page[-1].id
    return counted
