"""What can happen to a case, and the step that it makes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from workflows.actions.catalogue import Desk
from workflows.casework.office import Office
from workflows.engine.events import Event
from workflows.errors import AlreadyDone
from workflows.store.cases import CaseHead
from workflows.store.database import Open
from workflows.store.found import Found
from workflows.store.tasks import TaskRow
from workflows.store.timers import TimerRow


@dataclass(slots=True)
class Step:
    """One step in the making: the desk of its actions, what it found in the case, what the journal will say."""

    office: Office
    desk: Desk
    found: Found
    is_first: bool = False
    said: dict[str, Any] = field(default_factory=dict)
    task_id: int | None = None
    reopened_because: str = ""
    state_said: str = ""
    fired: TimerRow | None = None
    handler_id: int | None = None

    def __post_init__(self) -> None:
        self.handler_id = self.case.handler_id

    @property
    def connection(self) -> Open:
        return self.desk.connection

    @property
    def case(self) -> CaseHead:
        return self.desk.case

    def open_task(self, task_id: int) -> TaskRow:
        """The open task with that number. Raises AlreadyDone when it is open no more."""
        found = next((task for task in self.found.tasks if task.id == task_id), None)
        if found is None:
            raise AlreadyDone(task=task_id)
        return found


class CaseEvent(Protocol):
    """Something that happens to a case. `prepare` runs with the case locked: it checks, and turns into engine terms."""

    @property
    def kind(self) -> str:
        """How the journal calls it."""

    def prepare(self, step: Step) -> Event | None:
        """What the engine is to be told, or None when the engine is not concerned. Raises refusals."""
