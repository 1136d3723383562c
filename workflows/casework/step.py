"""The only way to change a case: one event in, one transaction, everything recorded or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass

from workflows.actions.catalogue import Actor, Desk, OpenStep
from workflows.casework.event import CaseEvent, Step
from workflows.casework.office import Office
from workflows.casework.record import record
from workflows.engine import state as engine_state
from workflows.engine.advance import advance
from workflows.engine.events import Deliver, Event, Outcome
from workflows.engine.state import CaseState
from workflows.errors import AlreadyDone, NotAvailable, Refusal
from workflows.store import cases, found, idempotency, inbound, outbox
from workflows.store.cases import CaseHead
from workflows.store.database import Open

TRIES = 3

ALL_DONE = "children.all_done"
"""Waited for by a case whose side cases of one process (the scope) must all have ended. It is a state, not an event:
asked at the end of every step, so that it neither comes too early nor is missed.
"""


class CaseClosed(NotAvailable):
    """The case has ended; nothing more can happen to it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a step came to; asked again with the same key, the answer is the same.

    `kept` says that nothing happened yet: what came is kept until somebody waits for it.
    """

    case_id: int
    number: str
    closed: bool
    kept: bool = False


def take_step(office: Office, case_id: int, event: CaseEvent, actor: Actor, *, key: str = "") -> Taken:
    """Applies the event to the case in one transaction.

    `key` names the request: a second step with the same key changes nothing and gets the first one's answer, or is
    refused with OtherRequest when it asks for something else. Raises refusals of the event, of an action or of the engine; nothing is kept then.
    """

    return once(office, lambda c: on_case(office, c, cases.lock_case(c, case_id), event, actor), key)


def step_on_task(office: Office, task_id: int, event: CaseEvent, actor: Actor, *, key: str = "") -> Taken:
    """The same for an event that concerns an open task. Raises AlreadyDone when the task is open no more."""

    def attempt(connection: Open) -> Attempt:
        case = cases.lock_case_of_task(connection, task_id)
        if case is None or case.closed_at is not None:
            raise AlreadyDone(task=task_id)
        return on_case(office, connection, case, event, actor)

    return once(office, attempt, key)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A step made inside a transaction that is not committed yet."""

    taken: Taken
    state: CaseState | None
    revision: int


def on_case(office: Office, connection: Open, case: CaseHead, event: CaseEvent, actor: Actor) -> Attempt:
    """One step on a locked case inside the caller's transaction."""
    if case.closed_at is not None:
        raise CaseClosed("案件已办结，不能再办理", english="The case is closed.", case=case.number)
    taken, state = apply(open_step(office, connection, case, actor), event)
    return Attempt(taken, state, case.revision + 1)


def once(office: Office, attempt: Callable[[Open], Attempt], key: str) -> Taken:
    """Runs the attempt in a transaction, at most once for a key; the whole of it again when the database asks."""
    try:
        made = _transact(office, attempt, key)
    except (Refusal, idempotency.KeyTaken):
        earlier = _earlier_answer(office, key)
        if earlier is None:
            raise
        return earlier
    if made.state is not None:
        office.live.keep(made.taken.case_id, made.revision, made.state)
    elif not made.taken.kept:
        office.live.renew(made.taken.case_id, made.revision)
    return made.taken


def _transact(office: Office, attempt: Callable[[Open], Attempt], key: str) -> Attempt:
    for tried in range(1, TRIES + 1):
        try:
            with office.database.writing() as connection:
                made = attempt(connection)
                if key:
                    answer = asdict(made.taken)
                    idempotency.keep(connection, office.district, key, answer, office.clock.now())
                return made
        except Exception as problem:
            if tried == TRIES or not office.database.is_transient(problem):
                raise
    raise AssertionError("every try returns or raises")


def _earlier_answer(office: Office, key: str) -> Taken | None:
    if not key:
        return None
    with office.database.reading() as connection:
        said = idempotency.find_answer(connection, office.district, key)
    return None if said is None else Taken(**said)


def open_step(office: Office, connection: Open, case: CaseHead, actor: Actor, *, is_first: bool = False) -> Step:
    """One step with its desk: what stands in the case is read here, and the time, once."""
    is_live = is_first or office.live.holds(case.id, case.revision)
    here = found.look(connection, case.id, actor.id, with_state=not is_live)
    bundle = office.bundle(connection, case.release_id)
    desk = Desk(
        connection=connection,
        case=case,
        records=here.records,
        unit=here.unit,
        now=office.clock.now(),
        actor=actor,
        law=office.law(connection, here.edition),
        bundle=bundle,
        definition=bundle.definition(case.process),
        proofread=office.proofread,
    )
    return Step(office, desk, here, is_first=is_first)


def apply(step: Step, event: CaseEvent) -> tuple[Taken, CaseState | None]:
    """Prepares, advances and records inside the open transaction; the live state is for keeping after the commit."""
    engine_event = event.prepare(step)
    state, outcome = None, None
    if engine_event is not None:
        state = _load(step)
        outcome = _advance(step, state, engine_event)
    closed = record(step, event.kind, state, outcome)
    return Taken(step.case.id, step.case.number, closed), state


def _advance(step: Step, state: CaseState, event: Event) -> Outcome:
    """Advances by the event, then by everything that had come before somebody waited for it."""
    actions = OpenStep(step.desk)
    outcome = advance(step.desk.definition, state, event, actions)
    while (early := _find_early(step, outcome)) is not None:
        step.desk.note("message.early", message=early.name, scope=early.scope)
        following = advance(step.desk.definition, state, early, actions)
        outcome = outcome.followed_by(following)
    return outcome


def _find_early(step: Step, outcome: Outcome) -> Deliver | None:
    """The next message that one place waits for and that is there already; several places get none."""
    waits = Counter((message.name, message.scope) for message in outcome.messages)
    places = {place for place, number in waits.items() if number == 1}
    for name, scope in sorted(places):
        if name == ALL_DONE and not _has_children(step, scope):
            return Deliver(name, scope, {})
    asked = {place for place in places if place[0] != ALL_DONE}
    kept = inbound.take(step.connection, step.case.id, asked) if asked & step.found.early else None
    return None if kept is None else Deliver(kept.name, kept.scope, kept.payload)


def _has_children(step: Step, process: str) -> bool:
    """Whether side cases of this process still run, or are about to be opened."""
    if any(e.kind == "case.start" and e.payload["process"] == process for e in step.desk.effects):
        return True
    if step.is_first:
        return False
    children = cases.list_open_children(step.connection, step.case.id)
    waiting = outbox.list_waiting(step.connection, step.case.id, "case.start")
    return any(kind == process for _, kind, _ in children) or any(said["process"] == process for said in waiting)


def _load(step: Step) -> CaseState:
    if step.is_first:
        return engine_state.begin(step.desk.definition)
    live = step.office.live.take(step.case.id, step.case.revision)
    if live is not None:
        return live
    saved = step.found.state or cases.load_state(step.connection, step.case.id)
    return engine_state.restore(step.desk.definition, saved.format, saved.body)
