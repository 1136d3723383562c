"""Measures the inbox page of an office with 1,000 to 1,000,000 open tasks: the server's time from request to finished page
(without the network), for each list, its first and its fiftieth page; the case page; the counts; and how the database
goes about each of the statements."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from functools import partial

from bench import crowd, data
from bench.browser import Browser
from bench.counting import counting
from bench.databases import fresh_place
from bench.desk import InHouse
from bench.figures import Budget, quantile
from bench.web import LOGIN, PASSWORD, make_app
from workflows.casework.office import Office
from workflows.casework.start import Opening, start_case
from workflows.clock import StoppedClock
from workflows.law.roles import Role
from workflows.queries import inbox
from workflows.queries.inbox import After, InboxRow, Post
from workflows.store.database import Database, Open

SIZES = (1_000, 10_000, 100_000)
FULL = 1_000_000
ROUNDS = 200
DEEP = 50
"""The page that is looked at beside the first one; the last one where a list is shorter."""

GROUP = f"{Role.OFFICER}@{data.UNIT}"
_FILLED = ("tasks", "cases", "deadlines", "facts")
_SCAN = re.compile(rf"(?:Seq Scan on|^SCAN) ({'|'.join(_FILLED)})\b(?! \S* ?USING)")

Lister = Callable[[Open, int, After | None], list[InboxRow]]
VIEWS: Mapping[str, Lister] = {
    "mine": lambda connection, person, after: inbox.list_mine(connection, [person], after),
    "pool": lambda connection, person, after: inbox.list_pool(connection, [Post(GROUP, (person,))], after),
    "team": lambda connection, _person, after: inbox.list_team(connection, [GROUP], after),
}


def budgets(sizes: tuple[int, ...]) -> list[Budget]:
    """design.md §8: at most 8 ms at every size, and at a million hardly slower than at ten thousand; no scan of a table."""
    found = [Budget(f"{size}.{view}.first.p50_ms", 8) for size in sizes for view in VIEWS]
    found += [Budget(f"{size}.{view}.deep.p50_ms", 8) for size in sizes for view in VIEWS]
    return [*found, Budget("growth.p99", 1.5), Budget(f"{sizes[-1]}.scans", 0)]


def run(kind: str, sizes: tuple[int, ...] = SIZES, rounds: int = ROUNDS) -> dict[str, float]:
    """Figures by size of the office."""
    figures: dict[str, float] = {}
    with fresh_place(kind) as (url, folder), closing(Database(url)) as database:
        office = data.make_office(database, StoppedClock(data.MONDAY), folder)
        officer = data.list_doers(office, Role.OFFICER)[0].actor
        opened = start_case(office, Opening("errand", data.UNIT, None, {"matter": "测量"}), officer)
        way = InHouse(make_app(office, folder).test_client(use_cookies=False))
        looking = _Looking(office, Browser(way), officer.id, rounds)
        looking.browser.sign_in(LOGIN, PASSWORD)
        already = 0
        for size in sizes:
            crowd.fill(office, opened.case_id, already, size)
            already = size
            figures |= {f"{size}.{name}": value for name, value in looking.measure(opened.number).items()}
    if len(sizes) > 1:
        small = next((size for size in sizes if size >= SIZES[1]), sizes[0])
        figures["growth.p99"] = round(
            max(
                figures[f"{sizes[-1]}.{view}.first.p99_ms"] / figures[f"{small}.{view}.first.p99_ms"] for view in VIEWS
            ),
            2,
        )
    return figures


class _Looking:
    """An officer who opens one page after the other."""

    def __init__(self, office: Office, browser: Browser, person: int, rounds: int) -> None:
        self._office, self.browser, self._person, self._rounds = office, browser, person, rounds

    def measure(self, number: str) -> dict[str, float]:
        figures: dict[str, float] = {}
        scans: set[str] = set()
        for view, lister in VIEWS.items():
            deep = self._deep(lister)
            for place, after in (("first", ""), ("deep", f"&after={deep}")):
                path = f"/w/inbox?view={view}{after}".replace("+", "%2B")
                times = self._times(partial(self._open, path))
                figures |= {f"{view}.{place}.{what}": ms for what, ms in times.items()}
                scans |= self._scans(path)
        figures |= {f"case.{what}": ms for what, ms in self._times(partial(self._open, f"/w/cases/{number}")).items()}
        figures |= {f"counts.{what}": ms for what, ms in self._times(self._count).items()}
        return {**figures, "scans": len(scans | self._scans(f"/w/cases/{number}"))}

    def _open(self, path: str) -> None:
        page = self.browser.get(path)
        if not page.is_shown:
            raise RuntimeError(f"{path} answered {page.status}")

    def _count(self) -> None:
        with self._office.database.reading() as connection:
            inbox.count_mine(connection, [self._person])
            inbox.count_pool(connection, [Post(GROUP, (self._person,))])
            inbox.count_overdue(connection, [self._person], self._office.clock.now())

    def _deep(self, lister: Lister) -> str:
        """Where the page before the fiftieth ends."""
        after: After | None = None
        with self._office.database.reading() as connection:
            for _ in range(DEEP - 1):
                listed = lister(connection, self._person, after)
                if len(listed) < inbox.PAGE:
                    break
                after = After(listed[-1].due_at, listed[-1].id)
        return f"{after.due_at.isoformat()}~{after.id}" if after else ""

    def _times(self, look: Callable[[], None]) -> dict[str, float]:
        for _ in range(5):
            look()
        times: list[float] = []
        for _ in range(self._rounds):
            began = time.perf_counter()
            look()
            times.append(time.perf_counter() - began)
        return {f"p{part}_ms": round(quantile(times, part / 100) * 1000, 3) for part in (50, 99)}

    def _scans(self, path: str) -> set[str]:
        """Statements of the page that read a growing table from end to end."""
        with counting() as counted:
            self._open(path)
        is_sqlite = self._office.database.is_sqlite
        with self._office.database.reading() as connection:
            return {
                sql
                for sql, parameters in counted.asked
                if sql.startswith("SELECT")
                for line in crowd.plan_of(connection, sql, parameters, is_sqlite=is_sqlite)
                if _SCAN.search(line)
            }


def table(figures: Mapping[str, float], sizes: tuple[int, ...]) -> Iterator[str]:
    """A line for each page, a column for each size of the office: p50 / p99 in milliseconds."""
    yield f"{'p50 / p99 ms':<16}" + "".join(f"{size:>18,}" for size in sizes)
    pages = [*(f"{view}.{place}" for view in VIEWS for place in ("first", "deep")), "case", "counts"]
    for page in pages:
        said = (f"{figures[f'{size}.{page}.p50_ms']:.1f} / {figures[f'{size}.{page}.p99_ms']:.1f}" for size in sizes)
        yield f"{page:<16}" + "".join(f"{one:>18}" for one in said)
