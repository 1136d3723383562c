"""The action that issues an official paper: its facts are fixed in the step, its number is drawn last."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workflows.actions import at_hand, effects, names
from workflows.actions.at_hand import TextFile
from workflows.actions.catalogue import Desk, action
from workflows.actions.effects import Render
from workflows.engine.environment import Place
from workflows.errors import BadAnswers, BadDiagram
from workflows.law.uscc import ALPHABET
from workflows.store import papers
from workflows.store.papers import NewPaper

CODE_LENGTH = 8
SERVED = "paper.served"
"""The fact that service records when the table of the paper names no other."""

MARK = "{mark}"
"""Stands in a series for the mark (字) of the unit; without it the series is one for the whole district."""

_ALPHABET = sorted(ALPHABET)
_FIXED = ("case", "subject", "office", "records", "officer", "signer", "today")
"""What every paper has fixed besides the names that its table asks for."""


@dataclass(frozen=True, slots=True)
class Table:
    """papers/<kind>.toml: title, series, names, what its service starts, days it sets, whether it is published and filed."""

    title: str
    series: str
    names: object
    sets: tuple[str, ...]
    served_fact: str
    public: bool
    credit_file: bool
    goes_with: str


@action("paper.issue", stands=True)
def issue(desk: Desk, place: Place, *, kind: str, scope: str = "") -> dict[str, Any]:
    """印发一份文书：内容在本步固定，文号在本步最后取得，随后由系统用印。

    文书的表在 papers/<kind>.toml：title 标题、series 文号字头（可含 {mark}，即单位代字）、names 正文所用的各项、served_fact
    送达后记录的事实、sets 由本通知书指定期限的规则、public 是否公开、credit_file 送达后是否记入信用档案、goes_with 与哪种
    文书同时送达（两书同达）。正文在 papers/<kind>.html。缺少任何一项内容，或有字库中没有
    的字，本步不能办理。结果 `paper` 是文书的编号；文号随消息 paper.ready（范围为 kind，有 scope 的为 kind(scope)）到达，流程图应等待该消息后再送达。
    """
    text = at_hand.read_text(desk, place, "papers", kind)
    table = _read(text, place)
    template = f"{text.folder}/papers/{kind}.html"
    if template not in desk.bundle.files:
        raise BadDiagram(f"文书“{kind}”没有正文 {template}", english=f"No body {template}.", element=place.element)
    code = "".join(secrets.choice(_ALPHABET) for _ in range(CODE_LENGTH))
    new = NewPaper(
        district=desk.case.district,
        case_id=desk.case.id,
        kind=kind,
        title=table.title,
        unit=desk.case.unit,
        template=template,
        facts={},
        verify_code=code,
        signed_by=names.signer(desk),
        branch=place.branch,
    )
    paper_id = papers.add_paper(desk.connection, new, desk.now)
    effects.put(desk, place, Render(paper_id, f"{kind}({scope})" if scope else kind), f"{kind}:{scope}")
    data = dict(place.names)
    desk.last_acts.append(lambda: _finish(desk, paper_id, new, table, data))
    return {"paper": paper_id, "kind": kind, "scope": scope}


def _read(text: TextFile, place: Place) -> Table:
    says = text.says
    for field in ("title", "series"):
        if not isinstance(says.get(field), str) or not says[field].strip():
            raise BadDiagram(f"{text.path} 缺少 {field}", english=f"{text.path} lacks {field}.", element=place.element)
    return Table(
        title=says["title"],
        series=says["series"],
        names=says.get("names", []),
        sets=tuple(says.get("sets", ())),
        served_fact=says.get("served_fact", SERVED),
        public=bool(says.get("public", False)),
        credit_file=bool(says.get("credit_file", False)),
        goes_with=says.get("goes_with", ""),
    )


def _finish(desk: Desk, paper_id: int, new: NewPaper, table: Table, data: Mapping[str, Any]) -> None:
    """Deadlines are counted by now: the facts are fixed and checked, and last of all the number is drawn."""
    year = desk.today.year
    said: dict[str, Any] = {
        "kind": new.kind,
        "title": table.title,
        "code": new.verify_code,
        "issued_on": desk.today.isoformat(),
        "signer": new.signed_by,
        "served_fact": table.served_fact,
        "public": table.public,
        "credit_file": table.credit_file,
        "goes_with": table.goes_with,
        "sets": _set_terms(desk, table),
    }
    fixed = names.gather(desk, data, table.names, table.title, fixed=_FIXED)
    series = table.series.replace(MARK, fixed["office"]["mark"])
    longest = {**fixed, "paper": {**said, "number": f"{series}〔{year}〕0号"}}
    _refuse_objections(desk, new, table, longest)
    counter = desk.case.unit if MARK in table.series else ""
    drawn = papers.draw_number(desk.connection, desk.case.district, counter, series, year)
    number = f"{series}〔{year}〕{drawn}号"
    papers.set_number(desk.connection, paper_id, number, {**fixed, "paper": {**said, "number": number}})
    desk.note("paper.issued", paper=new.kind, number=number, title=table.title)


def _set_terms(desk: Desk, table: Table) -> dict[str, str]:
    """The terms that the paper itself sets: as long as the policy proposes today (source: 本通知书)."""
    found = {}
    for key in table.sets:
        rule = desk.law.policies.rule(key, on=desk.today)
        if rule is None or rule.term is None:
            raise BadAnswers(f"《{table.title}》须指定期限，但规则“{key}”未设定", english=f"Rule {key!r} is unset.")
        found[key] = str(rule.term)
    return found


def _refuse_objections(desk: Desk, new: NewPaper, table: Table, facts: Mapping[str, Any]) -> None:
    """A paper that could not be rendered refuses the step."""
    objections = desk.proofread(desk.bundle.files[new.template].decode(), facts)
    if objections:
        raise BadAnswers(
            f"《{table.title}》还不能印发：{'；'.join(objections)}",
            english=f"The paper {new.kind} cannot be rendered.",
            objections=tuple(objections),
        )
