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
from bench.ledger import CLAIM, WITHDRAWAL, Ledger
from bench.sink import Sink
from workflows.casework.office import Office
from workflows.store.database import Open

TAKEN_BACK = "未发送"
"""What the outbox says of an effect whose branch was cut off before it left."""

_Entry = tuple[int, str, dict[str, Any]]
"""Case, kind and body of a journal entry."""


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

    def once(self, figure: str, what: str, found: Mapping[str, int], wanted: Iterable[str]) -> None:
        """Each of the wanted is found exactly once, and nothing else is found; counted under the figure."""
        wanted = set(wanted)
        for key in sorted(wanted):
            if found.get(key, 0) == 0:
                self.faults.append((Fault.LOST, f"{what} {key}"))
            elif found[key] > 1:
                self.faults.append((Fault.DOUBLED, f"{what} {key}：{found[key]} 次"))
        for key in sorted(set(found) - wanted):
            self.faults.append((Fault.PHANTOM, f"{what} {key}"))
        self.figures[figure] += len(wanted)


def count(office: Office, ledgers: Iterable[Ledger], sink: Sink) -> Tally:
    """Counts an office at rest."""
    counting = _Counting()
    counting.faults += [(Fault.BROKEN if "不衔接" in torn else Fault.TORN, torn) for torn in audit.look(office)]
    with office.database.reading() as connection:
        said = list(_said(connection))
        sql = "SELECT task_id FROM journal WHERE kind = 'task.claimed'"
        claims = Counter(str(task_id) for (task_id,) in rows(connection, sql))
        _count_requests(counting, said, claims, ledgers)
        _count_side_cases(counting, connection, said)
        _count_told(counting, connection, sink)
        _count_timers(counting, connection)
    return Tally(dict(counting.figures), tuple(counting.faults))


def _said(connection: Open) -> Iterator[_Entry]:
    for case_id, kind, body in rows(connection, "SELECT case_id, kind, body FROM journal ORDER BY case_id, seq"):
        yield case_id, kind, _json(body)


def _json(value: Any) -> Any:
    """SQLite answers with the text, PostgreSQL with what it says."""
    return orjson.loads(value) if isinstance(value, str | bytes) else value or {}


def _count_requests(
    counting: _Counting, said: list[_Entry], claims: Mapping[str, int], ledgers: Iterable[Ledger]
) -> None:
    """What was answered has happened, what happened was asked for; a request that was refused is a lost answer."""
    opened = Counter(body["answers"]["matter"] for _, kind, body in said if _opens_errand(kind, body))
    done = Counter(next(_tokens(body["answers"])) for _, kind, body in said if kind == "task.completed")
    withdrawn = Counter(body["answers"]["reason"] for _, kind, body in said if kind == "message.sent")
    asked = [request for ledger in ledgers for request in ledger.list_asked()]
    by_kind: dict[str, list[str]] = {}
    for request in asked:
        name = request.element if request.element in {CLAIM, WITHDRAWAL} else "completion"
        by_kind.setdefault(name if request.task_id else "errand", []).append(request.key)
    counting.once("errands", "收件", opened, by_kind.get("errand", ()))
    counting.once("completions", "办结", done, by_kind.get("completion", ()))
    counting.once("withdrawals", "撤回", withdrawn, by_kind.get(WITHDRAWAL, ()))
    counting.once("claims", "领取", claims, (str(one.task_id) for one in asked if one.element == CLAIM))
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


def _count_side_cases(counting: _Counting, connection: Open, said: list[_Entry]) -> None:
    """Each errand has one visit, unless it was withdrawn before the visit began; each visit that ended has reported once or
    was ended with its errand, and its end was told once or, as the receipt says, to nobody: the errand had ended before."""
    visits = rows(connection, "SELECT parent_id, closed_at, id FROM cases WHERE process = 'visit'")
    abandoned = _count_abandoned(counting, connection, said)
    sql = "SELECT case_id, receipt FROM outbox WHERE kind = 'case.start'"
    unsent = {case_id for case_id, receipt in rows(connection, sql) if "unsent" in _json(receipt)}
    sql = "SELECT id FROM cases WHERE process = 'errand'"
    errands = [str(case_id) for (case_id,) in rows(connection, sql) if case_id not in unsent]
    ended = [str(parent) for parent, closed_at, _ in visits if closed_at is not None]
    reported = [str(parent) for parent, closed_at, own in visits if closed_at is not None and own not in abandoned]
    counting.once("side_cases", "附带办理", Counter(str(parent) for parent, _, _ in visits), errands)
    told = Counter(str(case_id) for case_id, kind, _ in said if kind == "child.closed")
    closing = rows(connection, "SELECT payload, receipt FROM outbox WHERE kind = 'child.closed'")
    nobody = {str(_json(payload)["case_id"]) for payload, receipt in closing if not _json(receipt)["told"]}
    told.update(nobody - set(told))
    counting.once("ends_told", "附带办理结束的消息", told, ended)
    early = "SELECT case_id FROM inbound_messages WHERE name = 'visit.reported'"
    heard = Counter(str(case_id) for case_id, kind, _ in said if kind == "message.delivered")
    heard.update(str(case_id) for (case_id,) in rows(connection, early))
    heard.update(str(case_id) for case_id, _, body in said for _ in _early(body, "visit.reported"))
    counting.once("reports", "核查结果的消息", heard, reported)


def _count_abandoned(counting: _Counting, connection: Open, said: list[_Entry]) -> frozenset[int]:
    """A visit whose errand was withdrawn is ended once, unless it had ended by itself; none stays open."""
    found = Counter(str(case_id) for case_id, kind, _ in said if kind == "case.abandoned")
    asked = rows(connection, "SELECT payload, receipt FROM outbox WHERE kind = 'case.abandon'")
    wanted = [_json(payload)["case_id"] for payload, receipt in asked if _json(receipt).get("abandoned")]
    counting.once("abandoned", "随主案终止", found, map(str, wanted))
    sql = """SELECT c.number FROM cases c JOIN cases p ON p.id = c.parent_id
        WHERE c.closed_at IS NULL AND p.closed_at IS NOT NULL"""
    counting.faults += [(Fault.LOST, f"主案已结而没有终止 {number}") for (number,) in rows(connection, sql)]
    return frozenset(wanted)


def _early(body: Mapping[str, Any], name: str) -> list[Any]:
    return [note for note in body.get("notes", ()) if note["note"] == "message.early" and note["message"] == name]


def _count_told(counting: _Counting, connection: Open, sink: Sink) -> None:
    """Every effect was carried out that was not taken back; mail left under the key of a row, each under one Message-ID."""
    undone = "SELECT key, last_error FROM outbox WHERE done_at IS NULL OR given_up_at IS NOT NULL"
    taken_back = {key for key, said in rows(connection, undone) if said == TAKEN_BACK}
    counting.faults += [(Fault.LOST, f"没有送出 {key}") for key, _ in rows(connection, undone) if key not in taken_back]
    mail = "SELECT key FROM outbox WHERE kind = 'tell'"
    rows_of_mail = [key for (key,) in rows(connection, mail) if key not in taken_back]
    sent = [(key, number) for key, number in sink.sent() if key not in taken_back]
    counting.once("mails", "告知", Counter({key for key, _ in sent}), rows_of_mail)
    ids = Counter(key for key, _ in set(sent))
    counting.faults += [(Fault.DOUBLED, f"两个编号的邮件 {key}") for key, number in ids.items() if number > 1]
    counting.figures["mails_sent_again"] = len(sent) - len(ids)
    for name, element in (("accepted", "review"), ("decided", "decide")):
        told = Counter(key.split(":")[0] for key in rows_of_mail if f":{name}:" in key)
        sql = "SELECT case_id, body FROM journal WHERE kind = 'task.completed'"
        wanted = [
            str(case_id) for case_id, body in rows(connection, sql) if f'"{element}"' in str(body).replace("'", '"')
        ]
        counting.once(f"told_{name}", f"告知 {name}", told, wanted)


def _count_timers(counting: _Counting, connection: Open) -> None:
    """Nothing that is due has stayed, and errands that were forgotten have all heard the same, each once."""
    counting.figures["timers_fired"] = int(rows(connection, "SELECT count(*) FROM occurrences")[0][0])
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
        counting.once(
            "moments_of_the_forgotten", "被遗忘事项的时点", told, (f"{case_id} {moment}" for moment in all_moments)
        )
