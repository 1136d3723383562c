"""Decides how a public promise is kept on file, and what its later check means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workflows.errors import AlreadyDone
from workflows.law.profile import Source
from workflows.registry.circumstances import Circumstances
from workflows.store import facts, registry
from workflows.store.database import Open
from workflows.store.facts import NewFact, Owner
from workflows.store.registry import CommitmentRow, NewCommitment, RecordRow

OWNER = "commitment"
MADE = "commitment.made"
CHECKED = "commitment.checked"
BROKEN = "commitment.broken"


class CheckResult(StrEnum):
    """What the check of a promise found."""

    KEPT = "kept"
    BROKEN = "broken"
    FALSE = "false"

    @property
    def label(self) -> str:
        return {CheckResult.KEPT: "已履行", CheckResult.BROKEN: "未履行", CheckResult.FALSE: "承诺不实"}[self]

    @property
    def fact(self) -> str:
        return CHECKED if self is CheckResult.KEPT else BROKEN


@dataclass(frozen=True, slots=True)
class Signed:
    """A promise as it was signed: which version of the text, by whom, on which day."""

    text_version: str
    signer: str
    on: date


@dataclass(frozen=True, slots=True)
class Promised:
    """What was promised in an interview, until when, and who signed for it."""

    text: str
    due_on: date
    signer: str = ""


CHECK = "commitment.check"
"""The rule whose last day opens the check of a promise."""


def promise(
    connection: Open,
    case_id: int,
    subject_id: int,
    promised: Sequence[Promised],
    circumstances: Circumstances,
) -> tuple[int, ...]:
    """Promises of an interview, each with its own day, which the signed minutes set."""
    numbers = []
    today = circumstances.today
    for one in promised:
        new = NewCommitment(
            subject_id, None, case_id, "约谈笔录", one.signer, today, promise=one.text, due_on=one.due_on
        )
        number = registry.add_commitment(connection, new)
        evidence = {"source": Source.REGISTRY.value, "sets": {CHECK: one.due_on.isoformat()}}
        owner = Owner(OWNER, number)
        facts.record(connection, NewFact(owner, MADE, today, circumstances.now, circumstances.by, evidence=evidence))
        numbers.append(number)
    return tuple(numbers)


def register(
    connection: Open, case_id: int, records: Sequence[RecordRow], signed: Signed, circumstances: Circumstances
) -> tuple[int, ...]:
    """One promise for each record of the case (one letter per record); a case registers it once."""
    known = {row.record_id: row.id for row in registry.list_commitments_of_case(connection, case_id)}
    numbers = []
    for record in records:
        if record.id not in known:
            new = NewCommitment(record.subject_id, record.id, case_id, signed.text_version, signed.signer, signed.on)
            known[record.id] = registry.add_commitment(connection, new)
            _note(connection, known[record.id], MADE, signed.on, circumstances)
        numbers.append(known[record.id])
    return tuple(numbers)


def note_result(
    connection: Open, commitment_id: int, result: CheckResult, circumstances: Circumstances
) -> CommitmentRow:
    """The check of one promise; it goes to the credit file. Raises AlreadyDone when it was checked before."""
    row = registry.lock_commitment(connection, commitment_id)
    if row.result:
        raise AlreadyDone("该项承诺已经复核", english="This commitment was checked before.", commitment=commitment_id)
    registry.set_result(connection, commitment_id, result.value, circumstances.today)
    _note(connection, commitment_id, result.fact, circumstances.today, circumstances)
    return row


def _note(connection: Open, commitment_id: int, kind: str, on: date, circumstances: Circumstances) -> None:
    evidence = {"source": Source.REGISTRY.value}
    new = NewFact(Owner(OWNER, commitment_id), kind, on, circumstances.now, circumstances.by, evidence=evidence)
    facts.record(connection, new)
