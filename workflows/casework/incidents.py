"""What did not go as drawn and waits for a person; written down, never lost, never twice."""

from __future__ import annotations

from workflows.casework.event import Step
from workflows.casework.office import Office
from workflows.store import incidents


def report(step: Step, kind: str, sentence: str, *, key: str = "") -> None:
    """An incident found inside a step: kept with the step. `key` names what it is about; without one it is the step."""
    case = step.case
    name = f"{kind}:{case.id}:{key or f'step {case.revision}'}"
    incidents.add(
        step.connection, incidents.NewIncident(case.district, case.id, kind, name, sentence, ""), step.desk.now
    )


def report_failure(office: Office, case_id: int | None, kind: str, key: str, problem: Exception) -> None:
    """A step or an effect failed and was rolled back: the incident is kept in a transaction of its own."""
    sentence = str(getattr(problem, "sentence", "")) or "办理时出现错误，系统稍后重试"
    technical = f"{type(problem).__name__}: {problem}"
    with office.database.writing() as connection:
        incidents.add(
            connection,
            incidents.NewIncident(office.district, case_id, kind, key, sentence, technical),
            office.clock.now(),
        )
