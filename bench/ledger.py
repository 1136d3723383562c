"""What a client asked for and what it was answered, line by line, so that it knows after its death what to ask again."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

CLAIM, WITHDRAWAL = "claim", "withdrawal"
"""What is asked of a task other than to complete it."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request: its key names it for ever. Without a task it opens an errand; with the element it completes a task."""

    key: str
    task_id: int = 0
    element: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The requests of one client; each line is written whole."""

    path: Path

    def ask(self, request: Request) -> None:
        self._write({"asks": asdict(request)})

    def answer(self, request: Request, said: str) -> None:
        """`said` is the case, or the code of a refusal."""
        self._write({"answered": request.key, "said": said})

    def list_asked(self) -> list[Request]:
        return [Request(**line["asks"]) for line in self._lines() if "asks" in line]

    def answers(self) -> dict[str, str]:
        """What each request was answered last."""
        return {line["answered"]: line["said"] for line in self._lines() if "answered" in line}

    def list_unanswered(self) -> list[Request]:
        answered = self.answers()
        return [request for request in self.list_asked() if request.key not in answered]

    def _write(self, line: dict[str, Any]) -> None:
        file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, json.dumps(line).encode() + b"\n")
        finally:
            os.close(file)

    def _lines(self) -> Iterator[dict[str, Any]]:
        if self.path.exists():
            for line in self.path.read_text(encoding="utf-8").splitlines():
                yield json.loads(line)
