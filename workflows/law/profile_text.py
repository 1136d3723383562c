"""Decides whether a policy file is well-formed, and reads it; what is wrong is named row by row in Chinese."""

from collections.abc import Iterable, Iterator
from datetime import date

from workflows.law.profile import (
    Condition,
    ConditionKind,
    HoldKind,
    PriorityKind,
    Profile,
    ProfileKind,
    RecordClass,
    RecordKind,
    Route,
    Slot,
    Source,
    Stage,
    Transition,
    Waiver,
    Way,
)
from workflows.law.reading import Row, read_toml, refuse_findings
from workflows.law.rule_text import Frame, choice, choices, find_unknown, read_basis, read_rule, read_term

NO_MINIMUM = "无"


def parse_profile(text: str, laws: Iterable[Profile] = ()) -> Profile:
    """Reads one policy file; refuses it with every finding.

    A law must declare every kind of fact and hold that its rows name. A layer is checked against the laws it lies on,
    as far as they are given.
    """
    file = read_toml(text, "规则包")
    profile = _read(file)
    file.close()
    grounds = tuple(laws)
    if profile.kind is ProfileKind.LAW or grounds:
        file.findings.extend(_unknown_names(profile, grounds))
    file.findings.extend(_twice(profile))
    refuse_findings(f"规则包 {profile.key or '（未命名）'}", file.findings)
    return profile


def _read(file: Row) -> Profile:
    key, name = file.need("key"), file.need("name")
    kind = choice(file, "kind", ProfileKind, ProfileKind.LAW)
    valid_from, valid_to = file.day("valid_from"), file.day("valid_to") or date.max
    if valid_from is None:
        file.find("缺少施行日期 valid_from")
    elif valid_to < valid_from:
        file.find("valid_to 早于 valid_from")
    frame = Frame(key, kind is ProfileKind.LAW)
    return Profile(
        key=key,
        name=name,
        kind=kind,
        standing=file.flag("standing", default=kind is ProfileKind.LAW),
        valid_from=valid_from or date.min,
        valid_to=valid_to,
        facts=tuple(file.texts("facts").items()),
        holds=tuple(_hold(row) for row in file.rows("hold", "暂停")),
        rules=tuple(read_rule(row, frame) for row in file.rows("rule", "规则")),
        conditions=tuple(_condition(row) for row in file.rows("condition", "条件")),
        waivers=tuple(_waiver(row) for row in file.rows("waiver", "例外")),
        classes=tuple(_class(row) for row in file.rows("class", "分类")),
        ways=tuple(_way(row) for row in file.rows("way", "修复方式")),
        record_kinds=tuple(_record_kind(row) for row in file.rows("record_kind", "记录种类")),
        priorities=tuple(
            PriorityKind(row.need("key"), row.need("name"), read_basis(row))
            for row in file.rows("priority", "重点服务对象")
        ),
        transitions=tuple(_transition(row) for row in file.rows("transition", "过渡")),
        names=(name,),
    )


def _hold(row: Row) -> HoldKind:
    return HoldKind(
        key=row.need("key"),
        name=row.need("name"),
        begins=row.need("begins"),
        ends=row.need("ends"),
        maximum=row.text("maximum"),
        supplement=row.flag("supplement"),
        basis=read_basis(row),
    )


def _condition(row: Row) -> Condition:
    found = Condition(
        key=row.need("key"),
        name=row.need("name"),
        kind=choice(row, "kind", ConditionKind, ConditionKind.PROVED),
        binds_at=choice(row, "binds_at", Stage, Stage.LOOK),
        met=row.need("met"),
        open=row.need("open"),
        failed=row.need("failed"),
        basis=read_basis(row),
        rule=row.text("rule"),
        facts=row.names("facts"),
        against=row.names("against"),
        sources=choices(row, "sources", Source),
    )
    if found.kind is ConditionKind.PROVED and not (found.facts and found.sources):
        row.find("须写明由哪些事实（facts）、经哪些来源（sources）证明")
    if found.kind in (ConditionKind.MINIMUM, ConditionKind.BAR) and not found.rule:
        row.find("须写明所依的规则 rule")
    return found


def _waiver(row: Row) -> Waiver:
    return Waiver(row.need("key"), row.need("condition"), row.need("fact"), row.need("reason"), read_basis(row))


def _class(row: Row) -> RecordClass:
    no_minimum = row.text("minimum") == NO_MINIMUM
    return RecordClass(
        key=row.need("key"),
        name=row.need("name"),
        minimum=None if no_minimum else read_term(row, "minimum"),
        no_minimum=no_minimum,
        maximum=read_term(row, "maximum"),
        published=row.flag("published", default=True),
        basis=read_basis(row),
    )


def _way(row: Row) -> Way:
    way = Way(
        key=row.need("key"),
        name=row.need("name"),
        slots=tuple(_slot(part) for part in row.rows("slot", "材料")),
        fact=row.need("fact"),
        sources=choices(row, "sources", Source),
        classes=row.names("classes"),
        basis=read_basis(row),
    )
    if way.sources == (Source.STATEMENT,):
        row.find("仅凭申请人声明不能通过核验")
    return way


def _slot(row: Row) -> Slot:
    return Slot(
        row.need("key"), row.need("name"), row.text("issuer"), row.flag("required", default=True), row.text("note")
    )


def _record_kind(row: Row) -> RecordKind:
    kind = RecordKind(
        key=row.need("key"),
        name=row.need("name"),
        repairable=row.flag("repairable", default=True),
        route=choice(row, "route", Route, Route.UNIT),
        remedies=row.text("remedies"),
        basis=read_basis(row),
    )
    if not kind.repairable and not kind.remedies:
        row.find("不可修复的种类须写明其他救济途径 remedies")
    return kind


def _transition(row: Row) -> Transition:
    found = Transition(row.need("key"), row.names("rules"), row.need("reason"), read_basis(row))
    if not found.rules:
        row.find("缺少所涉规则 rules")
    return found


def _unknown_names(profile: Profile, laws: tuple[Profile, ...]) -> Iterator[str]:
    known = (profile, *laws)
    facts = frozenset(kind for one in known for kind, _ in one.facts)
    holds = frozenset(hold.key for one in known for hold in one.holds)
    rules = frozenset(rule.key for one in known for rule in one.rules)
    conditions = frozenset(row.key for one in known for row in one.conditions)
    classes = frozenset(row.key for one in known for row in one.classes)
    for place, names in _facts_named(profile):
        yield from (f"{place}：未声明的事实 {name}" for name in find_unknown(names, facts))
    for rule in profile.rules:
        yield from (f"规则 {rule.key}：未声明的暂停 {name}" for name in find_unknown(rule.stopped_by, holds))
        if not rule.start and profile.kind is not ProfileKind.LAW and rule.key not in rules_of(laws):
            yield f"规则 {rule.key}：上位法没有这条规则，须写明起算事实 start"
    for place, name in _rules_named(profile):
        yield from (f"{place}：没有规则 {unknown}" for unknown in find_unknown((name,), rules))
    for waiver in profile.waivers:
        yield from (f"例外 {waiver.key}：没有条件 {name}" for name in find_unknown((waiver.condition,), conditions))
    for way in profile.ways:
        yield from (f"修复方式 {way.key}：没有分类 {name}" for name in find_unknown(way.classes, classes))


def rules_of(laws: tuple[Profile, ...]) -> frozenset[str]:
    """The keys of all rules of these laws."""
    return frozenset(rule.key for law in laws for rule in law.rules)


def _facts_named(profile: Profile) -> Iterator[tuple[str, tuple[str, ...]]]:
    for rule in profile.rules:
        yield f"规则 {rule.key}", (rule.start, *rule.stops_on)
    for hold in profile.holds:
        yield f"暂停 {hold.key}", (hold.begins, hold.ends)
    for condition in profile.conditions:
        yield f"条件 {condition.key}", (*condition.facts, *condition.against)
    for waiver in profile.waivers:
        yield f"例外 {waiver.key}", (waiver.fact,)
    for way in profile.ways:
        yield f"修复方式 {way.key}", (way.fact,)


def _rules_named(profile: Profile) -> Iterator[tuple[str, str]]:
    for hold in profile.holds:
        yield f"暂停 {hold.key}", hold.maximum
    for condition in profile.conditions:
        yield f"条件 {condition.key}", condition.rule


def _twice(profile: Profile) -> Iterator[str]:
    """A rule may stand several times, each row from another day on; everything else once."""
    seen: set[tuple[str, date]] = set()
    for rule in profile.rules:
        if (rule.key, rule.valid_from) in seen:
            yield f"规则 {rule.key}：自 {rule.valid_from} 起有两行"
        seen.add((rule.key, rule.valid_from))
    for title, keys in (
        ("暂停", [row.key for row in profile.holds]),
        ("条件", [row.key for row in profile.conditions]),
        ("分类", [row.key for row in profile.classes]),
        ("修复方式", [row.key for row in profile.ways]),
        ("记录种类", [row.key for row in profile.record_kinds]),
    ):
        yield from (f"{title} {key}：写了两次" for key in sorted(set(keys)) if keys.count(key) > 1)
