"""Decides whether an office's database is whole: counted with plain SQL of its own, not with the code it judges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from workflows.casework.office import Office
from workflows.engine import state
from workflows.engine.advance import advance
from workflows.engine.environment import Place
from workflows.engine.events import Look
from workflows.queries.cases import list_ids
from workflows.store import journal
from workflows.store.database import Open

OF_A_CASE = (
    "tasks",
    "case_states",
    "journal",
    "inbound_messages",
    "case_records",
    "participations",
    "outbox",
    "papers",
)
OWNED = ("timers", "facts", "deadlines", "occurrences", "holds", "extensions")

WRONG = {
    "案件修订号与日志条数不一致": """
        SELECT c.id, c.revision, c.journal_seq, count(j.seq) FROM cases c LEFT JOIN journal j ON j.case_id = c.id
        GROUP BY c.id, c.revision, c.journal_seq HAVING c.revision <> count(j.seq) OR c.journal_seq <> count(j.seq)""",
    "案件没有引擎状态": """
        SELECT c.id FROM cases c LEFT JOIN case_states s ON s.case_id = c.id WHERE s.case_id IS NULL""",
    "已办结的案件还有待办": """
        SELECT t.id, t.case_id FROM tasks t JOIN cases c ON c.id = t.case_id WHERE c.closed_at IS NOT NULL""",
    "已办结的案件还有定时": """
        SELECT t.id, t.owner_id FROM timers t JOIN cases c ON t.owner_kind = 'case' AND c.id = t.owner_id
        WHERE c.closed_at IS NOT NULL""",
    "督办提醒没有对应的待办": """
        SELECT r.id, r.owner_id FROM timers r LEFT JOIN tasks t ON t.case_id = r.owner_id AND t.engine_task = r.engine_task
        WHERE r.owner_kind = 'case' AND r.kind <> 'engine' AND t.id IS NULL""",
    "一个待办办结了两次": """
        SELECT case_id, task_id, count(*) FROM journal WHERE kind = 'task.completed' AND task_id IS NOT NULL
        GROUP BY case_id, task_id HAVING count(*) > 1""",
    "办结的待办仍在待办中": """
        SELECT t.id, t.case_id FROM tasks t JOIN journal j ON j.task_id = t.id AND j.kind = 'task.completed'
        WHERE j.case_id = t.case_id AND t.attempt = 1""",
    "触发的定时与登记的时点数目不同": """
        SELECT j.case_id, j.fired, coalesce(o.noted, 0) FROM
        (SELECT case_id, count(*) AS fired FROM journal WHERE kind = 'timer.fired' GROUP BY case_id) j LEFT JOIN
        (SELECT owner_id, count(*) AS noted FROM occurrences WHERE owner_kind = 'case' GROUP BY owner_id) o
        ON o.owner_id = j.case_id WHERE j.fired <> coalesce(o.noted, 0)""",
}
"""What must never be found, each as the question that finds it."""


class _NoActions:
    """A case that is only looked at calls nothing."""

    def call(self, operator: str, parameters: Mapping[str, Any], place: Place) -> Any:
        raise AssertionError(f"{place.element} calls {operator} in a case at rest")

    def stands(self, operator: str) -> bool:
        raise AssertionError(f"{operator} is asked for in a case at rest")


NO_ACTIONS = _NoActions()


def look(office: Office, case_ids: Iterable[int] | None = None) -> list[str]:
    """Everything that is torn in the database; of each case everything, or only of the cases named."""
    with office.database.reading() as connection:
        ids = list_ids(connection) if case_ids is None else list(case_ids)
        found = [*_wrong_rows(connection), *_orphans(connection), *_gaps(connection)]
        for case_id in ids:
            found += _chain(connection, case_id)
            found += _engine_and_rows(office, connection, case_id)
    return found


def rows(connection: Open, sql: str) -> list[tuple[Any, ...]]:
    """What a plain question answers."""
    return [tuple(row) for row in connection.exec_driver_sql(sql)]


def _wrong_rows(connection: Open) -> Iterator[str]:
    for said, sql in WRONG.items():
        for row in rows(connection, sql):
            yield f"{said}：{row}"


def _orphans(connection: Open) -> Iterator[str]:
    """Rows of a case that is not there: one half of a step without the other."""
    links = [(table, "case_id", "1 = 1") for table in OF_A_CASE]
    links += [(table, "owner_id", "r.owner_kind = 'case'") for table in OWNED]
    links += [("cases", "parent_id", "1 = 1")]
    for table, column, where in links:
        sql = (
            f"SELECT r.{column} FROM {table} r LEFT JOIN cases c ON c.id = r.{column} "  # noqa: S608  names of our own
            f"WHERE c.id IS NULL AND r.{column} IS NOT NULL AND {where}"
        )
        for row in rows(connection, sql):
            yield f"{table} 中有行属于不存在的案件 {row[0]}"


def _gaps(connection: Open) -> Iterator[str]:
    """Numbers of cases without gaps: as many as were drawn, one after the other."""
    for kind, year, last in rows(connection, "SELECT kind, year, last FROM numbers WHERE kind LIKE 'case.%%'"):
        series = f"XF{year}-{kind.removeprefix('case.')}-"
        given = [row[0] for row in rows(connection, f"SELECT number FROM cases WHERE number LIKE '{series}%%'")]  # noqa: S608
        serials = sorted(int(number.removeprefix(series)) for number in given)
        if serials != list(range(1, last + 1)):
            missing = sorted(set(range(1, last + 1)) - set(serials))
            yield f"案号 {series} 不连续：发到 {last}，缺 {missing}，多 {sorted(set(serials) - set(range(1, last + 1)))}"


def _chain(connection: Open, case_id: int) -> Iterator[str]:
    broken = journal.verify(connection, case_id)
    if broken is not None:
        yield f"案件 {case_id} 的日志第 {broken.seq} 条与前一条不衔接"


def _engine_and_rows(office: Office, connection: Open, case_id: int) -> Iterator[str]:
    """What the restored engine waits for is exactly what the tables say."""
    head = rows(connection, f"SELECT process, release_id, closed_at FROM cases WHERE id = {case_id}")  # noqa: S608
    saved = rows(connection, f"SELECT format, body FROM case_states WHERE case_id = {case_id}")  # noqa: S608
    if not head or not saved:
        return
    process, release_id, closed_at = head[0]
    definition = office.definition(connection, release_id, process)
    live = state.restore(definition, saved[0][0], bytes(saved[0][1]))
    outcome = advance(definition, live, Look(), NO_ACTIONS)
    if outcome.ended != (closed_at is not None):
        yield f"案件 {case_id}：引擎{'已' if outcome.ended else '未'}结束，案件{'已' if closed_at is not None else '未'}办结"
    waits = {(task.task_id, task.attempt, task.node.element) for task in outcome.tasks}
    sql = f"SELECT engine_task, attempt, element FROM tasks WHERE case_id = {case_id}"  # noqa: S608
    kept = set(rows(connection, sql))
    if waits != kept:
        yield f"案件 {case_id}：引擎等待的待办 {sorted(waits)}，表中的待办 {sorted(kept)}"
    wakes = {timer.task_id for timer in outcome.timers}
    sql = f"SELECT engine_task FROM timers WHERE owner_kind = 'case' AND kind = 'engine' AND owner_id = {case_id}"  # noqa: S608
    rung = [row[0] for row in rows(connection, sql)]
    if wakes != set(rung) or len(rung) != len(set(rung)):
        yield f"案件 {case_id}：引擎等待的定时 {sorted(wakes)}，表中的定时 {sorted(rung)}"
