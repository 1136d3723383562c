"""Decides what a browser test drives: Chromium of the machine, set to China, against an application served in this process."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import make_server

from tests.builders.screens import Swing, in_full_swing
from tests.builders.style import create_style_app
from tests.builders.web import PASSWORD
from workflows.store.database import Database

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def base_url() -> str:
    """Each test says its own address; the plug-in's fixture of this name is written in a way that pytest will drop."""
    return ""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.fail("no Chromium: scripts/setup.sh test installs it")
    return {**browser_type_launch_args, "executable_path": path, "args": ["--no-sandbox", "--lang=zh-CN"]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


def serve(app: Flask) -> Iterator[str]:
    """The address at which the application answers while the test runs."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def style_address() -> Iterator[str]:
    """The pages that show every part of the face."""
    yield from serve(create_style_app())


@pytest.fixture(scope="module")
def swing(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Swing]:
    """The town in full swing, on a real file, for all tests of a module."""
    folder = tmp_path_factory.mktemp("swing")
    path = folder / "office.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    yield in_full_swing(database, folder)
    database.close()


@pytest.fixture(scope="module")
def address(swing: Swing) -> Iterator[str]:
    """Where the town answers."""
    yield from serve(swing.town.app)


class Readers:
    """Everybody's browser, one window size each; a person signs in once."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.contexts: dict[tuple[str, int], BrowserContext] = {}

    def page(self, login: str, width: int) -> Page:
        if (login, width) not in self.contexts:
            context = self.browser.new_context(
                viewport={"width": width, "height": 900}, locale="zh-CN", timezone_id="Asia/Shanghai"
            )
            self.contexts[login, width] = context
            if login:
                sign_in(context.new_page(), self.address, login)
        return self.contexts[login, width].new_page()

    def close(self) -> None:
        for context in self.contexts.values():
            context.close()


def sign_in(page: Page, address: str, login: str) -> None:
    """Through the door, as everybody."""
    page.goto(f"{address}/login")
    page.fill("main [name=login]", login)
    page.fill("main [name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/login" not in url)
    page.close()


@pytest.fixture(scope="module")
def readers(browser: Browser, address: str) -> Iterator[Readers]:
    """The browsers of a module."""
    opened = Readers(browser, address)
    yield opened
    opened.close()
