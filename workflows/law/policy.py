"""Decides which policy row applies on a day: the law in force, its transition, and the layers over it."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Self

from workflows.errors import BadInput, NotFound
from workflows.law.profile import HoldKind, K, Profile, ProfileKind, RecordClass, by_key
from workflows.law.profile_text import parse_profile
from workflows.law.reading import read_toml
from workflows.law.rules import Rule, Supplement, continued, laid_over
from workflows.law.wording import ONE_DAY


class Policies:
    """All policy profiles of the office, and the layers that lie over the law."""

    def __init__(self, profiles: Iterable[Profile], layers: Sequence[str] | None = None) -> None:
        """`layers` names the layers in their order; without it those that are marked as standing."""
        self.profiles = tuple(profiles)
        laws = [profile for profile in self.profiles if profile.kind is ProfileKind.LAW]
        self.laws = tuple(sorted(laws, key=lambda law: law.valid_from))
        if layers is None:
            layers = [one.key for one in self.profiles if one.kind is not ProfileKind.LAW and one.standing]
        self.layers = tuple(self._get_layer(key) for key in layers)
        self._turns = _turning_days(self.profiles)
        self._merged: dict[int, Profile] = {}
        self._started: dict[int, Mapping[str, Sequence[str]]] = {}

    @classmethod
    def of(cls, texts: Iterable[str], layers: Sequence[str] | None = None) -> Self:
        """The policies made of the texts of all policy files; layers are checked against the laws."""
        files = tuple(texts)
        laws = tuple(parse_profile(text) for text in files if _is_law(text))
        others = tuple(parse_profile(text, laws) for text in files if not _is_law(text))
        return cls((*laws, *others), layers)

    def using(self, *keys: str) -> "Policies":
        """The same policies with these profiles instead: a law named here governs every day, a layer joins the layers."""
        chosen = [self.get_profile(key) for key in keys]
        laws = [replace(law, valid_from=date.min, valid_to=date.max) for law in chosen if law.kind is ProfileKind.LAW]
        if len(laws) > 1:
            raise BadInput("一次只能选一部上位法规则包", english="Choose one law at a time.")
        layers = [layer.key for layer in self.layers]
        layers += [one.key for one in chosen if one.kind is not ProfileKind.LAW and one.key not in layers]
        others = [one for one in self.profiles if one.kind is not ProfileKind.LAW or not laws]
        return Policies([*laws, *others], layers)

    def without_layers(self) -> "Policies":
        """The bare law."""
        return Policies(self.profiles, ())

    def get_profile(self, key: str) -> Profile:
        found = by_key(self.profiles, key)
        if found is None:
            names = "、".join(profile.key for profile in self.profiles)
            raise NotFound(f"没有规则包“{key}”，现有 {names}", english=f"No policy profile {key!r}; there are {names}.")
        return found

    def law_on(self, day: date) -> Profile | None:
        """The law in force on a day, by itself."""
        return next((law for law in reversed(self.laws) if law.is_in_force_on(day)), None)

    def on(self, day: date) -> Profile:
        """Everything that applies on a day: the law in force and the layers over it, as one profile."""
        period = bisect_right(self._turns, day)
        if period not in self._merged:
            self._merged[period] = self._merge(self.law_on(day), day)
        return self._merged[period]

    def rule(self, key: str, *, on: date, today: date | None = None, variant: str = "") -> Rule | None:
        """The row for a rule that starts on this day, or None when no profile knows the rule.

        What started under an older law follows a newer one in force today only where its transition says so. `variant`
        is the class of a record (一般) or a kind of subject with terms of its own.
        """
        profile = self.on(self.governing_day(key, on=on, today=today))
        rule = profile.find_rule(key)
        if rule is None:
            return None
        if rule.by_class:
            return _by_class(rule, profile.find_class(variant))
        return rule.for_variant(variant)

    def governing_day(self, key: str, *, on: date, today: date | None = None) -> date:
        """The day whose law governs: that of the start, or the day a newer law with a transition came into force."""
        governed = on
        for law in self.laws:
            is_newer = today is not None and governed < law.valid_from <= today
            if is_newer and any(transition.covers(key) for transition in law.transitions):
                governed = law.valid_from
        return governed

    def started_by(self, fact_kind: str, *, on: date, today: date) -> tuple[str, ...]:
        """The keys of the rules that a fact of this kind on this day may start, old law and transitions included."""
        days = {on, *(law.valid_from for law in self.laws if on < law.valid_from <= today and law.transitions)}
        return tuple(dict.fromkeys(key for day in sorted(days) for key in self._starts(day).get(fact_kind, ())))

    def _starts(self, day: date) -> Mapping[str, Sequence[str]]:
        """For each kind of fact the rules of which it opens a round."""
        period = bisect_right(self._turns, day)
        if period not in self._started:
            profile = self.on(day)
            found: dict[str, list[str]] = {}
            for rule in profile.rules:
                for kind in starts_of(rule, profile):
                    found.setdefault(kind, []).append(rule.key)
            self._started[period] = found
        return self._started[period]

    def list_rules(self, on: date) -> tuple[Rule, ...]:
        return self.on(on).rules

    def _get_layer(self, key: str) -> Profile:
        found = self.get_profile(key)
        if found.kind is ProfileKind.LAW:
            raise BadInput(f"规则包“{key}”是上位法，不能作为地方层", english=f"{key!r} is a law, not a layer.")
        return found

    def _merge(self, law: Profile | None, day: date) -> Profile:
        base = law or Profile("", "（无生效的上位法）", ProfileKind.LAW, False, date.min, date.max)
        merged = replace(base, rules=_valid_rules(base, day))
        for layer in self.layers:
            if layer.is_in_force_on(day):
                merged = _lay(layer, merged, day)
        # A row that no layer and no law tells when to begin cannot count anything.
        return replace(merged, rules=tuple(rule for rule in merged.rules if rule.start))


def starts_of(rule: Rule, profile: Profile) -> tuple[str, ...]:
    """The kinds of fact that open a round: its start, and the end of a supplement where that counts anew."""
    return (rule.start, *(hold.ends for hold in restarting(rule, profile)))


def stops_of(rule: Rule, profile: Profile) -> tuple[str, ...]:
    """The kinds of fact that end a round: its stops, and the demand for a supplement where that counts anew."""
    return (*rule.stops_on, *(hold.begins for hold in restarting(rule, profile)))


def restarting(rule: Rule, profile: Profile) -> tuple[HoldKind, ...]:
    """The supplement holds after which this rule counts anew."""
    if rule.on_supplement is not Supplement.RESTART:
        return ()
    return tuple(hold for hold in profile.holds if hold.supplement and hold.key in rule.stopped_by)


def _is_law(text: str) -> bool:
    return read_toml(text, "规则包").text("kind", ProfileKind.LAW.value) == ProfileKind.LAW.value


def _turning_days(profiles: Iterable[Profile]) -> tuple[date, ...]:
    """The days on which anything begins to apply or has ceased to; between two of them nothing changes."""
    rows: list[Profile | Rule] = []
    for profile in profiles:
        rows.extend((profile, *profile.rules))
    turns = {row.valid_from for row in rows}
    turns |= {row.valid_to + ONE_DAY for row in rows if row.valid_to < date.max}
    return tuple(sorted(turns))


def _valid_rules(profile: Profile, day: date) -> tuple[Rule, ...]:
    """One row per key: of those begun by the day the last, as long as it is valid; it continues what came before it."""
    found: dict[str, Rule] = {}
    for rule in sorted(profile.rules, key=lambda rule: rule.valid_from):
        if rule.valid_from <= day:
            earlier = found.get(rule.key)
            found[rule.key] = continued(rule, earlier) if earlier else rule
    order = dict.fromkeys(rule.key for rule in profile.rules)
    return tuple(found[key] for key in order if key in found and found[key].is_valid_on(day))


def _lay(layer: Profile, base: Profile, day: date) -> Profile:
    rules = {rule.key: rule for rule in base.rules}
    for rule in _valid_rules(layer, day):
        below = rules.get(rule.key)
        rules[rule.key] = laid_over(rule, below) if below else rule
    return replace(
        base,
        facts=tuple((dict(base.facts) | dict(layer.facts)).items()),
        holds=_added(base.holds, layer.holds),
        rules=tuple(rules.values()),
        conditions=_added(base.conditions, layer.conditions),
        waivers=_added(base.waivers, layer.waivers),
        classes=_added(base.classes, layer.classes, _is_unset),
        ways=_added(base.ways, layer.ways),
        record_kinds=_added(base.record_kinds, layer.record_kinds),
        priorities=_added(base.priorities, layer.priorities),
        names=(*base.names, layer.name),
    )


def _added(
    base: tuple[K, ...], more: tuple[K, ...], may_replace: Callable[[K], bool] = lambda _: True
) -> tuple[K, ...]:
    """The rows of both; a row of the layer takes the place of the one with its key."""
    rows = {row.key: row for row in base}
    for row in more:
        below = rows.get(row.key)
        if below is None or may_replace(below):
            rows[row.key] = row
    return tuple(rows.values())


def _is_unset(row: RecordClass) -> bool:
    return row.minimum is None and row.maximum is None


def _by_class(rule: Rule, row: RecordClass | None) -> Rule:
    """The rule with the length that its record class gives; unset when the class is unknown or gives none."""
    if row is None:
        return rule
    return replace(rule, term=row.bound(rule.by_class), basis=row.basis)


__all__ = ["Policies", "Profile", "Rule", "parse_profile"]
