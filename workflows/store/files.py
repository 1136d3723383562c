"""Stored files: a row for each, and its bytes on disk under the name of their digest."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, insert, select, update

from workflows.errors import NotAvailable, NotFound
from workflows.store.schema import File

_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to be noted; its bytes lie on disk already under `sha256`."""

    sha256: str
    size: int
    media_type: str
    name: str
    uploaded_by: str
    case_id: int | None = None


@dataclass(frozen=True, slots=True)
class FileRow:
    """A stored file."""

    id: int
    sha256: str
    size: int
    media_type: str
    name: str
    case_id: int | None
    uploaded_by: str
    at: datetime


_ROW = tuple(getattr(File, name) for name in FileRow.__slots__)


def keep_bytes(folder: Path, content: bytes) -> str:
    """Writes the bytes under the name of their digest and returns it; whole or not at all, and once.

    They are on disk before a row speaks of them. Raises NotAvailable when the disk is full or cannot be written.
    """
    digest = hashlib.sha256(content).hexdigest()
    path = _path(folder, digest)
    if path.exists():
        return digest
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(path, content)
    except OSError as problem:
        raise NotAvailable(
            "文件暂时不能保存，内容未丢失，请稍后再试", english="The file cannot be stored at the moment."
        ) from problem
    return digest


def _write_whole(path: Path, content: bytes) -> None:
    """A temporary file beside the place, flushed to disk, then renamed: a reader never sees half of it."""
    handle, written = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(written, path)
    except OSError:
        Path(written).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def get_bytes(folder: Path, digest: str) -> bytes:
    """The bytes with that digest, checked against it. Raises NotFound, or NotAvailable when they were altered."""
    path = _path(folder, digest)
    try:
        content = path.read_bytes()
    except FileNotFoundError as problem:
        raise NotFound("文件不存在", english="There is no such file.", sha256=digest) from problem
    if hashlib.sha256(content).hexdigest() != digest:
        raise NotAvailable(
            "文件内容与登记不符，请联系系统管理员", english="The file differs from its digest.", sha256=digest
        )
    return content


def path_of(folder: Path, digest: str) -> Path:
    """Where the bytes lie, for a server that sends the file itself. Raises NotFound."""
    path = _path(folder, digest)
    if not path.is_file():
        raise NotFound("文件不存在", english="There is no such file.", sha256=digest)
    return path


def _path(folder: Path, digest: str) -> Path:
    if not _DIGEST.fullmatch(digest):
        raise NotFound("文件不存在", english="There is no such file.")
    return folder / digest[:2] / digest


def add_file(connection: Connection, new: NewFile, now: datetime) -> int:
    values = {name: getattr(new, name) for name in NewFile.__slots__}
    return int(connection.execute(insert(File).values(**values, at=now).returning(File.id)).scalar_one())


def find_file(connection: Connection, file_id: int) -> FileRow | None:
    row = connection.execute(select(*_ROW).where(File.id == file_id)).one_or_none()
    return None if row is None else FileRow(*row)


def list_of_case(connection: Connection, case_id: int) -> tuple[FileRow, ...]:
    query = select(*_ROW).where(File.case_id == case_id).order_by(File.id)
    return tuple(FileRow(*row) for row in connection.execute(query))


def assign_to_case(connection: Connection, file_ids: tuple[int, ...], case_id: int) -> None:
    """Files uploaded for a draft belong to the case that it became."""
    if file_ids:
        query = update(File).where(File.id.in_(file_ids), File.case_id.is_(None))
        connection.execute(query.values(case_id=case_id))
