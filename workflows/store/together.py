"""Several questions to the database asked in one statement: one round trip, one plan, one moment in time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    ColumnElement,
    Connection,
    Date,
    Executable,
    LargeBinary,
    Select,
    literal_column,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

from workflows.store.base import Instant, instant_of

Question = Select[*tuple[Any, ...]]
Row = tuple[Any, ...]


class Together:
    """Questions with names, built once. Their answers come as one JSON array a row and are read back by column type."""

    def __init__(self, **questions: Question) -> None:
        self._readers = {name: _readers(list(question.selected_columns)) for name, question in questions.items()}
        self._question: Executable = union_all(*(_asked(name, question) for name, question in questions.items()))

    def ask(self, connection: Connection, about: Mapping[str, Any]) -> Mapping[str, list[Row]]:
        """The rows of each question, in the order of their first column; `about` fills the places of all questions."""
        found: dict[str, list[Row]] = {name: [] for name in self._readers}
        for name, row in connection.execute(self._question, about):
            for place, read in self._readers[name]:
                if row[place] is not None:
                    row[place] = read(row[place])
            found[name].append(tuple(row))
        for rows in found.values():
            rows.sort(key=itemgetter(0))
        return found


class _Packed(FunctionElement[Any]):
    """The columns of a row as one JSON array."""

    type = JSON()
    inherit_cache = True


@compiles(_Packed, "postgresql")
def _pack_on_postgresql(packed: _Packed, compiler: SQLCompiler, **more: Any) -> str:
    columns = [(compiler.process(column, **more), column.type) for column in packed.clauses]
    said = (f"encode({column}, 'hex')" if isinstance(kind, LargeBinary) else column for column, kind in columns)
    return f"json_build_array({', '.join(said)})"


@compiles(_Packed, "sqlite")
def _pack_on_sqlite(packed: _Packed, compiler: SQLCompiler, **more: Any) -> str:
    """JSON is kept as text there, and must be said to be more than that."""
    columns = [(compiler.process(column, **more), column.type) for column in packed.clauses]
    return f"json_array({', '.join(_on_sqlite(column, kind) for column, kind in columns)})"


def _on_sqlite(column: str, kind: TypeEngine[Any]) -> str:
    if isinstance(kind, LargeBinary):
        return f"hex({column})"
    return f"json({column})" if isinstance(kind, JSON) else column


def _asked(name: str, question: Question) -> Question:
    plain = question.order_by(None)
    return plain.with_only_columns(literal_column(f"'{name}'"), _Packed(*plain.selected_columns))


def _readers(columns: list[ColumnElement[Any]]) -> list[tuple[int, Callable[[Any], Any]]]:
    """Where a column means more than JSON can say, and how it is read."""
    found = ((place, _reader(column.type)) for place, column in enumerate(columns))
    return [(place, read) for place, read in found if read is not None]


def _reader(kind: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    if isinstance(kind, LargeBinary):
        return bytes.fromhex
    if isinstance(kind, Instant):
        return instant_of
    if isinstance(kind, Date):
        return date.fromisoformat
    return bool if isinstance(kind, Boolean) else None
