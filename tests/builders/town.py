"""A town on the shipped processes: units, staff, enterprises with records and measures, and the web in front of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from flask import Flask

from tests.builders import registry, web
from tests.builders.offices import MONDAY, ROOT, TestOffice, open_office
from webapp.app import create_app
from webapp.boot import Installation
from webapp.outgoing import handlers_of
from workflows.actions.catalogue import Actor
from workflows.casework import messages, passing, tasks
from workflows.casework.effects import Handler
from workflows.casework.office import Office
from workflows.casework.start import Opening, start_case
from workflows.casework.step import Taken
from workflows.casework.tasks import Doer, Opened
from workflows.clock import OffsetClock, china_day
from workflows.queries import case
from workflows.store import people
from workflows.store.database import Database
from workflows.store.outbox import LeasedEffect
from workflows.store.registry import RecordRow

STAFF: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "wanglei": ("王磊", ("officer@SJJ",)),
    "hejing": ("何静", ("officer@SJJ",)),
    "lihong": ("李红", ("manager@SJJ", "officer@SJJ")),
    "zhangmin": ("张敏", ("manager@SJJ", "head@SJJ")),
    "guanwei": ("关伟", ("legal@SJJ",)),
    "chenjie": ("陈洁", ("officer@ZJJ", "implementer@ZJJ")),
    "sunqian": ("孙倩", ("implementer@CZJ",)),
    "wuhao": ("吴昊", ("credit-office@XYB", "officer@XYB")),
    "qinlan": ("秦岚", ("credit-office@XYB", "officer@XYB")),
    "guguang": ("顾光", ("head@XYB", "manager@XYB")),
    "zhengyu": ("郑宇", ("designer@XYB",)),
    "qianjin": ("钱进", ("admin@XYB",)),
    "fengjing": ("冯静", ("auditor@SJG",)),
}
E1 = ("91320411MAXY00112K", "常州云岫精密机械有限公司（演示）")
E3 = ("91320411MAXY00331X", "常州青橡食品有限公司（演示）")
E4 = ("91320411MAXY004464", "常州鹿鸣人力资源服务有限公司（演示）")
APPLICATION: Mapping[str, Any] = {
    "applicant": {"capacity": "agent", "name": "沈芳"},
    "facts": {"correction": "已全部下架召回，完善进货查验制度", "duty": "performed", "duty_on": "2026-08-02"},
    "ways": ["rectification"],
    "bankruptcy": "none",
    "materials": {},
    "commitment": {
        "text_version": "2026-1",
        "signer": "沈芳",
        "signed_on": "2026-11-23",
        "method": "online",
        "agreed": True,
    },
    "contact": {"name": "沈芳", "phone": "0519-85000011"},
}
ACCEPT = {"decision": "accept", "opinion": "材料齐全，符合法定形式"}
SUPPLEMENT = {
    "decision": "supplement",
    "opinion": "材料不齐",
    "summary": "缴款凭证",
    "defects": [
        {
            "slot": "duty-proof",
            "defect": "缺少缴款凭证",
            "expected": "补交银行缴款凭证，一份",
            "basis": "办事指南第三项",
        }
    ],
}
REVIEW = {
    "next": "propose",
    "duty": "performed",
    "duty_on": "2026-08-02",
    "requirements": "met",
    "passed": ["rectification"],
    "opinion": "核验属实",
}
PROPOSE = {"proposal": "grant", "facts": "已整改并缴清罚款", "reasons": "符合修复条件"}


@cache
def kept_password() -> str:
    """Everybody in the town has the same, hashed once and cheaply: signing in is not what most tests are about."""
    return PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(web.PASSWORD)


@dataclass
class Town:
    """The town. `subjects` and `records` are known by short names: e1, e3, e4; r1 may be repaired, r2 not yet."""

    house: TestOffice
    folder: Path
    subjects: dict[str, int] = field(default_factory=dict)
    records: dict[str, RecordRow] = field(default_factory=dict)
    told: list[LeasedEffect] = field(default_factory=list)

    @property
    def office(self) -> Office:
        return self.house.office

    @cached_property
    def installation(self) -> Installation:
        return Installation(web.settings(self.folder), self.office)

    @cached_property
    def app(self) -> Flask:
        app = create_app(self.installation)
        app.testing = True
        return app

    @property
    def handlers(self) -> Mapping[str, Handler]:
        def note(_: Office, effect: LeasedEffect) -> Mapping[str, Any]:
            self.told.append(effect)
            return {"noted": True}

        return {"tell": note, **handlers_of(self.installation)}

    def sign_in(self, login: str) -> web.Person:
        return web.sign_in(self.app, login)

    def stranger(self) -> web.Person:
        """Somebody who is not signed in."""
        return web.Person(self.app.test_client())

    def doer(self, login: str) -> Doer:
        return self.house.doers[login]

    def settle(self) -> None:
        """Papers are made, letters arrive, side cases begin."""
        passing.settle(self.office, self.handlers)

    def wait(self, until: datetime) -> None:
        clock = self.office.clock
        passing.pass_time(self.office, clock, until, self.handlers)  # type: ignore[arg-type]

    def apply(self, record: str = "r1", login: str = "shenfang") -> Taken:
        """The enterprise hands in its application."""
        row = self.records[record]
        opening = Opening("repair", row.unit, row.subject_id, APPLICATION, (row.id,))
        return start_case(self.office, opening, self.doer(login).actor)

    def add_record(self, name: str, subject: str, days: int = 150) -> RecordRow:
        """One more record of an enterprise, decided so many days ago."""
        decided_on = china_day(self.office.clock.now()) - timedelta(days=days)
        with self.office.database.writing() as connection:
            self.records[name] = registry.a_record(
                connection,
                subject_id=self.subjects[subject],
                decided_on=decided_on,
                published_on=decided_on,
                kind="listing",
                document_number=f"常市监信列〔2026〕{name[1:]}号",
            )
        return self.records[name]

    def task(self, case_id: int, element: str) -> case.OpenTask:
        return self.house.task(case_id, element)

    def do(self, login: str, case_id: int, element: str, answers: Mapping[str, Any]) -> Taken:
        """Somebody takes a task and hands it in; what follows by itself is settled."""
        doer, task = self.doer(login), self.task(case_id, element)
        if not task.role_group.startswith("subject@"):
            tasks.claim(self.office, task.id, doer=doer)
        taken = tasks.complete(self.office, Opened(task.id, 1), answers, doer=doer)
        self.settle()
        return taken

    def withdraw(self, case_id: int, login: str = "shenfang") -> Taken:
        return messages.send(self.office, case_id, "withdrawal", {}, doer=self.doer(login), key="")

    def proposed(self, record: str = "r1") -> Taken:
        """A case that waits for the manager; 王磊 drafted the proposal."""
        found = self.apply(record)
        self.do("wanglei", found.case_id, "formal_check", ACCEPT)
        self.do("wanglei", found.case_id, "check_conditions", REVIEW)
        self.do("wanglei", found.case_id, "propose", PROPOSE)
        return found


def open_town(database: Database, folder: Path, at: datetime = MONDAY) -> Town:
    """Everybody is there, nothing has happened yet."""
    house = open_office(database, folder / "files", at, ROOT / "bpmn")
    house.password = kept_password()
    town = Town(house, folder)
    with database.writing() as connection:
        for code, name, short in (
            ("XYB", "区社会信用体系建设领导小组办公室", "区信用办"),
            ("SJG", "区审计局", "审计局"),
        ):
            people.add_unit(connection, people.UnitRow(code, name, short, False, "0519-85000010", "", "", ""))
        for name, (uscc, title) in {"e1": E1, "e3": E3, "e4": E4}.items():
            town.subjects[name] = registry.a_subject(connection, uscc, title, phone="0519-85000011")
        _enter_records(connection, town, at.date())
    for login, (name, groups) in STAFF.items():
        house.person(login, name, *groups)
    _portal_person(town, "shenfang", "沈芳", "经办人", "e1", "e3")
    _portal_person(town, "xujianguo", "许建国", "法定代表人", "e1")
    _portal_person(town, "dinghai", "丁海", "法定代表人", "e4")
    return town


def _enter_records(connection: Any, town: Town, today: date) -> None:
    old, young = today - timedelta(days=150), today - timedelta(days=55)
    for name, subject, decided_on in (("r1", "e1", old), ("r2", "e3", young), ("r3", "e3", old), ("r4", "e4", old)):
        town.records[name] = registry.a_record(
            connection,
            subject_id=town.subjects[subject],
            decided_on=decided_on,
            published_on=decided_on,
            kind="listing",
            document_number=f"常市监信列〔2026〕{name[1]}号",
        )
    registry.a_measure(connection, town.records["r1"], "CZJ", code="M-01", name="限制参加政府采购")
    registry.a_measure(connection, town.records["r1"], "ZJJ", code="M-02", name="限制参加招标投标", field="招标投标")


def _portal_person(town: Town, login: str, name: str, kind: str, *subjects: str) -> None:
    with town.office.database.writing() as connection:
        values = {"login": login, "name": name, "unit": None, "password": town.house.password}
        person_id = people.add_person(connection, values | {"email": f"{login}@mail.example"})
        for subject in subjects:
            mandate = {"person_id": person_id, "subject_id": town.subjects[subject], "kind": kind}
            people.add_mandate(connection, mandate | {"valid_from": date(2026, 1, 5), "proof": {}})
    groups = frozenset(f"subject@{town.subjects[subject]}" for subject in subjects)
    town.house.doers[login] = Doer(Actor(person_id, name), groups)


def run_clock(town: Town) -> None:
    """Lets the town's clock run on from where it stands, as in a sandbox."""
    town.office.clock = OffsetClock.starting_at(town.office.clock.now())
