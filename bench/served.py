"""The office as its users have it: `./xinfu serve` in processes of its own, the worker inside."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bench.browser import Browser, Gone, Wire
from bench.figures import process_cpu
from bench.web import SECRET

_ROOT = Path(__file__).resolve().parent.parent
READY = 60.0
"""Seconds in which a server answers for the first time."""
ENDS = 20.0
"""Seconds in which a server that is told to end has ended."""

_LOOK = 0.1


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    base: str
    pid: int

    @property
    def cpu(self) -> float:
        """Processor seconds spent so far, with the worker inside."""
        return process_cpu(self.pid)


@contextmanager
def serving(url: str, folder: Path, clock: datetime, many: int) -> Iterator[Sequence[Server]]:
    """So many servers of one office; all of them have ended afterwards."""
    own = {
        "XINFU_DATABASE_URL": url,
        "XINFU_DATA_DIR": str(folder),
        "XINFU_CLOCK": clock.isoformat(),
        "XINFU_SECRET_KEY": SECRET,
        "XINFU_PRODUCTION": "",
        "XINFU_SMTP": "",
    }
    running: list[subprocess.Popen[bytes]] = []
    try:
        bases = []
        for _ in range(many):
            port = _free_port()
            command = [str(_ROOT / "xinfu"), "serve", "--port", str(port)]
            with (folder / f"serve.{port}.log").open("wb") as log:
                running.append(subprocess.Popen(command, env={**os.environ, **own}, stdout=log, stderr=log))
            bases.append(f"http://127.0.0.1:{port}")
        for base in bases:
            _wait_for(base)
        yield [Server(base, process.pid) for base, process in zip(bases, running, strict=True)]
    finally:
        for process in running:
            process.send_signal(signal.SIGTERM)
        for process in running:
            process.wait(ENDS)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(base: str) -> None:
    until = time.monotonic() + READY
    browser = Browser(Wire(base))
    while time.monotonic() < until:
        try:
            if browser.get("/login").is_shown:
                return
        except Gone:
            time.sleep(_LOOK)
    raise RuntimeError(f"no server at {base} within {READY:g} s")
