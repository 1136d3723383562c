"""What can happen to a case, and the step that it makes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from workflows.actions.catalogue import Desk
from workflows.casework.office import Office
from workflows.engine.events import Event
from workflows.errors import AlreadyDone
from workflows.store import cases, tasks, timers
from workflows.store.cases import CaseHead
from workflows.store.database import Open
from workflows.store.tasks import TaskRow
from workflows.store.timers import TimerRow


@dataclass(slots=True)
class Step:
    """One step in the making: the desk of its actions, what waited in the case before it, what the journal will say."""

    office: Office
    desk: Desk
    is_first: bool = False
    said: dict[str, Any] = field(default_factory=dict)
    task_id: int | None = None
    reopened_because: str = ""
    state_said: str = ""
    fired: TimerRow | None = None
    handler_id: int | None = None
    _tasks: list[TaskRow] | None = None
    _timers: list[TimerRow] | None = None
    _records: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        self.handler_id = self.case.handler_id

    @property
    def connection(self) -> Open:
        return self.desk.connection

    @property
    def case(self) -> CaseHead:
        return self.desk.case

    def open_tasks(self) -> list[TaskRow]:
        """The tasks that were open before the step."""
        if self._tasks is None:
            self._tasks = [] if self.is_first else list(tasks.list_tasks(self.connection, self.case.id))
        return self._tasks

    def waiting_timers(self) -> list[TimerRow]:
        """The timers that waited before the step."""
        if self._timers is None:
            self._timers = [] if self.is_first else list(timers.list_timers(self.connection, "case", self.case.id))
        return self._timers

    def open_task(self, task_id: int) -> TaskRow:
        """The open task with that number. Raises AlreadyDone when it is open no more."""
        found = next((task for task in self.open_tasks() if task.id == task_id), None)
        if found is None:
            raise AlreadyDone(task=task_id)
        return found

    def record_ids(self) -> tuple[int, ...]:
        """The records that the case is about."""
        if self._records is None:
            self._records = cases.list_records(self.connection, self.case.id)
        return self._records


class CaseEvent(Protocol):
    """Something that happens to a case. `prepare` runs with the case locked: it checks, and turns into engine terms."""

    @property
    def kind(self) -> str:
        """How the journal calls it."""

    def prepare(self, step: Step) -> Event | None:
        """What the engine is to be told, or None when the engine is not concerned. Raises refusals."""
