"""An office to test with: clock stopped, a release made of the test processes, some people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from workflows.actions.catalogue import SYSTEM, Actor
from workflows.casework import passing
from workflows.casework.effects import BETWEEN_CASES, Handler
from workflows.casework.office import Office
from workflows.casework.start import Opening, start_case
from workflows.casework.step import Taken
from workflows.casework.tasks import Doer
from workflows.clock import CHINA, StoppedClock
from workflows.design import publish
from workflows.design.load import load_folder
from workflows.engine.definition import Bundle
from workflows.queries import case, inbox
from workflows.store import people
from workflows.store.database import Database
from workflows.store.outbox import LeasedEffect

ROOT = Path(__file__).resolve().parent.parent.parent
PROCESSES = ROOT / "tests" / "processes"
MONDAY = datetime(2026, 11, 23, 10, tzinfo=CHINA)


def law_files() -> dict[str, bytes]:
    """The policies and calendars that ship."""
    return {
        f"{folder}/{path.name}": path.read_bytes()
        for folder in ("policies", "calendars")
        for path in sorted((ROOT / "bpmn" / folder).glob("*.toml"))
    }


@dataclass
class TestOffice:
    """An office with its stopped clock, what left the house, and short ways to act in it."""

    __test__ = False
    office: Office
    clock: StoppedClock
    left: list[LeasedEffect] = field(default_factory=list)
    password: str = ""
    doers: dict[str, Doer] = field(default_factory=dict)

    @property
    def handlers(self) -> dict[str, Handler]:
        def note(_: Office, effect: LeasedEffect) -> dict[str, Any]:
            self.left.append(effect)
            return {"noted": True}

        return {**dict.fromkeys(("tell", "letter", "mail", "render", "feed"), note), **BETWEEN_CASES}

    def person(self, login: str, name: str, *groups: str) -> Doer:
        """Somebody who may do the tasks of these groups, e.g. officer@SJJ."""
        with self.office.database.writing() as connection:
            unit = groups[0].partition("@")[2] if groups else None
            mail = f"{login}@unit.example"
            values = {"login": login, "name": name, "unit": unit, "password": self.password, "email": mail}
            person_id = people.add_person(connection, values)
            for group in groups:
                role, _, of_unit = group.partition("@")
                people.add_role(connection, person_id, role, of_unit)
        self.doers[login] = Doer(Actor(person_id, name, unit or ""), frozenset(groups))
        return self.doers[login]

    def start(self, process: str = "receipt", answers: dict[str, Any] | None = None, **more: Any) -> Taken:
        said = {"matter": "修复申请"} if answers is None else answers
        key = more.pop("key", "")
        return start_case(
            self.office, Opening(process, "SJJ", more.pop("subject_id", None), said, **more), SYSTEM, key=key
        )

    def tasks(self, case_id: int) -> list[case.OpenTask]:
        with self.office.database.reading() as connection:
            return case.list_open_tasks(connection, case_id)

    def task(self, case_id: int, element: str) -> case.OpenTask:
        return next(task for task in self.tasks(case_id) if task.element == element)

    def deadlines(self, case_id: int) -> dict[str, case.DeadlineLine]:
        with self.office.database.reading() as connection:
            return {line.rule: line for line in case.list_deadlines(connection, case_id)}

    def journal(self, case_id: int) -> list[case.Happening]:
        """Oldest first."""
        with self.office.database.reading() as connection:
            return case.list_happenings(connection, case_id)[::-1]

    def page(self, number: str) -> case.CasePage:
        with self.office.database.reading() as connection:
            return case.get_by_number(connection, number)

    def pool(self, *groups: str) -> list[inbox.InboxRow]:
        with self.office.database.reading() as connection:
            return inbox.list_pool(connection, [inbox.Post(group, ()) for group in groups])

    def pass_time(self, until: datetime) -> int:
        return passing.pass_time(self.office, self.clock, until, self.handlers)

    def settle(self) -> int:
        return passing.settle(self.office, self.handlers)


@cache
def _parsed(folder: Path) -> Bundle:
    """The same files are parsed once for all tests."""
    return Bundle({**load_folder(folder), **law_files()})


def open_office(database: Database, folder: Path, at: datetime = MONDAY, processes: Path = PROCESSES) -> TestOffice:
    """An office with units SJJ, ZJJ, CZJ and the processes of a folder released."""
    clock = StoppedClock(at)
    office = Office(database, clock, folder)
    bundle = _parsed(processes)
    release_id = publish.propose(office, bundle.files, by="zhengyu", note="for tests")
    office.know_bundle(release_id, bundle)
    publish.approve(office, release_id, by="qianjin", live_from=clock.now())
    with database.writing() as connection:
        for code, name in (("SJJ", "区市场监督管理局"), ("ZJJ", "区住房和城乡建设局"), ("CZJ", "区财政局")):
            people.add_unit(connection, people.UnitRow(code, name, name[1:], False, "0519-85000000", "", "", ""))
    return TestOffice(office, clock)
