"""The year before the demo opens: thirty closed cases, written as stories from a fixed seed and played like all others."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from workflows.clock import CHINA
from workflows.design.scenarios import Act, Expected, GivenFact, GivenMeasure, GivenRecord, GivenSubject, Scenario
from workflows.law.calendar import Calendar
from workflows.law.terms import Term, Unit, tally
from workflows.registry import invented

PATH = "demo/closed.toml"
FAMILY_NAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张"
GIVEN_NAMES = ("宁", "岚", "舟", "禾", "远", "棠", "墨", "简")
CHECKED_AFTER = Term(6, Unit.MONTHS)
"""When the process looks at promises again (commitment.check); later acts only have to come after it."""
OPINION = "材料齐全，符合法定形式"
CORRECTED = "已停止违法行为，完成整改并通过复查"


@dataclass(frozen=True, slots=True)
class Series:
    """A series of numbers that was begun before the demo: `last` is the last one given out."""

    unit: str
    kind: str
    year: int
    last: int


@dataclass(frozen=True, slots=True)
class Past:
    """What closed.toml says."""

    series: tuple[Series, ...]
    stories: tuple[Scenario, ...]


def read_past(text: str, calendar: Calendar) -> Past:
    """The closed cases as stories; the same file makes the same ones."""
    said = tomllib.loads(text)
    writer = _Writer(Random(said["seed"]), calendar, said)  # noqa: S311  nothing here is secret
    return Past(
        tuple(Series(row.get("unit", ""), row["kind"], row["year"], row["last"]) for row in said["number"]),
        tuple(writer.story(number, row) for number, row in enumerate(said["case"], 1)),
    )


@dataclass(frozen=True, slots=True)
class _Case:
    """One case to be written: when it came, who works on it, what it is about."""

    opened_at: datetime
    unit: Mapping[str, Any]
    course: str
    applicant: str
    officer: str
    measures: tuple[Mapping[str, Any], ...]
    duty_on: str


class _Writer:
    """Writes stories; every choice comes from the seed."""

    def __init__(self, random: Random, calendar: Calendar, said: Mapping[str, Any]) -> None:
        self._random = random
        self._calendar = calendar
        self._units = {row["code"]: row for row in said["unit"]}
        self._implementers: Sequence[Mapping[str, Any]] = said["implementer"]
        self._until: datetime = said["until"]

    def story(self, number: int, row: Mapping[str, str]) -> Scenario:
        """One closed case."""
        random, unit = self._random, self._units[row["unit"]]
        opened_at = datetime.fromisoformat(row["at"]).replace(tzinfo=CHINA)
        decided_on = opened_at.date() - timedelta(days=random.randrange(110, 300))
        duty_on = decided_on + timedelta(days=random.randrange(20, 90))
        count = 1 + (random.random() < 0.4)
        case = _Case(
            opened_at=opened_at,
            unit=unit,
            course=row["course"],
            applicant=random.choice(FAMILY_NAMES) + random.choice(GIVEN_NAMES),
            officer=random.choice(unit["officers"]),
            measures=tuple(self._implementers[:count]),
            duty_on=duty_on.isoformat(),
        )
        fact = GivenFact("duty.performed", duty_on, "unit")
        return Scenario(
            title=f"已办结案件 {number}",
            path=f"{PATH}#{number}",
            clauses=(),
            layers=None,
            now=opened_at - timedelta(minutes=30),
            subject=GivenSubject(invented.invent_name(random), invented.invent_code(random), agents=(case.applicant,)),
            records=(
                GivenRecord(
                    ref="r1",
                    unit=unit["code"],
                    gravity="一般",
                    decided_on=decided_on,
                    number=f"{unit['mark']}〔{decided_on.year}〕{100 + number}号",
                    kind="listing",
                    facts=() if case.course == "refused" else (fact,),
                    fact=random.choice(unit["offences"]),
                    basis="相关法律法规（演示）",
                ),
            ),
            measures=tuple(
                GivenMeasure("r1", one["unit"], one["code"], one["name"], one["name"], "失信惩戒措施清单（演示）")
                for one in case.measures
            ),
            acts=tuple(self._acts(case)),
            then=Expected(),
        )

    def _acts(self, case: _Case) -> Iterator[Act]:
        yield Act(case.opened_at, case.applicant, starts="repair", records=("r1",), answers=_application(case))
        if case.course == "withdrawn":
            at = self._later(case.opened_at, 1, 15)
            yield Act(at, case.applicant, sends="withdrawal", answers={"reason": "材料还要补充"})
            return
        at = self._later(case.opened_at, 1, 10)
        if case.course == "unaccepted":
            yield from self._unaccepted(case, at)
            return
        if case.course == "supplemented":
            yield Act(at, case.officer, does="formal_check", answers=_SUPPLEMENT)
            at = self._later(at, self._random.randrange(3, 7), 11)
            yield Act(at, case.applicant, does="hand_in", answers=_HANDED_IN)
            at = self._later(at, 1, 10)
        yield Act(at, case.officer, does="formal_check", answers={"decision": "accept", "opinion": OPINION})
        yield from self._decided(case, at)

    def _unaccepted(self, case: _Case, at: datetime) -> Iterator[Act]:
        yield Act(
            at,
            case.officer,
            does="formal_check",
            answers={"decision": "refuse", "opinion": "申请事项不属于本单位受理范围"},
        )

    def _decided(self, case: _Case, accepted_at: datetime) -> Iterator[Act]:
        """Reviewed, proposed, approved by another, and where granted lifted by each unit."""
        refused, late = case.course == "refused", case.course == "late"
        at = self._later(accepted_at, self._random.randrange(1, 3), 10)
        yield Act(at, case.officer, does="check_conditions", answers=_review(case, refused))
        yield Act(at + timedelta(minutes=40), case.officer, does="propose", answers=_proposal(refused))
        at = self._later(at, self._random.randrange(10, 13) if late else self._random.randrange(1, 4), 15)
        agreed = {"decision": "agree", "opinion": "同意拟办意见"}
        decided_on = at.date()
        yield Act(at, case.unit["manager"], does="approve", answers=agreed)
        for one in () if refused else case.measures:
            at = self._later(at, 1, 11)
            row = {"measure": one["code"], "result": "lifted", "on": at.date().isoformat()}
            yield Act(at, one["login"], does="confirm", place=f"lift-measures/{one['unit']}", answers={"rows": [row]})
        if not refused:
            yield from self._checked(case, decided_on)

    def _checked(self, case: _Case, decided_on: date) -> Iterator[Act]:
        """Half a year later somebody looks whether the promise was kept; what lies after the demo's first day is left open."""
        due_on = tally(CHECKED_AFTER, decided_on, self._calendar).on
        at = self._later(_at(due_on, 10, 0), self._random.randrange(2, 5), 10)
        if at < self._until:
            yield Act(at, case.officer, does="check", place="commitment-check", answers=_KEPT)

    def _later(self, at: datetime, days: int, hour: int) -> datetime:
        """So many working days on, at that hour and some minutes."""
        day = tally(Term(days, Unit.WORKING_DAYS), at.date(), self._calendar).on
        return _at(day, hour, self._random.randrange(0, 60, 5))


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), CHINA)


def _application(case: _Case) -> Mapping[str, Any]:
    return {
        "applicant": {"capacity": "agent", "name": case.applicant},
        "facts": {"correction": CORRECTED, "duty": "performed", "duty_on": case.duty_on},
        "ways": ["rectification"],
        "bankruptcy": "none",
        "materials": {"rectification-report": [{"name": "整改情况说明.pdf"}]},
        "commitment": {
            "text_version": "2026-1",
            "signer": case.applicant,
            "signed_on": case.opened_at.date().isoformat(),
            "method": "online",
            "agreed": True,
        },
        "contact": {"name": case.applicant, "phone": "0519-85000001"},
    }


def _review(case: _Case, refused: bool) -> Mapping[str, Any]:
    demand = {
        "demand": "停止违法行为并完成整改",
        "evidence": "现场复查记录和照片",
        "met": "no" if refused else "yes",
    }
    duty = {"duty": "unperformed"} if refused else {"duty": "performed", "duty_on": case.duty_on}
    return {
        "next": "propose",
        **duty,
        "requirements": "unmet" if refused else "met",
        "passed": [] if refused else ["rectification"],
        "rectification": [demand],
        "opinion": "复查未通过，整改没有完成" if refused else "经核查材料和现场，情况属实",
    }


def _proposal(refused: bool) -> Mapping[str, Any]:
    if refused:
        return {"proposal": "refuse", "facts": "复查未通过", "reasons": "整改要求没有完成"}
    return {"proposal": "grant", "facts": "已按要求完成整改", "reasons": "符合修复条件"}


_SUPPLEMENT: Mapping[str, Any] = {
    "decision": "supplement",
    "opinion": "材料需要补正",
    "summary": "缴款凭证",
    "defects": [
        {
            "slot": "duty-proof",
            "defect": "没有缴款凭证",
            "expected": "银行或执收单位出具的缴款凭证",
            "basis": "申请材料清单",
        }
    ],
}
_HANDED_IN: Mapping[str, Any] = {"materials": [{"slot": "duty-proof", "files": [{"name": "缴款凭证.pdf"}]}]}
_KEPT: Mapping[str, Any] = {
    "finding": "kept",
    "facts": "抽查三次均合格",
    "evidence": [{"name": "核查记录.pdf"}],
}
