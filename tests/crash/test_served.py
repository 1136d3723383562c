"""The office as it is served: measured act by act over HTTP, and ended in good order whoever is still connected."""

from __future__ import annotations

import time
from contextlib import closing

import pytest

from bench import data, http, inbox
from bench.browser import Browser, Wire
from bench.databases import KINDS, fresh_place
from bench.served import serving
from workflows.clock import StoppedClock
from workflows.store.database import Database

MANY = 20_000
ACTS = {"inbox", "task", "fill", "check", "complete", "whole", "api"}


@pytest.mark.crash
@pytest.mark.parametrize("kind", KINDS)
def test_the_hot_path_is_measured_act_by_act(kind: str) -> None:
    """Every act of a person and of a machine succeeds over HTTP and has its figures; one completion is one commit."""
    figures = http.run(kind, tasks=4)
    for act in ACTS:
        assert all(figures[f"{act}.{many}.p99_ms"] >= figures[f"{act}.{many}.p50_ms"] > 0 for many in http.CLIENTS)
    assert (figures["inbox.commits"], figures["fill.commits"], figures["complete.commits"]) == (0, 1, 1)
    assert min(figures["inbox.statements"], figures["complete.statements"], figures["floor.commit_ms"]) > 0
    assert len(list(http.table(figures))) == 1 + len(ACTS) * len(http.CLIENTS)


@pytest.mark.crash
def test_a_server_ends_though_a_browser_keeps_its_connection() -> None:
    """Who is told to end answers what was begun and goes, within seconds."""
    with fresh_place("sqlite") as (url, folder), closing(Database(url)) as database:
        data.make_office(database, StoppedClock(data.MONDAY), folder)
        with serving(url, folder, data.MONDAY, 1) as (server,):
            browser = Browser(Wire(server.base))
            assert browser.get("/login").is_shown
            told = time.monotonic()
        assert time.monotonic() - told < 15


@pytest.mark.crash
@pytest.mark.parametrize("kind", KINDS)
def test_no_page_of_the_inbox_reads_a_growing_table_from_end_to_end(kind: str) -> None:
    """Every list, its first and its fiftieth page, the case page and the counts find what they show by an index."""
    figures = inbox.run(kind, (MANY,), rounds=2)
    assert figures[f"{MANY}.scans"] == 0
    assert all(figures[f"{MANY}.{view}.deep.p50_ms"] > 0 for view in inbox.VIEWS)
