"""Where mail goes in the bench: one line a sending in a file that survives whoever wrote it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workflows.casework.office import Office
from workflows.store.outbox import LeasedEffect


@dataclass(frozen=True, slots=True)
class Sink:
    """A mail server that never forgets: each sending is appended whole or not at all."""

    path: Path

    def send(self, _: Office, effect: LeasedEffect) -> Mapping[str, Any]:
        """Sends under a Message-ID made of the effect's key, so that receivers know a repetition."""
        message_id = f"<{effect.key}@xinfu>"
        file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, f"{effect.key}\t{message_id}\n".encode())
        finally:
            os.close(file)
        return {"message_id": message_id}

    def sent(self) -> list[tuple[str, str]]:
        """(key, Message-ID) of every sending, in order."""
        if not self.path.exists():
            return []
        lines = self.path.read_text(encoding="utf-8").splitlines()
        return [(key, message_id) for key, message_id in (line.split("\t") for line in lines)]
