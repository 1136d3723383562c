"""Where an open task may be given back to, as the engine sees it; looks only, changes nothing."""

from __future__ import annotations

from workflows.actions.catalogue import SYSTEM, OpenStep
from workflows.casework.office import Office
from workflows.casework.step import open_step
from workflows.engine import state as engine_state
from workflows.engine.advance import list_ways_back as engine_ways_back
from workflows.engine.definition import Node
from workflows.errors import AlreadyDone
from workflows.law.roles import Role
from workflows.store import cases, tasks
from workflows.store.database import Open


def list_ways_back(office: Office, connection: Open, task_id: int) -> tuple[Node, ...]:
    """The steps of the office that the case came by and may go back to, the nearest first. Raises AlreadyDone."""
    task = tasks.find_task(connection, task_id)
    if task is None:
        raise AlreadyDone(task=task_id)
    desk = open_step(office, connection, cases.get_case(connection, task.case_id), SYSTEM).desk
    saved = cases.load_state(connection, task.case_id)
    state = engine_state.restore(desk.definition, saved.format, saved.body)
    found = engine_ways_back(desk.definition, state, task.engine_task, task.attempt, OpenStep(desk))
    return tuple(node for node in found if node.role is not Role.SUBJECT)
