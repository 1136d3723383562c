"""All tables of the office, one module a topic."""

from workflows.store.base import Base
from workflows.store.schema.cases import (
    AnswerDraft,
    Case,
    CaseRecord,
    CaseState,
    Effect,
    Idempotency,
    InboundMessage,
    Incident,
    Journal,
    Participation,
    Task,
)
from workflows.store.schema.papers import File, LawEdition, NumberRow, Paper, Release, ServiceAttempt
from workflows.store.schema.people import (
    Letter,
    Mandate,
    Person,
    PersonRole,
    ServiceAccount,
    Substitution,
    Unit,
)
from workflows.store.schema.registry import Commitment, Interview, Measure, Priority, PublicityStop, Record, Subject
from workflows.store.schema.time import Deadline, Extension, Fact, Hold, Occurrence, Timer

__all__ = [
    "AnswerDraft",
    "Base",
    "Case",
    "CaseRecord",
    "CaseState",
    "Commitment",
    "Deadline",
    "Effect",
    "Extension",
    "Fact",
    "File",
    "Hold",
    "Idempotency",
    "InboundMessage",
    "Incident",
    "Interview",
    "Journal",
    "LawEdition",
    "Letter",
    "Mandate",
    "Measure",
    "NumberRow",
    "Occurrence",
    "Paper",
    "Participation",
    "Person",
    "PersonRole",
    "Priority",
    "PublicityStop",
    "Record",
    "Release",
    "ServiceAccount",
    "ServiceAttempt",
    "Subject",
    "Substitution",
    "Task",
    "Timer",
    "Unit",
]
