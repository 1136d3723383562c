"""The engines and their differences: how a transaction begins, how rows are claimed, what may be tried again."""

from __future__ import annotations

import select
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import orjson
from psycopg import Error as PsycopgError
from sqlalchemy import Connection, Engine, Executable, Select, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.pool import StaticPool

from workflows.errors import NotAvailable

Open = Connection
"""An open transaction, as the storeys above name it; they hand it on and never look inside."""

HEARINGS = 3
"""How often a connection may be found with something to say before it is given up."""

PATIENCE = 30
"""Seconds that a step waits for another one before it says that the office is busy."""

_DEADLOCK = {"40001", "40P01"}
_OUT_OF_ORDER = {"08", "53", "55", "57", "58"}
"""Classes of PostgreSQL: connection, resources, held by somebody for too long, shut down by its operator, system."""
_SQLITE_OUT_OF_ORDER = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
}


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
            with self.engine.connect() as connection:
                connection.info["writes"] = writes
                yield connection
        except DBAPIError as problem:
            if is_full(problem):
                raise NotAvailable(
                    "存储空间已满，这次没有办理，已保存的内容未丢失，请联系系统管理员",
                    english="The disk is full; this was not done, nothing that was saved is lost.",
                ) from problem
            if is_out_of_order(problem):
                raise NotAvailable(
                    "数据库暂时连接不上，内容未丢失，请稍后再试",
                    english="The database cannot be reached; nothing was lost, try again later.",
                ) from problem
            raise

    def is_transient(self, problem: Exception) -> bool:
        """True when the same step may succeed if repeated at once: deadlock, serialization failure."""
        return isinstance(problem, DBAPIError) and getattr(problem.orig, "sqlstate", None) in _DEADLOCK

    def close(self) -> None:
        self.engine.dispose()


def is_full(problem: DBAPIError) -> bool:
    """The disk, or what the database may use of it, is used up."""
    return _sqlite_code(problem) == sqlite3.SQLITE_FULL or getattr(problem.orig, "sqlstate", None) == "53100"


def is_out_of_order(problem: DBAPIError) -> bool:
    """The database cannot be reached or is busy for too long; what was asked of it was right."""
    sqlstate = getattr(problem.orig, "sqlstate", None) or ""
    unreachable = isinstance(problem, OperationalError) and problem.statement is None and not sqlstate
    gone = problem.connection_invalidated or sqlstate[:2] in _OUT_OF_ORDER
    return unreachable or gone or _sqlite_code(problem) in _SQLITE_OUT_OF_ORDER


def _sqlite_code(problem: DBAPIError) -> int:
    """The primary code; extended ones say more in their upper bytes."""
    return int(getattr(problem.orig, "sqlite_errorcode", 0)) & 0xFF


def claimed(query: Select[Any], table: Any = None) -> Select[Any]:
    """The same query, its rows (of `table`) locked for this transaction; what another worker holds is left out.

    SQLite has one writer, so nothing is needed there and the clause is not rendered.
    """
    return query.with_for_update(skip_locked=True, of=table)


def on_both(build: Callable[[Any], Executable]) -> Mapping[str, Executable]:
    """An insert that says what happens when the key is there already, built once for each database, by its name."""
    return {"sqlite": build(sqlite.insert), "postgresql": build(postgresql.insert)}


def _engine(url: str, is_sqlite: bool) -> Engine:
    common: dict[str, Any] = {
        "json_serializer": lambda value: orjson.dumps(value).decode(),
        "json_deserializer": orjson.loads,
    }
    if not is_sqlite:
        limits = {"options": f"-c lock_timeout={PATIENCE * 1000}"}
        engine = create_engine(url, connect_args=limits, pool_size=10, max_overflow=10, **common)
        event.listen(engine, "checkout", _refuse_ended)
        return engine
    in_memory = make_url(url).database in (None, "", ":memory:")
    pooled: dict[str, Any] = {"poolclass": StaticPool} if in_memory else {"pool_size": 10, "max_overflow": 10}
    engine = create_engine(url, connect_args={"timeout": PATIENCE, "check_same_thread": False}, **pooled, **common)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _refuse_ended(connection: Any, _record: Any, _proxy: Any) -> None:
    """Tells the pool that a server which was restarted has ended this connection, so that it opens another.

    An idle server says nothing unless it ends the connection, so the socket is asked and not the server: no ping, no
    round trip (1 µs instead of 260 µs). A notice of the server is read and passed over.
    """
    ear = select.poll()
    ear.register(connection.fileno(), select.POLLIN)
    try:
        for _time in range(HEARINGS):
            if not ear.poll(0):
                return
            connection.pgconn.consume_input()
    except PsycopgError as problem:
        raise DisconnectionError("the server has ended the connection") from problem
    raise DisconnectionError("the server has ended the connection")


def _prepare_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None
    for setting in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {setting}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.info.get("writes") else "BEGIN")
