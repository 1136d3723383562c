"""Decides which values a paper or message carries, and refuses the step when one that it names is missing.

The table `names` of the text says `name = expression`; a plain list stands for names that are called what they are.
Expressions of the small language see the data of the case and, over them, these:
    case      id, number, code (查询码), process, name (of the process), unit, scope, opened_on, state
    subject   name, uscc, address, email, phone
    office    code, name, short_name, phone, address, mark        the unit that handles the case
    records   list of issuer, number, kind, gravity, decided_on, published_on, fact, reason, basis, content, min_until, max_until
    units     codes of the units whose measures still stand
    measures  list of name, unit, unit_name, code, field, basis, state, started_on, lifted_on
    deadlines by rule, or `rule(scope)`: name, due_on, weekday, state, provisional, because, term, basis
    rules     by key, as they apply today: name, term, article, source, basis
    papers    by kind, the latest: number, title, issued_on, served_on, code
    officer   the handler's name     signer   the official who makes this step     today   2026-11-23
Without asking, every text also gets: case_no, code, ent_short, unit, tel, officer, date, weekday.
`basis` quotes only what is known: source and article of grade A, the source of grade B, nothing below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from workflows.actions import at_hand
from workflows.actions.catalogue import Desk
from workflows.clock import china_day
from workflows.engine import language
from workflows.errors import BadAnswers, BadDiagram
from workflows.law.rules import Basis, Grade
from workflows.law.wording import weekday
from workflows.registry import measures, publicity
from workflows.store import facts, papers, people, registry
from workflows.store.facts import DeadlineRow


def gather(
    desk: Desk, data: Mapping[str, Any], wanted: object, text: str, *, fixed: Sequence[str] = ()
) -> dict[str, Any]:
    """The values that the text called `text` names, and those of `fixed` as they are.

    Raises BadAnswers naming all that are missing, BadDiagram for a malformed table.
    """
    expressions = _expressions(wanted, text)
    used = {root for said in expressions.values() for root in language.names_used(said)}
    known = {**data, **{root: _load(desk, root) for root in _ROOTS if root in used | _ALWAYS | set(fixed)}}
    found: dict[str, Any] = standard(desk, known) | {root: known[root] for root in fixed}
    missing = []
    for name, said in expressions.items():
        try:
            value = language.evaluate(said, known)
        except language.BadExpression:
            value = None
        if value in (None, "", []):
            missing.append(name)
        found[name] = value
    if missing:
        raise BadAnswers(
            f"“{text}”缺少：{'、'.join(missing)}",
            english=f"{text} lacks {', '.join(missing)}.",
            text=text,
            missing=tuple(missing),
        )
    return found


def _load(desk: Desk, root: str) -> Any:
    read = _ROOTS[root]
    return desk.once(f"named {root}", lambda: read(desk)) if root in _STEADY else read(desk)


def _expressions(wanted: object, text: str) -> dict[str, str]:
    if isinstance(wanted, list) and all(isinstance(name, str) for name in wanted):
        return {name: name for name in wanted}
    if isinstance(wanted, dict) and all(isinstance(said, str) for said in wanted.values()):
        return dict(wanted)
    raise BadDiagram(
        f"“{text}”的 names 应为名称的列表，或“名称 = 表达式”的表", english="names is malformed.", text=text
    )


def standard(desk: Desk, known: Mapping[str, Any]) -> dict[str, Any]:
    """What every text gets without asking."""
    case, office = known["case"], known["office"]
    return {
        "case_no": case["number"],
        "code": case["code"],
        "ent_short": desk.case.subject_name,
        "unit": office["short_name"],
        "tel": office["phone"],
        "officer": known["officer"],
        "date": desk.today.isoformat(),
        "weekday": weekday(desk.today),
    }


def _case(desk: Desk) -> dict[str, Any]:
    case = desk.case
    return {
        "id": case.id,
        "number": case.number,
        "code": case.query_code,
        "process": case.process,
        "name": desk.definition.name,
        "unit": case.unit,
        "subject": case.subject_id,
        "scope": case.scope,
        "state": case.state,
        "opened_on": china_day(case.opened_at).isoformat(),
    }


def _subject(desk: Desk) -> dict[str, Any]:
    if desk.case.subject_id is None:
        return {}
    row = registry.get_subject(desk.connection, desk.case.subject_id)
    return {"name": row.name, "uscc": row.uscc, "address": row.address, "email": row.email, "phone": row.phone}


def _office(desk: Desk) -> dict[str, Any]:
    if desk.unit is None:
        raise BadAnswers(f"没有登记单位“{desk.case.unit}”", english=f"No such unit: {desk.case.unit}")
    kept = ("code", "name", "short_name", "phone", "address", "mark")
    return {name: getattr(desk.unit, name) for name in kept}


def _officer(desk: Desk) -> str:
    """Who handles the case; before anybody does, the official who makes the step, or else their unit.

    Neither the system nor the applicant is ever named as the one to turn to.
    """
    found = people.find_by_id(desk.connection, desk.case.handler_id) if desk.case.handler_id else None
    if found is not None:
        return found.name
    return desk.actor.name if desk.actor.unit == desk.case.unit else str(_office(desk)["short_name"])


def signer(desk: Desk) -> str:
    """The official of the unit who makes the step; a paper that follows by itself is its handler's."""
    return desk.actor.name if desk.actor.unit == desk.case.unit else _officer(desk)


def _records(desk: Desk) -> list[dict[str, Any]]:
    rows = at_hand.read_records(desk)
    said = []
    for row in rows:
        until = publicity.terms(row, at_hand.circumstances(desk))
        kept = ("id", "issuer", "unit", "kind", "gravity", "fact", "reason", "basis", "content")
        days = {
            "decided_on": row.decided_on,
            "published_on": row.published_on,
            "min_until": until.minimum_until,
            "max_until": until.maximum_until,
        }
        plain = {name: getattr(row, name) for name in kept} | {"number": row.document_number}
        said.append(plain | {name: day.isoformat() if day else "" for name, day in days.items()})
    return said


def _measures(desk: Desk) -> list[dict[str, Any]]:
    rows = registry.list_measures(desk.connection, desk.records)
    named = {unit.code: unit.name for unit in people.list_units(desk.connection)}
    kept = ("id", "name", "unit", "code", "field", "basis", "state")
    return [
        {name: getattr(row, name) for name in kept}
        | {
            "unit_name": named.get(row.unit, row.unit),
            "started_on": row.started_on.isoformat(),
            "lifted_on": row.lifted_on.isoformat() if row.lifted_on else "",
        }
        for row in rows
    ]


def _units(desk: Desk) -> list[str]:
    return list(measures.units_with_standing(desk.connection, desk.records))


def _deadlines(desk: Desk) -> dict[str, Any]:
    """Of each rule and scope the round that began last."""
    rows = facts.list_deadlines(desk.connection, at_hand.case_owner(desk))
    return {f"{row.rule}({row.scope})" if row.scope else row.rule: _deadline(row) for row in rows}


def _deadline(row: DeadlineRow) -> dict[str, Any]:
    said, term = row.row["basis"], row.row["term"]
    basis = Basis(said["article"], said["source"], Grade(said["grade"]), said["label"])
    return {
        "name": row.row["name"],
        "due_on": row.due_on.isoformat() if row.due_on else "",
        "weekday": weekday(row.due_on) if row.due_on else "",
        "state": row.state,
        "provisional": row.provisional,
        "because": list(row.because),
        "term": f"{term['amount']} {term['unit']}" if term else "",
        "basis": quoted(basis),
    }


def _rules(desk: Desk) -> dict[str, Any]:
    return {
        rule.key: {
            "name": rule.name,
            "term": str(rule.term) if rule.term else "",
            "article": rule.article,
            "source": rule.source,
            "basis": quoted(rule.basis),
        }
        for rule in desk.law.policies.list_rules(desk.today)
    }


def quoted(basis: Basis) -> str:
    """What a paper may cite: nothing that was not read, no article that was not checked."""
    if basis.grade is Grade.A:
        return f"《{basis.source}》{basis.article}"
    return f"《{basis.source}》" if basis.grade is Grade.B else ""


def _papers(desk: Desk) -> dict[str, Any]:
    return {
        row.kind: {
            "number": row.number,
            "title": row.title,
            "issued_on": china_day(row.issued_at).isoformat(),
            "served_on": row.served_on.isoformat() if row.served_on else "",
            "code": row.verify_code,
        }
        for row in papers.list_of_case(desk.connection, desk.case.id)
    }


_ROOTS: Mapping[str, Callable[[Desk], Any]] = {
    "case": _case,
    "subject": _subject,
    "office": _office,
    "officer": _officer,
    "signer": signer,
    "today": lambda desk: desk.today.isoformat(),
    "records": _records,
    "measures": _measures,
    "units": _units,
    "deadlines": _deadlines,
    "rules": _rules,
    "papers": _papers,
}
_ALWAYS = {"case", "office", "officer"}
_STEADY = {"subject", "officer"}
"""What one step never changes."""
