"""The declarative base of all tables and the column types that mean the same on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, BigInteger, Integer, MetaData
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

FAR = datetime(9999, 12, 31, tzinfo=UTC)
"""Stands where a task has no last day, so that lists ordered by it need no NULLs."""

Key = BigInteger().with_variant(Integer, "sqlite")
"""A row's number; SQLite only counts up by itself in a column of type INTEGER."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def milliseconds(instant: datetime) -> int:
    """The instant as it is stored; finer parts are cut off."""
    return (instant - _EPOCH) // timedelta(milliseconds=1)


def instant_of(stored: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=stored)


class Instant(TypeDecorator[datetime]):
    """A moment, stored as milliseconds since 1970 UTC; read back as an aware UTC datetime."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else milliseconds(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else instant_of(value)


class Base(DeclarativeBase):
    """Every table of the office."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Instant, dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012  read by the library

    def __init_subclass__(cls, **more: Any) -> None:
        """No number is given twice: without this SQLite gives the number of a deleted task to the next one."""
        super().__init_subclass__(**more)
        table = cls.metadata.tables[cls.__tablename__]
        if len(table.primary_key) == 1 and table.autoincrement_column is not None:
            table.dialect_options["sqlite"]["autoincrement"] = True
