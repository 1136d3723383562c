"""Decides who may not decide: four eyes, objections by another officer, and substitutes who stand for somebody."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from workflows.errors import NotAllowed

EARLIER = "earlier"
"""In place of a part: every part that somebody took in an earlier case on the same record bars."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and for whom when standing in for somebody."""

    person: str
    name: str = ""
    acting_for: str = ""
    acting_for_name: str = ""

    @property
    def persons(self) -> frozenset[str]:
        return frozenset(person for person in (self.person, self.acting_for) if person)


@dataclass(frozen=True, slots=True)
class Participation:
    """Who took which part in a case, also for whom; the case may be another one on the same record.

    `part` is the word of the diagram, `part_name` what the person was by it.
    """

    case: str
    person: str
    part: str
    acting_for: str = ""
    part_name: str = "经办人"

    @property
    def persons(self) -> frozenset[str]:
        return frozenset(person for person in (self.person, self.acting_for) if person)


@dataclass(frozen=True, slots=True)
class Bar:
    """Why somebody may not decide: the earlier part, in which case, and by whom."""

    participation: Participation
    sentence: str


def bars(actor: Actor, case: str, taken: Iterable[Participation], barred: Collection[str]) -> tuple[Bar, ...]:
    """The earlier parts that keep this actor from deciding.

    `taken` are the parts taken in this case and in every case on the same record; `barred` names the parts that may not
    go together with the decision. Acting for somebody counts for both, then and now.
    """
    found = [part for part in taken if _is_barred(part, case, barred) and part.persons & actor.persons]
    return tuple(Bar(part, _sentence(actor, case, part)) for part in found)


def _is_barred(part: Participation, case: str, barred: Collection[str]) -> bool:
    return part.part in barred or (EARLIER in barred and part.case != case)


def may_decide(actor: Actor, case: str, taken: Iterable[Participation], barred: Collection[str]) -> bool:
    return not bars(actor, case, taken, barred)


@dataclass(frozen=True, slots=True)
class Barred:
    """Why somebody may not decide, bar by bar, and who may instead."""

    reasons: tuple[str, ...]
    able: tuple[str, ...]

    @property
    def sentence(self) -> str:
        who = f"可由 {'、'.join(self.able)} 审批。" if self.able else "本单位暂无其他可以审批的人员，请联系单位负责人。"
        return self.reasons[0] + who


def find_barred(
    actor: Actor, case: str, taken: Iterable[Participation], barred: Collection[str], others: Iterable[Actor] = ()
) -> Barred | None:
    """What keeps this actor from deciding, if anything does; `others` hold the same post."""
    known = tuple(taken)
    found = bars(actor, case, known, barred)
    if not found:
        return None
    able = [other.name or other.person for other in others if may_decide(other, case, known, barred)]
    return Barred(tuple(dict.fromkeys(bar.sentence for bar in found)), tuple(able))


def refuse_barred(barred: Barred | None) -> None:
    """Refuses who took a barred part, and names those who may decide instead."""
    if barred is not None:
        raise NotAllowed(
            barred.sentence,
            english="Four eyes: somebody who took an earlier part in this matter may not decide it.",
            reasons=barred.reasons,
            able=barred.able,
        )


def may_substitute(absent_unit: str, substitute_unit: str, absent: str, substitute: str) -> bool:
    """A substitute is another person of the same unit."""
    return absent_unit == substitute_unit and absent != substitute


def _sentence(actor: Actor, case: str, part: Participation) -> str:
    who = "你" if actor.person in part.persons else f"你所代的 {actor.acting_for_name or actor.acting_for} "
    where = "本件" if part.case == case else f"同一记录的 {part.case} 的"
    return f"{who}是{where}{part.part_name}，按双人审核规则不能审批。"
