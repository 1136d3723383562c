"""Counts what came of all requests: from the ledgers of the clients, the mail that left, and the tables, by plain SQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import orjson

from bench import audit
from bench.audit import rows
from bench.ledger import Ledger
from bench.sink import Sink
from workflows.casework.office import Office
from workflows.store.database import Open


class Fault(Enum):
    """What must not be found."""

    LOST = "丢失"
    DOUBLED = "重复"
    PHANTOM = "凭空出现"
    TORN = "前后不一"
    BROKEN = "日志断链"


@dataclass(frozen=True, slots=True)
class Tally:
    """Everything counted, and every fault with a sentence."""

    figures: Mapping[str, int]
    faults: tuple[tuple[Fault, str], ...]


@dataclass(slots=True)
class _Counting:
    figures: Counter[str] = field(default_factory=Counter)
    faults: list[tuple[Fault, str]] = field(default_factory=list)

    def once(self, what: str, found: Mapping[str, int], wanted: Iterable[str]) -> None:
        """Each of the wanted is found exactly once, and nothing else is found."""
        wanted = set(wanted)
        for key in sorted(wanted):
            if found.get(key, 0) == 0:
                self.faults.append((Fault.LOST, f"{what} {key}"))
            elif found[key] > 1:
                self.faults.append((Fault.DOUBLED, f"{what} {key}：{found[key]} 次"))
        for key in sorted(set(found) - wanted):
            self.faults.append((Fault.PHANTOM, f"{what} {key}"))
        self.figures[what] += len(wanted)


def count(office: Office, ledgers: Iterable[Ledger], sink: Sink) -> Tally:
    """Counts an office at rest."""
    counting = _Counting()
    counting.faults += [(Fault.BROKEN if "不衔接" in torn else Fault.TORN, torn) for torn in audit.look(office)]
    with office.database.reading() as connection:
        said = list(_said(connection))
        _count_requests(counting, said, ledgers)
        _count_side_cases(counting, connection, said)
        _count_told(counting, connection, sink)
        _count_timers(counting, connection)
    return Tally(dict(counting.figures), tuple(counting.faults))


def _said(connection: Open) -> Iterator[tuple[int, str, dict[str, Any]]]:
    for case_id, kind, body in rows(connection, "SELECT case_id, kind, body FROM journal ORDER BY case_id, seq"):
        yield case_id, kind, orjson.loads(body) if isinstance(body, str | bytes) else body


def _count_requests(
    counting: _Counting, said: list[tuple[int, str, dict[str, Any]]], ledgers: Iterable[Ledger]
) -> None:
    """What was answered has happened, what happened was asked for; a request that was refused is a lost answer."""
    opened = Counter(body["answers"]["matter"] for _, kind, body in said if _opens_errand(kind, body))
    done = Counter(next(_tokens(body["answers"])) for _, kind, body in said if kind == "task.completed")
    asked = [request for ledger in ledgers for request in ledger.list_asked()]
    counting.once("收件", opened, (request.key for request in asked if not request.task_id))
    counting.once("办结", done, (request.key for request in asked if request.task_id))
    for ledger in ledgers:
        for request in ledger.list_unanswered():
            counting.faults.append((Fault.LOST, f"没有答复的请求 {request.key}"))
        for key, answer in ledger.answers().items():
            if not answer.startswith("XF"):
                counting.faults.append((Fault.LOST, f"请求 {key} 的答复是 {answer}"))


def _opens_errand(kind: str, body: Mapping[str, Any]) -> bool:
    return kind == "case.opened" and body["process"] == "errand"


def _tokens(answers: Mapping[str, Any]) -> Iterator[str]:
    return (str(answers[name]) for name in ("opinion", "found") if name in answers)


def _count_side_cases(counting: _Counting, connection: Open, said: list[tuple[int, str, dict[str, Any]]]) -> None:
    """Each errand has one visit; each visit that ended was reported once and its end told once."""
    visits = rows(connection, "SELECT parent_id, closed_at FROM cases WHERE process = 'visit'")
    errands = [str(case_id) for (case_id,) in rows(connection, "SELECT id FROM cases WHERE process = 'errand'")]
    counting.once("附带办理", Counter(str(parent) for parent, _ in visits), errands)
    early = rows(connection, "SELECT case_id, name FROM inbound_messages")
    for name, kind in (("visit.reported", "message.delivered"), ("children.all_done", "child.closed")):
        heard = Counter(str(case_id) for case_id, of, _ in said if of == kind)
        heard.update(str(case_id) for case_id, kept in early if kept == name)
        heard.update(str(case_id) for case_id, _, body in said for note in _early(body, name))
        counting.once(f"消息 {name}", heard, (str(parent) for parent, closed_at in visits if closed_at is not None))


def _early(body: Mapping[str, Any], name: str) -> list[Any]:
    return [note for note in body.get("notes", ()) if note["note"] == "message.early" and note["message"] == name]


def _count_told(counting: _Counting, connection: Open, sink: Sink) -> None:
    """Every effect was carried out; mail left under the key of a row, each key under one Message-ID."""
    undone = "SELECT key FROM outbox WHERE done_at IS NULL OR given_up_at IS NOT NULL"
    counting.faults += [(Fault.LOST, f"没有送出 {key}") for (key,) in rows(connection, undone)]
    rows_of_mail = [key for (key,) in rows(connection, "SELECT key FROM outbox WHERE kind = 'tell'")]
    sent = sink.sent()
    counting.once("告知", Counter({key for key, _ in sent}), rows_of_mail)
    ids = Counter(key for key, _ in set(sent))
    counting.faults += [(Fault.DOUBLED, f"两个编号的邮件 {key}") for key, number in ids.items() if number > 1]
    counting.figures["再次发出（同一编号）"] = len(sent) - len(ids)
    for name, element in (("accepted", "review"), ("decided", "decide")):
        told = Counter(key.split(":")[0] for key in rows_of_mail if f":{name}:" in key)
        sql = "SELECT case_id, body FROM journal WHERE kind = 'task.completed'"
        wanted = [
            str(case_id) for case_id, body in rows(connection, sql) if f'"{element}"' in str(body).replace("'", '"')
        ]
        counting.once(f"告知 {name}", told, wanted)


def _count_timers(counting: _Counting, connection: Open) -> None:
    """Nothing that is due has stayed, and errands that were forgotten have all heard the same, each once."""
    counting.figures["到点触发"] = int(rows(connection, "SELECT count(*) FROM occurrences")[0][0])
    left = "SELECT id, owner_id FROM timers WHERE due_at IS NOT NULL"
    counting.faults += [(Fault.LOST, f"没有触发的定时 {row}") for row in rows(connection, left)]
    sql = """SELECT o.owner_id, o.moment FROM occurrences o JOIN tasks t ON t.case_id = o.owner_id
        WHERE o.owner_kind = 'case' AND t.element = 'review'"""
    heard: dict[int, list[str]] = {}
    for case_id, moment in rows(connection, sql):
        heard.setdefault(case_id, []).append(":".join(moment.split(":")[:2]))  # without the task that it is about
    forgotten = [case_id for (case_id,) in rows(connection, "SELECT case_id FROM tasks WHERE element = 'review'")]
    all_moments = sorted(set().union(*heard.values()))
    for case_id in forgotten:
        told = Counter(f"{case_id} {moment}" for moment in heard.get(case_id, []))
        counting.once("被遗忘事项的时点", told, (f"{case_id} {moment}" for moment in all_moments))
