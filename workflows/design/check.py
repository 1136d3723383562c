"""Decides whether files may become a release: diagrams, tables and forms by the linter, every other text by its reader."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from workflows.actions.paper import SERVED
from workflows.design.scenarios import parse_scenario
from workflows.design.tree import Part
from workflows.documents import template
from workflows.engine.lint import Action, Finding, Level, lint
from workflows.errors import Refusal
from workflows.law.calendar import is_festival_list, parse_festivals, parse_year
from workflows.law.policy import Policies
from workflows.law.profile import Profile, ProfileKind
from workflows.law.profile_text import parse_profile
from workflows.law.rules import Rule
from workflows.registry import catalogue, exchange_mapping, records

CALL_MISSING = "call-missing"


@dataclass(frozen=True, slots=True)
class Known:
    """What the office knows besides the files: the words of diagrams, its own files, the day."""

    words: Mapping[str, Action]
    base: Mapping[str, bytes]
    today: date


def check(parts: Sequence[Part], known: Known) -> tuple[Finding, ...]:
    """Every finding in the parts, each file called as the user called it."""
    found: list[Finding] = []
    for group in _by_tree(parts):
        shown = {name: path for part in group for name, path in part.shown.items()}
        findings = _judge(group[0].in_place, frozenset(shown), known)
        found += [replace(one, file=shown[one.file]) for one in findings]
    return tuple(dict.fromkeys(found))


def _by_tree(parts: Sequence[Part]) -> Iterator[list[Part]]:
    """Paths of the same tree are judged together, a path from elsewhere by itself."""
    trees: dict[object, list[Part]] = {}
    for number, part in enumerate(parts):
        trees.setdefault(part.root or number, []).append(part)
    yield from trees.values()


def _judge(files: Mapping[str, bytes], wanted: Collection[str], known: Known) -> list[Finding]:
    """The findings in the wanted files; what a foreign process calls may be one of the office's own."""
    found = [one for one in judge(files, known) if one.file in wanted]
    if any(one.rule == CALL_MISSING for one in found):
        found = [one for one in judge({**known.base, **files}, known) if one.file in wanted]
    return found


def judge(files: Mapping[str, bytes], known: Known) -> tuple[Finding, ...]:
    """Every finding in the files of a release."""
    texts = tuple(_texts(files, known))
    policies = _policies(files) or _policies(known.base)
    rules = rules_of(policies, known.today) if policies else {}
    drawn = any(path.endswith(".bpmn") for path in files)
    linted = lint(files, known.words, rules, facts_outside(files)) if drawn else ()
    order = {Level.ERROR: 0, Level.WARNING: 1}
    return tuple(sorted((*texts, *linted), key=lambda one: (one.file, order[one.level], one.rule, one.element)))


def facts_outside(files: Mapping[str, bytes]) -> frozenset[str]:
    """The kinds of fact that no diagram names: a record brings its dates along, a paper says what its service starts."""
    served = {str(table.get("served_fact", SERVED)) for table in _paper_tables(files)}
    return frozenset({records.DECIDED, records.PUBLISHED, *served} - {""})


def _paper_tables(files: Mapping[str, bytes]) -> Iterator[Mapping[str, Any]]:
    """Those that can be read; the others have a finding of their own."""
    for path, content in sorted(files.items()):
        if PurePosixPath(path).parent.name == "papers" and path.endswith(".toml"):
            with suppress(tomllib.TOMLDecodeError, UnicodeDecodeError):
                yield tomllib.loads(content.decode())


def rules_of(policies: Policies, today: date) -> Mapping[str, Rule]:
    """The rules that apply today or by a row that is already published will apply."""
    days = {today, *(profile.valid_from for profile in policies.profiles if profile.valid_from > today)}
    days |= {rule.valid_from for profile in policies.profiles for rule in profile.rules if rule.valid_from > today}
    return {rule.key: rule for day in sorted(days, reverse=True) for rule in policies.list_rules(day)}


def law_texts(files: Mapping[str, bytes], folder: str) -> dict[str, str]:
    """The policies or calendars among the files, by path; what is not UTF-8 is left to its finding."""
    found = {}
    for path, content in sorted(files.items()):
        place = PurePosixPath(path)
        if place.parent.name == folder and place.suffix == ".toml":
            found[path] = content.decode("utf-8", errors="replace")
    return found


def _policies(files: Mapping[str, bytes]) -> Policies | None:
    texts = law_texts(files, "policies")
    try:
        return Policies.of(texts.values()) if texts else None
    except Refusal:
        return None


def _texts(files: Mapping[str, bytes], known: Known) -> Iterator[Finding]:
    """What the readers of policies, calendars, scenarios, papers and messages say."""
    yield from _policy_findings(law_texts(files, "policies"))
    for path, text in law_texts(files, "calendars").items():
        yield from _read(path, "calendar-unusable", partial(_read_calendar, text))
    for path, content in sorted(files.items()):
        reader = _READERS.get((PurePosixPath(path).parent.name, PurePosixPath(path).suffix))
        if reader is not None:
            rule, read = reader
            yield from _read(path, rule, partial(_decoded, read, path, content))
    yield from _catalogue_findings(files)
    table = files.get(exchange_mapping.PATH)
    policies = _policies(files) or _policies(known.base)
    if table is not None and policies is not None:
        profile = policies.on(known.today)
        reading = partial(_read_table, table, profile)
        yield from _read(exchange_mapping.PATH, "table-unusable", reading)


def _catalogue_findings(files: Mapping[str, bytes]) -> Iterator[Finding]:
    text = files.get(catalogue.PATH)
    if text is not None:
        yield from _read(catalogue.PATH, "catalogue-unusable", lambda: catalogue.parse(text.decode()))


def _policy_findings(texts: Mapping[str, str]) -> Iterator[Finding]:
    """Laws first: layers are checked against them."""
    laws: list[Profile] = []
    for path in sorted(texts, key=lambda path: (not _is_law(texts[path]), path)):
        reading = partial(parse_profile, texts[path], tuple(laws))
        found = list(_read(path, "policy-unusable", reading))
        yield from found
        if not found and _is_law(texts[path]):
            laws.append(reading())


def _is_law(text: str) -> bool:
    try:
        return bool(tomllib.loads(text).get("kind", ProfileKind.LAW.value) == ProfileKind.LAW.value)
    except tomllib.TOMLDecodeError:
        return False


def _read_calendar(text: str) -> object:
    return parse_festivals(text) if is_festival_list(text) else parse_year(text)


def _read_table(content: bytes, profile: Profile) -> object:
    return exchange_mapping.parse(content.decode(), profile)


def _decoded(read: Callable[[str, str], object], path: str, content: bytes) -> object:
    return read(path, content.decode())


def _read(path: str, rule: str, read: Callable[[], object]) -> Iterator[Finding]:
    """One finding for each fault that the reader of a file has to say; none when it can be read."""
    try:
        read()
    except Refusal as refusal:
        said = refusal.details.get("findings")
        for message in said if isinstance(said, tuple) else (refusal.sentence,):
            yield _finding(path, rule, str(message), refusal.english)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        yield _finding(path, rule, f"无法读取：{problem}", f"cannot be read: {problem}")


def _finding(path: str, rule: str, message: str, english: str) -> Finding:
    return Finding(
        level=Level.ERROR,
        rule=rule,
        file=path,
        element="",
        name="",
        message=message,
        hint="按所说的改正后再检查一次",
        english=english,
        hint_english="Correct it and check again.",
    )


_READERS: Mapping[tuple[str, str], tuple[str, Callable[[str, str], object]]] = {
    ("scenarios", ".yaml"): ("scenario-unreadable", parse_scenario),
    ("messages", ".toml"): ("text-unreadable", lambda _path, text: tomllib.loads(text)),
    ("papers", ".toml"): ("text-unreadable", lambda _path, text: tomllib.loads(text)),
    ("papers", ".html"): ("paper-unreadable", lambda _path, text: template.names_used(text)),
}
"""By folder and ending: how the file is read, and what it is called when it cannot be."""
