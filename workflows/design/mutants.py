"""Makes mutants of a release: each differs from it in one rule, one condition, one answer of a table or one step left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from workflows.engine.drawn import BPMN
from workflows.engine.reader import read_xml

Place = tuple[str, str]
_RULE = re.compile(r"^\[\[rule\]\]\n(?:(?!\[\[?\w).*\n?)*", re.MULTILINE)
_KEY = re.compile(r'^key = "([^"]+)"', re.MULTILINE)
_AMOUNT = re.compile(r"^amount = (\d+)", re.MULTILINE)
_TABLE = re.compile(r"calledDecisionId>\s*([\w.-]+)\s*<")
_OMITTED = ("serviceTask", "scriptTask")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A release with one change. `places` are the elements at which a case meets it, `rule` the rule it changed."""

    path: str
    content: bytes
    said: str
    places: frozenset[Place] = field(default=frozenset())
    rule: str = ""


def list_mutants(files: Mapping[str, bytes], folders: frozenset[str]) -> Iterator[Mutant]:
    """Every mutant of the diagrams and tables in these folders, and of all rules that have a length."""
    called = _tables_called(files)
    for path, content in sorted(files.items()):
        if path.startswith("policies/"):
            yield from _other_terms(path, content)
        elif path.rpartition("/")[0] not in folders:
            continue
        elif path.endswith(".bpmn"):
            yield from _other_ways(path, content)
            yield from _without_steps(path, content)
        elif path.endswith(".dmn"):
            yield from _other_answers(path, content, called)


def _other_terms(path: str, content: bytes) -> Iterator[Mutant]:
    """Each rule with one more day, month or year."""
    text = content.decode()
    for block in _RULE.finditer(text):
        key, amount = _KEY.search(block[0]), _AMOUNT.search(block[0])
        if key is None or amount is None:
            continue
        at = block.start() + amount.start(1)
        longer = f"{text[:at]}{int(amount[1]) + 1}{text[at + len(amount[1]) :]}"
        yield Mutant(path, longer.encode(), f"{key[1]}：{amount[1]} → {int(amount[1]) + 1}", rule=key[1])


def _other_ways(path: str, content: bytes) -> Iterator[Mutant]:
    """Each condition turned into its opposite."""
    for number, condition in enumerate(_conditions(read_xml(path, content))):
        root = read_xml(path, content)
        changed = _conditions(root)[number]
        changed.text = f"not ({(condition.text or '').strip()})"
        flow = condition.getparent()
        gateway = str(flow.get("sourceRef"))
        said = f"{flow.get('name') or flow.get('id')}：{(condition.text or '').strip()} → 相反"
        yield Mutant(path, etree.tostring(root, encoding="utf-8"), said, frozenset({(_process(flow), gateway)}))


def _conditions(root: Any) -> list[Any]:
    return list(root.iter(f"{BPMN}conditionExpression"))


def _without_steps(path: str, content: bytes) -> Iterator[Mutant]:
    """Each step of the system left out: what came to it goes on to what followed it."""
    for step in _steps(read_xml(path, content)):
        root = read_xml(path, content)
        key, process = str(step.get("id")), _process(step)
        flows = [
            flow for flow in root.iter(f"{BPMN}sequenceFlow") if key in {flow.get("sourceRef"), flow.get("targetRef")}
        ]
        after = [flow for flow in flows if flow.get("sourceRef") == key]
        if len(after) != 1:
            continue
        for flow in flows:
            if flow.get("targetRef") == key:
                flow.set("targetRef", str(after[0].get("targetRef")))
        said = f"略去“{step.get('name') or key}”"
        yield Mutant(path, etree.tostring(root, encoding="utf-8"), said, frozenset({(process, key)}))


def _steps(root: Any) -> list[Any]:
    return [step for kind in _OMITTED for step in root.iter(f"{BPMN}{kind}")]


def _process(element: Any) -> str:
    """The process or embedded subprocess in which an element stands."""
    return str(next(one for one in element.iterancestors(f"{BPMN}process", f"{BPMN}subProcess")).get("id"))


def _other_answers(path: str, content: bytes, called: Mapping[str, frozenset[Place]]) -> Iterator[Mutant]:
    """Each answer of a table replaced by another answer that the same column gives."""
    for number, entry in enumerate(_answers(read_xml(path, content))):
        said, other = _text_of(entry), _another(entry)
        if other is None:
            continue
        root = read_xml(path, content)
        [text] = [one for one in _answers(root)[number] if etree.QName(one).localname == "text"]
        text.text = other
        decision = next(one for one in entry.iterancestors() if etree.QName(one).localname == "decision")
        places = called.get(str(decision.get("id")), frozenset())
        yield Mutant(path, etree.tostring(root, encoding="utf-8"), f"{entry.get('id')}：{said} → {other}", places)


def _answers(root: Any) -> list[Any]:
    return [one for one in root.iter() if etree.QName(one).localname == "outputEntry"]


def _another(entry: Any) -> str | None:
    """The answer of another row in the same column; None when all rows answer the same."""
    row = entry.getparent()
    rows = [one for one in row.getparent() if one.tag == row.tag]
    column = [one for one in row if one.tag == entry.tag].index(entry)
    column_of = ([one for one in each if one.tag == entry.tag][column] for each in rows)
    return next((text for one in column_of if (text := _text_of(one)) != _text_of(entry)), None)


def _text_of(entry: Any) -> str:
    return "".join(entry.itertext()).strip()


def _tables_called(files: Mapping[str, bytes]) -> dict[str, frozenset[Place]]:
    """Where each decision table is asked."""
    found: dict[str, set[Place]] = {}
    for path, content in files.items():
        if path.endswith(".bpmn"):
            for task in read_xml(path, content).iter(f"{BPMN}businessRuleTask"):
                named = _TABLE.search(etree.tostring(task, encoding="unicode"))
                if named:
                    found.setdefault(named[1], set()).add((_process(task), str(task.get("id"))))
    return {key: frozenset(places) for key, places in found.items()}
