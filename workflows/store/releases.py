"""Releases of everything in bpmn/, and the office's law: append-only editions of policies and calendars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import orjson
import zstandard
from sqlalchemy import Connection, bindparam, func, insert, select, update

from workflows.errors import Conflict, NotAllowed, NotFound
from workflows.store.schema import LawEdition, Release


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """A release as lists show it, without its files."""

    id: int
    fingerprint: str
    proposed_by: str
    proposed_at: datetime
    approved_by: str
    live_from: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class Edition:
    """A policy profile, layer or calendar year as it was published."""

    id: int
    kind: str
    key: str
    body: str
    release_id: int | None
    recorded_at: datetime


_ROW = tuple(getattr(Release, name) for name in ReleaseRow.__slots__)
_EDITION = tuple(getattr(LawEdition, name) for name in Edition.__slots__)
_LIVE = (
    select(Release.id)
    .where(Release.live_from.is_not(None), Release.live_from <= bindparam("at"))
    .order_by(Release.live_from.desc(), Release.id.desc())
    .limit(1)
)
LATEST_EDITION = select(func.max(LawEdition.id))


def propose(
    connection: Connection, fingerprint: str, files: Mapping[str, bytes], *, by: str, note: str, now: datetime
) -> int:
    """Keeps the files of a proposed release and returns its number; the same files are kept once."""
    known = find_by_fingerprint(connection, fingerprint)
    if known is not None:
        return known.id
    values = {
        "fingerprint": fingerprint,
        "files": _pack(files),
        "proposed_by": by,
        "proposed_at": now,
        "note": note,
    }
    return int(connection.execute(insert(Release).values(**values).returning(Release.id)).scalar_one())


def approve(connection: Connection, release_id: int, *, by: str, live_from: datetime) -> None:
    """A second person puts a release live from an instant on. Raises NotFound, NotAllowed, Conflict."""
    row = connection.execute(select(*_ROW).where(Release.id == release_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound("没有这个发布", english="There is no such release.", release=release_id)
    if row.proposed_by == by:
        raise NotAllowed("发布须由另一人批准", english="A second person must approve a release.")
    if row.live_from is not None:
        raise Conflict("该发布已经批准", english="This release was approved before.", release=release_id)
    connection.execute(update(Release).where(Release.id == release_id).values(approved_by=by, live_from=live_from))


def find_live(connection: Connection, at: datetime) -> int | None:
    """The release that new cases begin with at that instant, or None when nothing was published by then."""
    return connection.execute(_LIVE, {"at": at}).scalar_one_or_none()


def find_by_fingerprint(connection: Connection, fingerprint: str) -> ReleaseRow | None:
    row = connection.execute(select(*_ROW).where(Release.fingerprint == fingerprint)).one_or_none()
    return None if row is None else ReleaseRow(*row)


def find_release(connection: Connection, release_id: int) -> ReleaseRow | None:
    row = connection.execute(select(*_ROW).where(Release.id == release_id)).one_or_none()
    return None if row is None else ReleaseRow(*row)


def list_releases(connection: Connection, limit: int = 50) -> tuple[ReleaseRow, ...]:
    """The newest releases first."""
    query = select(*_ROW).order_by(Release.id.desc()).limit(limit)
    return tuple(ReleaseRow(*row) for row in connection.execute(query))


def get_files(connection: Connection, release_id: int) -> Mapping[str, bytes]:
    """Path and content of everything in a release. Raises NotFound."""
    packed = connection.execute(select(Release.files).where(Release.id == release_id)).scalar_one_or_none()
    if packed is None:
        raise NotFound("没有这个发布", english="There is no such release.", release=release_id)
    return _unpack(packed)


def _pack(files: Mapping[str, bytes]) -> bytes:
    """An index of paths and lengths, then the contents one after the other, all compressed together."""
    paths = sorted(files)
    index = orjson.dumps([[path, len(files[path])] for path in paths])
    whole = len(index).to_bytes(4, "big") + index + b"".join(files[path] for path in paths)
    return zstandard.ZstdCompressor(level=9).compress(whole)


def _unpack(packed: bytes) -> dict[str, bytes]:
    whole = zstandard.ZstdDecompressor().decompress(packed)
    at = 4 + int.from_bytes(whole[:4], "big")
    files = {}
    for path, length in orjson.loads(whole[4:at]):
        files[path] = whole[at : at + length]
        at += length
    return files


def append_edition(
    connection: Connection, kind: str, key: str, body: str, *, release_id: int | None, now: datetime
) -> int:
    """Publishes a policy or calendar file; the number of the edition that counts, the old one when nothing differs."""
    newest = connection.execute(
        select(LawEdition.id, LawEdition.body)
        .where(LawEdition.kind == kind, LawEdition.key == key)
        .order_by(LawEdition.id.desc())
        .limit(1)
    ).one_or_none()
    if newest is not None and newest.body == body:
        return int(newest.id)
    values = {"kind": kind, "key": key, "body": body, "release_id": release_id, "recorded_at": now}
    return int(connection.execute(insert(LawEdition).values(**values).returning(LawEdition.id)).scalar_one())


def latest_edition(connection: Connection) -> int:
    """The number of the edition recorded last; 0 when there is none. It changes whenever any law changes."""
    return int(connection.execute(LATEST_EDITION).scalar_one() or 0)


def current_law(connection: Connection, kind: str, *, known_at: datetime | None = None) -> Mapping[str, str]:
    """Key and text of the edition recorded last for each key; `known_at` asks what counted at an earlier instant."""
    newest = select(func.max(LawEdition.id)).where(LawEdition.kind == kind)
    if known_at is not None:
        newest = newest.where(LawEdition.recorded_at <= known_at)
    query = select(LawEdition.key, LawEdition.body).where(LawEdition.id.in_(newest.group_by(LawEdition.key)))
    return {row.key: row.body for row in connection.execute(query.order_by(LawEdition.key))}


def list_editions(connection: Connection, kind: str, key: str) -> tuple[Edition, ...]:
    """Every edition of one profile or year, the newest first."""
    query = select(*_EDITION).where(LawEdition.kind == kind, LawEdition.key == key)
    return tuple(Edition(*row) for row in connection.execute(query.order_by(LawEdition.id.desc())))
