"""Measures the hot path over HTTP: an officer opens the inbox, opens a task, fills in its form, checks it and hands it in;
a machine does the same by the API. The task is 审查申请材料 of the bench's own small process (bench/processes/errand)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Barrier

from bench import data
from bench.audit import rows
from bench.browser import Browser, Page, Way, Wire
from bench.counting import counting
from bench.databases import fresh_place
from bench.desk import InHouse, Queue
from bench.figures import Budget, spread
from bench.floor import commit_alone, engine_alone
from bench.served import Server, serving
from bench.step import database_cpu
from bench.web import LOGIN, PASSWORD, TOKEN, confirm, fill_in, make_app
from workflows.casework.office import Office
from workflows.clock import StoppedClock
from workflows.store.database import Database

TASKS = 150
COUNTED = 5
"""Acts whose statements are counted; they are all alike."""

CLIENTS = (1, 4)
REST = 60.0
"""Seconds in which the worker carries out what an act has left to it."""

_ANSWERS = {"decision": "accept", "opinion": "材料齐全"}

BUDGETS = (
    Budget("inbox.1.p50_ms", 8),
    *(
        budget
        for act in ("complete", "api")
        for budget in (
            Budget(f"{act}.1.cpu_ms", 6),
            Budget(f"{act}.statements", 12),
            Budget(f"{act}.commits", 1),
            Budget(f"{act}.4.tasks_per_s", 150, at_least=True),
        )
    ),
)
"""design.md §8: a plain task over HTTP with the processor time of the database; the inbox page."""


@dataclass(slots=True)
class Client:
    """Somebody at work: the tasks to do, and for each the page that was seen last."""

    browser: Browser
    machine: Browser
    tasks: Sequence[int]
    seen: dict[int, Page] = field(default_factory=dict)

    @classmethod
    def over(cls, way: Way, tasks: Sequence[int]) -> Client:
        browser = Browser(way)
        _expect(browser.sign_in(LOGIN, PASSWORD).is_sent_on, "signing in")
        return cls(browser, Browser(way, TOKEN), tasks)

    def inbox(self, _: int) -> None:
        _expect(self.browser.get("/w/inbox").is_shown, "the inbox")

    def task(self, task_id: int) -> None:
        self.seen[task_id] = self.browser.get(_path(task_id))
        _expect(self.seen[task_id].is_shown, "the task")

    def fill(self, task_id: int) -> None:
        """Sends the form: it decides, so its answers are kept and a page asks to check them."""
        sent = fill_in(self.browser, _path(task_id), self.seen[task_id], f"fill-{task_id}", _ANSWERS)
        _expect(sent.location.endswith("/check"), "the form")

    def check(self, task_id: int) -> None:
        self.seen[task_id] = self.browser.get(f"{_path(task_id)}/check")
        _expect(self.seen[task_id].is_shown, "the check page")

    def complete(self, task_id: int) -> None:
        """Presses the button: the step is taken."""
        sent = confirm(self.browser, _path(task_id), self.seen.pop(task_id), f"done-{task_id}")
        _expect(sent.is_sent_on, "handing in")

    def whole(self, task_id: int) -> None:
        """Everything a person does for one task."""
        for act in (self.inbox, self.task, self.fill, self.check, self.complete):
            act(task_id)

    def api(self, task_id: int) -> None:
        said = {"answers": _ANSWERS}
        _expect(self.machine.call(f"/api/v1/tasks/{task_id}/complete", said, f"done-{task_id}").is_shown, "the API")


def _path(task_id: int) -> str:
    return f"/w/tasks/{task_id}"


def _expect(well: bool, what: str) -> None:
    if not well:
        raise RuntimeError(f"{what} was not answered as it should be")


PAGES: tuple[tuple[str, Callable[[Client, int], None]], ...] = (
    ("inbox", Client.inbox),
    ("task", Client.task),
    ("fill", Client.fill),
    ("check", Client.check),
    ("complete", Client.complete),
)
BY_ITSELF: tuple[tuple[str, Callable[[Client, int], None]], ...] = (("whole", Client.whole), ("api", Client.api))


def run(kind: str, tasks: int = TASKS, servers: int = 1) -> dict[str, float]:
    """Figures of every act: with one client and with four; statements and commits; the floor of the same run."""
    figures: dict[str, float] = {}
    with fresh_place(kind) as (url, folder), closing(Database(url)) as database:
        office = data.make_office(database, StoppedClock(data.MONDAY), folder)
        queue = Queue(office)
        queue.prepare(2 * COUNTED + 1 + 3 * len(CLIENTS) * tasks)
        figures |= _count(office, folder, queue)
        engine, _size = engine_alone(office, queue.take(1)[0], tasks)
        figures |= {f"floor.engine.{name}_ms": round(ms, 3) for name, ms in engine.items()}
        figures["floor.commit_ms"] = round(commit_alone(office, tasks), 3)
        work = {many: [queue.take(tasks) for _ in range(3)] for many in CLIENTS}
        with serving(url, folder, data.MONDAY, servers) as up:
            for many, shares in work.items():
                figures |= Measuring(office, up, many).measure(shares)
    return figures


def _count(office: Office, folder: Path, queue: Queue) -> dict[str, float]:
    """Statements and kept changes of one act, asked in this process without a network."""
    way = InHouse(make_app(office, folder).test_client(use_cookies=False))
    client = Client.over(way, queue.take(COUNTED))
    found: dict[str, float] = {}
    for name, act in (*PAGES, ("api", Client.api)):
        if name == "api":
            client.tasks = queue.take(COUNTED)
        with counting() as counted:
            for task_id in client.tasks:
                act(client, task_id)
        found |= {f"{name}.statements": counted.statements / COUNTED, f"{name}.commits": counted.written / COUNTED}
    return found


@dataclass(frozen=True, slots=True)
class Measuring:
    """So many clients at work at the same time, spread over the servers."""

    office: Office
    servers: Sequence[Server]
    many: int

    def measure(self, shares: Sequence[Sequence[int]]) -> dict[str, float]:
        figures: dict[str, float] = {}
        for acts, tasks in zip((PAGES, BY_ITSELF[:1], BY_ITSELF[1:]), shares, strict=True):
            clients = [self._client(number, tasks[number :: self.many]) for number in range(self.many)]
            for name, act in acts:
                figures |= {f"{name}.{self.many}.{what}": value for what, value in self._cost(clients, act).items()}
        return figures

    def _client(self, number: int, tasks: Sequence[int]) -> Client:
        return Client.over(Wire(self.servers[number % len(self.servers)].base), tasks)

    def _cost(self, clients: Sequence[Client], act: Callable[[Client, int], None]) -> dict[str, float]:
        begin = Barrier(len(clients))

        def work(client: Client) -> list[float]:
            begin.wait()
            return [_timed(act, client, task_id) for task_id in client.tasks]

        done = sum(len(client.tasks) for client in clients)
        with self._rested(), ThreadPoolExecutor(len(clients)) as pool:
            web, database = self._cpu()
            began = time.perf_counter()
            times = [seconds for found in pool.map(work, clients) for seconds in found]
            lasted = time.perf_counter() - began
            web, database = (after - before for after, before in zip(self._cpu(), (web, database), strict=True))
        said = {"web_cpu_ms": web, "database_cpu_ms": database, "cpu_ms": web + database}
        costs = {what: round(seconds / done * 1000, 3) for what, seconds in said.items()}
        return {"tasks_per_s": round(done / lasted, 1), **spread(times), **costs}

    def _cpu(self) -> tuple[float, float]:
        return sum(server.cpu for server in self.servers), database_cpu(self.office)

    @contextmanager
    def _rested(self) -> Iterator[None]:
        """What an act leaves to the worker is done before the next one is measured."""
        yield
        until = time.monotonic() + REST
        while time.monotonic() < until:
            with self.office.database.reading() as connection:
                if rows(connection, "SELECT count(*) FROM outbox WHERE done_at IS NULL")[0][0] == 0:
                    return
            time.sleep(0.2)


def _timed(act: Callable[[Client, int], None], client: Client, task_id: int) -> float:
    began = time.perf_counter()
    act(client, task_id)
    return time.perf_counter() - began


def table(figures: Mapping[str, float]) -> Iterator[str]:
    """The figures of each act as a line, for one and for four clients."""
    columns = ("tasks_per_s", "p50_ms", "p95_ms", "p99_ms", "web_cpu_ms", "database_cpu_ms")
    heads = ("次/秒", "p50 ms", "p95 ms", "p99 ms", "网站 CPU ms", "数据库 CPU ms", "SQL", "提交")
    yield "  ".join(["步骤        客户端", *heads])
    for name, _act in (*PAGES, *BY_ITSELF):
        for many in CLIENTS:
            said = [f"{figures[f'{name}.{many}.{what}']:8.1f}" for what in columns]
            sql = [f"{figures.get(f'{name}.{what}', 0):6g}" for what in ("statements", "commits")]
            yield "  ".join([f"{name:<10}{many:>4}", *said, *sql])
