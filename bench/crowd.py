"""Fills an office with open tasks by the hundred thousand. The rows are copied in bulk from one errand that was really
opened: a case, its review, its first fact, its deadline. The engine knows nothing of the copies; they can be listed and
looked at, not worked on, which is all that a bench of lists needs."""

from __future__ import annotations

from bench import data
from workflows.casework.office import Office
from workflows.store.database import Open
from workflows.store.schema import Base

FIRST = 1_000_000
"""The copies are numbered from here on."""

_A_DAY = 24 * 3600 * 1000
UNITS = 4
HOLDERS = 5
"""The officer who looks works in one of four units and is one of five; three of five tasks are held, two wait in the pool."""

SPREAD = 120
"""Last days lie within so many days around today."""

_COPIES = """WITH RECURSIVE n(i) AS (SELECT CAST({first} AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {end})
    INSERT INTO {table} ({columns}) SELECT {values} FROM n, (SELECT * FROM {table} WHERE {where}) AS o"""


def fill(office: Office, case_id: int, already: int, wanted: int) -> None:
    """From so many copies up to the number wanted."""
    holder = data.OFFICERS  # officers are the first people of the office, the last of them holds what nobody looks at
    due = f"due_at + ((i * 7919) % {SPREAD} - {SPREAD // 2}) * {_A_DAY} + (i * 104729) % {_A_DAY}"
    held = f"CASE WHEN i % 5 < 3 THEN CASE WHEN (i / {UNITS}) % {HOLDERS} = 0 THEN 1 ELSE {holder} END END"
    group = f"CASE WHEN i % {UNITS} = 0 THEN 'officer@{data.UNIT}' ELSE 'officer@U' || (i % {UNITS}) END"
    copies = {
        "cases": ("id = {0}", {"id": "i", "number": "'XF2026-E-' || i", "query_code": "'q' || i"}),
        "facts": ("owner_kind = 'case' AND owner_id = {0}", {"id": "i", "owner_id": "i"}),
        "deadlines": (
            "owner_kind = 'case' AND owner_id = {0} AND rule = 'repair.accept'",
            {"id": "i", "owner_id": "i", "fact_id": "i", "origin_id": "i"},
        ),
        "tasks": (
            "case_id = {0} AND element = 'review'",
            {
                "id": "i",
                "case_id": "i",
                "case_number": "'XF2026-E-' || i",
                "role_group": group,
                "assignee_id": held,
                "due_at": due,
            },
        ),
    }
    with office.database.writing() as connection:
        for table, (where, changed) in copies.items():
            columns = [column.name for column in Base.metadata.tables[table].columns]
            named = ", ".join(f'"{name}"' for name in columns)
            values = ", ".join(changed.get(name, f'o."{name}"') for name in columns)
            sql = _COPIES.format(
                first=FIRST + already,
                end=FIRST + wanted,
                table=table,
                columns=named,
                values=values,
                where=where.format(case_id),
            )
            connection.exec_driver_sql(sql.replace("%", "%%") if not office.database.is_sqlite else sql)
    _settle(office)


def _settle(office: Office) -> None:
    """What PostgreSQL does by itself some minutes after so many rows came in (autovacuum); SQLite does nothing of the kind."""
    if office.database.is_sqlite:
        return
    with office.database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM ANALYZE")


def plan_of(connection: Open, sql: str, parameters: object, *, is_sqlite: bool) -> list[str]:
    """How the database goes about a statement, line by line."""
    asked = f"EXPLAIN {'QUERY PLAN ' if is_sqlite else ''}{sql}"
    answer = connection.exec_driver_sql(asked, parameters)  # type: ignore[arg-type]
    return [str(row[-1]) for row in answer]
