"""The way of each case over its diagrams, element by element in the order of its journal."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, select

from workflows.store.schema import Journal


class Pace(NamedTuple):
    """An element that a case came to (`left` is false: a task was opened) or went over."""

    process: str
    element: str
    left: bool


Walk = tuple[Pace, ...]


def list_walks(connection: Connection) -> tuple[Walk, ...]:
    """One way a case: what was completed, then what the engine passed, then what was opened, entry by entry."""
    query = select(Journal.case_id, Journal.body).order_by(Journal.case_id, Journal.seq)
    found: dict[int, list[Pace]] = {}
    for case_id, body in connection.execute(query):
        done = [body["element"]] if body.get("element") else []
        left = (*done, *body.get("passed", ()))
        way = found.setdefault(case_id, [])
        way.extend(Pace(process, element, True) for process, element in left)
        way.extend(Pace(process, element, False) for process, element in body.get("opened", ()))
    return tuple(tuple(way) for way in found.values())
