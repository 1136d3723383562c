"""Writes pictures of every screen, diagram and paper into var/looks/, so that somebody looks at them."""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from tests.builders.screens import Screen, Swing, in_full_swing, screens
from tests.builders.web import PASSWORD
from webapp.outgoing.papers import rendering
from workflows.casework.effects import Handler
from workflows.casework.office import Office
from workflows.design import rehearsal, season
from workflows.design.play import play
from workflows.design.scenarios import parse_scenario
from workflows.engine.definition import Bundle
from workflows.engine.folder import read_folder
from workflows.store import files, papers
from workflows.store.database import Database
from workflows.store.outbox import LeasedEffect
from workflows.store.schema import Base

ROOT = Path(__file__).resolve().parent.parent
LOOKS = ROOT / "var" / "looks"
WIDTHS = (1440, 360)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main(wanted: str = "") -> int:
    """`python -m scripts.looks [WORD]`: only the screens whose name holds the word."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        print("No Chromium: scripts/setup.sh test installs it.", file=sys.stderr)
        return 1
    LOOKS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        database = Database(f"sqlite:///{folder}/office.db")
        Base.metadata.create_all(database.engine)
        swing = in_full_swing(database, Path(folder))
        with _served(swing) as address:
            browser = play.chromium.launch(executable_path=path, args=["--no-sandbox", "--lang=zh-CN"])
            taken = sum(_take(browser, address, swing, width, wanted) for width in WIDTHS)
            taken += 0 if wanted else _take_diagrams(browser, address)
            browser.close()
        taken += 0 if wanted else _take_papers()
        database.close()
    print(f"{taken} pictures in {LOOKS.relative_to(ROOT)}")
    return 0


@contextmanager
def _served(swing: Swing) -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, swing.town.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def _take(browser: Browser, address: str, swing: Swing, width: int, wanted: str) -> int:
    """Every screen at one width; each person signs in once."""
    contexts: dict[str, BrowserContext] = {}
    taken = 0
    for screen in screens(swing):
        if wanted not in screen.name:
            continue
        if screen.login not in contexts:
            contexts[screen.login] = _signed_in(browser, address, screen.login, width)
        page = contexts[screen.login].new_page()
        _open(page, address, screen)
        page.screenshot(path=LOOKS / f"{screen.name}-{width}.png", full_page=True)
        page.close()
        taken += 1
    for context in contexts.values():
        context.close()
    return taken


def _signed_in(browser: Browser, address: str, login: str, width: int) -> BrowserContext:
    size = {"width": width, "height": 900 if width > 600 else 740}
    context = browser.new_context(viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai")  # type: ignore[arg-type]
    if login:
        page = context.new_page()
        page.goto(f"{address}/login")
        page.fill("main [name=login]", login)
        page.fill("main [name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(lambda url: not url.endswith("/login"))
        page.close()
    return context


def _open(page: Page, address: str, screen: Screen) -> None:
    page.goto(address + screen.address, wait_until="networkidle")
    if screen.has_diagram:
        page.wait_for_selector("[data-diagram][data-ready]")


def _take_diagrams(browser: Browser, address: str) -> int:
    """Every drawing of every procedure, each by itself."""
    context = _signed_in(browser, address, "zhengyu", 1920)
    page, taken = context.new_page(), set()
    page.goto(f"{address}/d/processes")
    for process in _links(page, "tbody a"):
        page.goto(process)
        for link in (process, *_links(page, ".chips a")):
            page.goto(link)
            page.wait_for_selector("[data-diagram][data-ready]")
            name = page.locator("[data-xml-url]").get_attribute("data-xml-url", timeout=1000) or ""
            page.locator("[data-diagram]").screenshot(path=LOOKS / f"diagram-{name.rpartition('=')[2]}.png")
            taken.add(name.rpartition("=")[2])
    context.close()
    return len(taken)


def _links(page: Page, selector: str) -> list[str]:
    found: list[str] = page.eval_on_selector_all(selector, "found => found.map(one => one.href)")
    return found


def _take_papers() -> int:
    """Every paper, filled in by the first scenario that issues it, when the machine can draw one."""
    drawer = shutil.which("pdftoppm")
    if drawer is None:
        print("No pdftoppm: papers are left out.", file=sys.stderr)
        return 0
    bundle = Bundle(read_folder(ROOT / "bpmn"))
    people, taken = season.cast_of(bundle.files), set[str]()
    missing = {Path(path).stem for path in bundle.files if "/papers/" in path}

    def kept(office: Office) -> Mapping[str, Handler]:
        render = rendering("http://localhost")

        def draw(office: Office, effect: LeasedEffect) -> Mapping[str, Any]:
            made = render(office, effect)
            with office.database.reading() as connection:
                paper = papers.get_paper(connection, effect.payload["paper_id"])
                file = files.find_file(connection, paper.file_id or 0)
            if file is not None and paper.kind not in taken:
                source = files.path_of(office.files, file.sha256)
                subprocess.run(
                    [drawer, "-png", "-r", "80", str(source), str(LOOKS / f"paper-{paper.kind}")], check=True
                )
                taken.add(paper.kind)
            return made

        return {**rehearsal.handlers(office), "render": draw}

    for path, content in season.scenarios_in(bundle.files).items():
        text = content.decode()
        if any(f"- {kind}\n" in text for kind in missing - taken):
            play(parse_scenario(path, text), bundle, people, kept)
    for kind in sorted(missing - taken):
        print(f"No scenario issues the paper {kind}.", file=sys.stderr)
    return len(taken)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
