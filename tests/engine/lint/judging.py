"""Runs the linter over the bundles of the tests."""

from __future__ import annotations

from collections.abc import Mapping

from tests.engine.lint.builder import Pair
from tests.engine.lint.bundles import ACTIONS, BUNDLES, FACTS, RULES
from workflows.engine.lint import Finding, lint

MAIN = "repair/repair.bpmn"


def judged(files: Mapping[str, str]) -> tuple[Finding, ...]:
    """Everything the linter says of these files."""
    return lint({path: text.encode() for path, text in files.items()}, ACTIONS, RULES, FACTS)


def rules(files: Mapping[str, str]) -> set[str]:
    """The rules that a bundle breaks."""
    return {found.rule for found in judged(files)}


def changed(name: str, *changes: tuple[str, str], file: str = MAIN) -> dict[str, str]:
    """A clean bundle with these texts exchanged; a text that is not there is a mistake of the test."""
    files = dict(BUNDLES[name])
    for old, new in changes:
        assert old in files[file], old
        files[file] = files[file].replace(old, new)
    return files


def sides(pair: Pair) -> tuple[dict[str, str], dict[str, str]]:
    """The accepted and the refused bundle of a pair; they differ in the one change."""
    accepted = changed(pair.bundle, *pair.accepted.items())
    if not pair.file:
        return accepted, {(pair.new if path == pair.old else path): text for path, text in accepted.items()}
    assert pair.old in accepted[pair.file], pair.old
    return accepted, accepted | {pair.file: accepted[pair.file].replace(pair.old, pair.new)}


def assert_judged(pair: Pair) -> None:
    """The accepted bundle keeps the rule, the refused one breaks it and is told so in whole sentences."""
    accepted, refused = sides(pair)
    assert pair.rule not in rules(accepted)
    told = [found for found in judged(refused) if found.rule == pair.rule]
    assert told
    for found in told:
        assert found.file
        for sentence in (found.message, found.hint, found.english, found.hint_english):
            assert sentence
            assert "{" not in sentence.replace("{}", "")
