"""Publishing and stopping publicity as files: one act a file, written whole, with a receipt."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from workflows.casework.effects import Handler
from workflows.casework.office import Office
from workflows.store.outbox import LeasedEffect


def writing_to(folder: Path) -> Handler:
    """The handler that writes acts into a folder per feed; the public site and the publishers above fetch them there."""

    def write(office: Office, effect: LeasedEffect) -> Mapping[str, Any]:
        content = orjson.dumps(
            {"key": effect.key, "at": office.clock.now().isoformat(), **effect.payload}, option=orjson.OPT_INDENT_2
        )
        name = f"{effect.id:010d}-{re.sub(r'[^A-Za-z0-9.-]+', '-', effect.key)[:80]}.json"
        place = folder / str(effect.payload["feed"]) / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists():
            _write_whole(place, content)
        return {"file": name, "sha256": hashlib.sha256(place.read_bytes()).hexdigest()}

    return write


def _write_whole(place: Path, content: bytes) -> None:
    handle, written = tempfile.mkstemp(dir=place.parent, prefix=".writing-")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(written, place)
