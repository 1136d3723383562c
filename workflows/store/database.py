"""The engines and their differences: how a transaction begins, how rows are claimed, what may be tried again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, Select, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import StaticPool

from workflows.errors import NotAvailable

Open = Connection
"""An open transaction, as the storeys above name it; they hand it on and never look inside."""

_DEADLOCK = {"40001", "40P01"}


class Database:
    """One database of the office, SQLite or PostgreSQL; the only place that opens a transaction."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self.engine = _engine(url, self.is_sqlite)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that may change rows: all of it is kept, or nothing.

        On SQLite it is immediate, so that no reader turns writer half-way (store.md §9).
        Raises NotAvailable when the database cannot be reached.
        """
        with self._connection(writes=True) as connection, connection.begin():
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only looks."""
        with self._connection(writes=False) as connection, connection.begin():
            yield connection

    @contextmanager
    def _connection(self, *, writes: bool) -> Iterator[Connection]:
        try:
            connection = self.engine.connect()
        except OperationalError as problem:
            raise NotAvailable(
                "数据库暂时连接不上，内容未丢失，请稍后再试",
                english="The database cannot be reached; nothing was lost, try again later.",
            ) from problem
        with connection:
            connection.info["writes"] = writes
            yield connection

    def is_transient(self, problem: Exception) -> bool:
        """True when the same step may succeed if repeated: deadlock, serialization failure, locked file."""
        if not isinstance(problem, DBAPIError):
            return False
        code = getattr(problem.orig, "sqlstate", None)
        return code in _DEADLOCK or (self.is_sqlite and "locked" in str(problem.orig))

    def close(self) -> None:
        self.engine.dispose()


def claimed(query: Select[Any], table: Any = None) -> Select[Any]:
    """The same query, its rows (of `table`) locked for this transaction; what another worker holds is left out.

    SQLite has one writer, so nothing is needed there and the clause is not rendered.
    """
    return query.with_for_update(skip_locked=True, of=table)


def _engine(url: str, is_sqlite: bool) -> Engine:
    common: dict[str, Any] = {
        "json_serializer": lambda value: orjson.dumps(value).decode(),
        "json_deserializer": orjson.loads,
    }
    if not is_sqlite:
        return create_engine(url, pool_size=10, max_overflow=10, pool_pre_ping=False, **common)
    in_memory = make_url(url).database in (None, "", ":memory:")
    pooled: dict[str, Any] = {"poolclass": StaticPool} if in_memory else {"pool_size": 10, "max_overflow": 10}
    engine = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False}, **pooled, **common)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None
    for setting in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {setting}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.info.get("writes") else "BEGIN")
