"""A disk that is full, a database that is gone: the office says so in a sentence, and nothing is lost or half done."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, OperationalError

from bench import audit, data
from tests.crash.scene import Scene
from workflows.casework import due
from workflows.errors import NotAvailable
from workflows.store.database import Database


@pytest.fixture
def task_id(scene: Scene) -> int:
    """An errand that waits for its review."""
    case_id = scene.start("one")
    scene.settle()
    return scene.task(case_id, "review")


def _accept(scene: Scene, task_id: int) -> object:
    return scene.complete(task_id, {"decision": "accept", "opinion": "one"}, key="one")


def _is_refused_and_kept(scene: Scene, task_id: int, said: str) -> None:
    """Refused with a Chinese sentence; the office is whole and the task as it was."""
    with pytest.raises(NotAvailable, match=said):
        _accept(scene, task_id)


def _goes_on(scene: Scene, task_id: int) -> None:
    """Out of order no longer: the same request with the same key has its effect once."""
    assert audit.look(scene.office) == []
    assert scene.said("task.completed", "one") == 0
    _accept(scene, task_id)
    assert scene.said("task.completed", "one") == 1
    assert audit.look(scene.office) == []


@pytest.fixture
def listening(scene: Scene) -> Iterator[Callable[[str, Callable[..., Any]], None]]:
    """Listens to the engine of the scene's database for the length of the test."""
    heard: list[tuple[str, Callable[..., Any]]] = []

    def listen(name: str, hear: Callable[..., Any]) -> None:
        event.listen(scene.office.database.engine, name, hear)
        heard.append((name, hear))

    yield listen
    for name, hear in heard:
        event.remove(scene.office.database.engine, name, hear)


@pytest.fixture
def disk(scene: Scene, listening: Any) -> dict[str, str]:
    """A disk that is full for statements which begin as `disk["refuses"]` says; nothing is refused at first."""
    state = {"refuses": ""}

    def hear(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        """SQLite is really given no more pages; PostgreSQL is made to say what it says of a full disk."""
        if not state["refuses"] or not statement.startswith(state["refuses"]):
            return
        if scene.office.database.is_sqlite:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
            connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS filling (body)")
            connection.exec_driver_sql("INSERT INTO filling VALUES (zeroblob(1000000))")
        connection.exec_driver_sql(
            "DO $$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END $$"
        )

    listening("before_cursor_execute", hear)
    return state


def _make_room(scene: Scene, disk: dict[str, str]) -> None:
    disk["refuses"] = ""
    scene.office.database.close()


def test_a_full_disk_refuses_the_step_and_loses_nothing(scene: Scene, task_id: int, disk: dict[str, str]) -> None:
    """The step that no longer fits is refused whole; when there is room again it is done."""
    disk["refuses"] = "INSERT INTO journal"
    _is_refused_and_kept(scene, task_id, "存储空间已满")
    _make_room(scene, disk)
    _goes_on(scene, task_id)


def test_a_worker_on_a_full_disk_stops_and_goes_on_later(scene: Scene, task_id: int, disk: dict[str, str]) -> None:
    """A timer that cannot fire for want of room neither disappears nor fires twice."""
    scene.clock.advance_by(timedelta(days=14))
    disk["refuses"] = "INSERT INTO "
    with pytest.raises(NotAvailable, match="存储空间已满"):
        due.fire_due(scene.office)
    _make_room(scene, disk)
    assert audit.look(scene.office) == []
    scene.settle()
    scene.settle()
    fired = scene.ask("SELECT moment, count(*) FROM occurrences GROUP BY moment")
    assert [count for _, count in fired] == [1] * 6
    assert audit.look(scene.office) == []


def test_a_database_that_is_gone_is_said_in_a_sentence(scene: Scene, tmp_path: Path) -> None:
    """Nobody listens there, or the file cannot be opened: a refusal, not a traceback."""
    is_sqlite = scene.office.database.is_sqlite
    nowhere = tmp_path / "nowhere"
    gone = Database(f"sqlite:///{nowhere}/x.db" if is_sqlite else f"postgresql+psycopg://x@/x?host={nowhere}")
    for transaction in (gone.reading, gone.writing):
        with pytest.raises(NotAvailable, match="数据库暂时连接不上"), transaction():
            raise AssertionError("there is no database")
    gone.close()


def test_a_database_that_goes_away_in_mid_step_loses_nothing(scene: Scene, task_id: int, listening: Any) -> None:
    """The server ends the connection in the middle: refused, whole, and done when it is asked again."""
    wrong = sqlite3.OperationalError("disk I/O error")
    wrong.sqlite_errorcode = sqlite3.SQLITE_IOERR
    state = {"up": True}

    def hear(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if not state["up"] or not statement.startswith("INSERT INTO journal"):
            return
        state["up"] = False
        if scene.office.database.is_sqlite:
            raise OperationalError(statement, None, wrong)
        other = Database(scene.office.database.url)
        with other.writing() as side:
            pid = cursor.connection.info.backend_pid
            side.exec_driver_sql(f"SELECT pg_terminate_backend({pid})")
        other.close()

    listening("before_cursor_execute", hear)
    _is_refused_and_kept(scene, task_id, "数据库暂时连接不上")
    _goes_on(scene, task_id)


def test_a_database_that_somebody_holds_for_long_is_said_in_a_sentence(scene: Scene, task_id: int) -> None:
    """Whoever waits too long for the one writer is told so, and has changed nothing."""
    limit = "PRAGMA busy_timeout = 50" if scene.office.database.is_sqlite else "SET lock_timeout = 50"
    slow = Database(scene.office.database.url)
    event.listen(slow.engine, "connect", lambda connection, _: _say(connection, limit))
    office = data.join_office(slow, scene.clock, scene.folder)
    hold = "UPDATE cases SET state = state"
    with scene.office.database.writing() as connection:
        connection.exec_driver_sql(hold)
        scene.office, held = office, scene.office
        _is_refused_and_kept(scene, task_id, "请稍后再试")
    scene.office = held
    slow.close()
    _goes_on(scene, task_id)


def _say(connection: Any, sql: str) -> None:
    cursor = connection.cursor()
    cursor.execute(sql)
    cursor.close()
    connection.commit()


def test_a_mistake_of_our_own_is_not_called_an_outage(scene: Scene) -> None:
    """A wrong statement is a fault of the product and stays one."""
    with (
        pytest.raises(DBAPIError, match="nothing_like_this"),
        scene.office.database.reading() as connection,
    ):
        connection.exec_driver_sql("SELECT * FROM nothing_like_this")
