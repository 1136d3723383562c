"""serve, worker, demo: the office for people."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable
from threading import Event
from types import FrameType

import click
from waitress import create_server

from webapp import demo, worker
from webapp.app import create_app
from webapp.boot import Installation, open_installation
from webapp.commands.speech import gettext as _
from webapp.settings import read_settings
from workflows.errors import NotAvailable


def _serve(installation: Installation, host: str, port: int) -> None:
    """One process: web by waitress, worker inside, until it is told to end."""
    refuse_busy(host, port)
    scheduler = worker.start_embedded(installation)
    server = create_server(create_app(installation), host=host, port=port, threads=8, ident="xinfu")
    stop_on_signals(_leave)
    click.echo(_("信复已启动：%(address)s  （Ctrl+C 结束）", address=f"http://{host}:{port}/"))
    try:
        server.run()
        click.echo(_("已停止。"))
    finally:
        scheduler.shutdown(wait=True)


def _leave() -> None:
    """The server answers what it has begun and goes; browsers that keep a connection open do not hold it."""
    raise SystemExit


def refuse_busy(host: str, port: int) -> None:
    """Raises NotAvailable when somebody listens there already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise NotAvailable(
                f"端口 {port} 已被占用，请用 PORT=其他端口 再试",
                english=f"Port {port} is in use; try PORT=another.",
            ) from problem


def stop_on_signals(stop: Callable[[], None]) -> None:
    """Ends in good order when asked to."""

    def _end(_signal: int, _frame: FrameType | None) -> None:
        stop()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=int, default=lambda: int(os.environ.get("PORT", "8000")))
def serve(host: str, port: int) -> None:
    """启动网站和内置的后台任务。"""
    _serve(open_installation(read_settings()), host, port)


@click.command(name="worker")
def run_worker() -> None:
    """只启动后台任务（可在多台机器上同时运行）。"""
    stop = Event()
    stop_on_signals(stop.set)
    worker.run(open_installation(read_settings()), stop)


@click.command(name="demo")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=int, default=lambda: int(os.environ.get("PORT", "8000")))
@click.option("--prepare-only", is_flag=True, help="只准备演示数据，不启动")
def run_demo(host: str, port: int, prepare_only: bool) -> None:
    """准备演示数据并启动演示办公室。"""
    refuse_busy(host, port)
    installation = demo.open_demo(click.echo)
    if not prepare_only:
        _serve(installation, host, port)
