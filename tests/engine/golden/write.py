"""Writes one more stored state beside those that are there, for the library and format of today; never over one of them.

Run by whoever raises the format or the library: python -m tests.engine.golden.write
"""

from __future__ import annotations

import json
from pathlib import Path

from tests.builders.walks import Walk
from workflows.engine import state
from workflows.engine.definition import Bundle
from workflows.engine.folder import read_folder

HERE = Path(__file__).resolve().parent
PATHS: dict[str, tuple[str, list[list[str]], list[list[str]]]] = {
    "asked-units": (
        "units",
        [["say", "opinion.given", "ZJJ"]],
        [
            ["fire", "reply_is_due", "SJJ"],
            ["do", "press_unit", "yes"],
            ["say", "opinion.given", "CZJ"],
            ["do", "sum_up", "yes"],
        ],
    ),
    "before-withdrawal": (
        "withdrawable",
        [["fire", "nearly_due", ""], ["do", "examine", "yes"], ["back", "hear_expert", "examine"]],
        [
            ["do", "examine", "yes"],
            ["do", "note_reminder", "yes"],
            ["do", "hear_expert", "yes"],
            ["say", "withdrawal", ""],
        ],
    ),
    "inside-two-calls": (
        "withdrawable",
        [["do", "examine", "yes"], ["do", "hear_expert", "yes"], ["do", "propose", "yes"]],
        [["back", "approve", "propose"], ["do", "propose", "yes"], ["do", "approve", "yes"], ["do", "archive", "yes"]],
    ),
    "answer-or-lapse": ("lapse", [], [["fire", "term_is_over", ""]]),
    "second-draft": (
        "rework",
        [["do", "draft", "yes"], ["do", "check", "no"], ["do", "draft", "yes"]],
        [["do", "check", "yes"]],
    ),
    "every-day": (
        "foreign",
        [["fire", "one_is_late", ""], ["do", "one", "yes"], ["fire", "every_day", ""]],
        [
            ["do", "press_one", "yes"],
            ["fire", "every_day", ""],
            ["do", "two", "yes"],
            ["fire", "until_christmas", ""],
            ["do", "three", "yes"],
        ],
    ),
    "half-of-two": (
        "branches",
        [["do", "prepare", "yes"], ["do", "right", "yes"]],
        [["do", "left", "yes"], ["do", "left_again", "yes"], ["do", "conclude", "yes"]],
    ),
    "may-fail": ("attempts", [], [["do", "attempt", "no"], ["do", "mend", "yes"]]),
}
"""For each state its process, the way to it, and the way from it to the end of the case."""


def step(walk: Walk, said: list[str]) -> None:
    """One move as it is written down."""
    kind, what, which = said
    match kind:
        case "do":
            walk.do(what, decision=which)
        case "fire":
            walk.fire(what, scope=which)
        case "say":
            walk.deliver(what, which, unit=which)
        case "back":
            walk.send_back(what, which)


def main() -> None:
    """Adds what is missing for today's format and library."""
    bundle = Bundle(read_folder(HERE / "processes"))
    for name, (key, way, rest) in PATHS.items():
        target = HERE / f"{name}-{state.FORMAT}-{state.LIBRARY}.bin"
        if not target.exists():
            walk = Walk.of(key, bundle)
            for said in way:
                step(walk, said)
            target.write_bytes(state.dump(walk.state))
            known = {"process": key, "format": state.FORMAT, "library": state.LIBRARY, "open": walk.open, "rest": rest}
            target.with_suffix(".json").write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
