"""The only way to change a case: one event in, one transaction, everything recorded or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

from workflows.actions.catalogue import Actor, Desk, OpenStep
from workflows.casework.event import CaseEvent, Step
from workflows.casework.office import Office
from workflows.casework.record import record
from workflows.engine import state as engine_state
from workflows.engine.advance import advance
from workflows.engine.events import Deliver, Event, Outcome
from workflows.engine.state import CaseState
from workflows.errors import AlreadyDone, NotAvailable, Refusal
from workflows.store import cases, idempotency, inbound
from workflows.store.cases import CaseHead
from workflows.store.database import Open

TRIES = 3


@dataclass(frozen=True, slots=True)
class Taken:
    """What a step came to; asked again with the same key, the answer is the same."""

    case_id: int
    number: str
    closed: bool


def take_step(office: Office, case_id: int, event: CaseEvent, actor: Actor, *, key: str = "") -> Taken:
    """Applies the event to the case in one transaction.

    `key` names the request: a second step with the same key changes nothing and gets the first one's answer.
    Raises refusals of the event, of an action or of the engine; nothing is kept then.
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
        raise NotAvailable("案件已办结，不能再办理", english="The case is closed.", case=case.number)
    taken, state = apply(Step(office, open_desk(office, connection, case, actor)), event)
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


def open_desk(office: Office, connection: Open, case: CaseHead, actor: Actor) -> Desk:
    """The desk of one step: time is read here, once."""
    bundle = office.bundle(connection, case.release_id)
    return Desk(
        connection=connection,
        case=case,
        now=office.clock.now(),
        actor=actor,
        law=office.law(connection),
        bundle=bundle,
        definition=bundle.definition(case.process),
        proofread=office.proofread,
    )


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
    """Advances by the event, then by kept messages that somebody waits for now."""
    actions = OpenStep(step.desk)
    outcome = advance(step.desk.definition, state, event, actions)
    passed = outcome.passed
    while outcome.messages:
        waited_for = ((message.name, message.scope) for message in outcome.messages)
        early = inbound.take(step.connection, step.case.id, waited_for)
        if early is None:
            break
        step.desk.note("message.early", message=early.name, scope=early.scope)
        outcome = advance(step.desk.definition, state, Deliver(early.name, early.scope, early.payload), actions)
        passed += outcome.passed
    return replace(outcome, passed=passed)


def _load(step: Step) -> CaseState:
    if step.is_first:
        return engine_state.begin(step.desk.definition)
    live = step.office.live.take(step.case.id, step.case.revision)
    if live is not None:
        return live
    saved = cases.load_state(step.connection, step.case.id)
    return engine_state.restore(step.desk.definition, saved.format, saved.body)
