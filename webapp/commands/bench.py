"""bench: measures and kills the office on a database of its own, and says what came of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import click

from bench import chaos as chaos_bench
from bench.databases import KINDS

Figures = Mapping[str, float]

_database = click.option(
    "--database", "databases", type=click.Choice(KINDS), multiple=True, help="只测一种数据库，默认两种都测"
)
_json = click.option("--json", "as_json", is_flag=True, help="输出 JSON")


@click.group()
def bench() -> None:
    """性能与可靠性测试，例如：./xinfu bench chaos --kills 25"""


@bench.command()
@click.option("--kills", type=click.IntRange(min=1), default=200, show_default=True, help="每种数据库杀死进程的次数")
@click.option("--seed", type=int, default=0, show_default=True, help="随机顺序的起点")
@_database
@_json
def chaos(kills: int, seed: int, databases: tuple[str, ...], as_json: bool) -> int:
    """反复杀死办理进程和后台进程，核对有没有丢失、重复、凭空出现。"""
    found: dict[str, float] = {}
    clean = True
    for kind in databases or KINDS:
        played = chaos_bench.run(kind, kills, seed)
        clean = clean and played.is_clean
        found |= {f"{kind}.{name}": value for name, value in played.figures().items()}
        if not as_json:
            show(f"chaos · {kind}", played.figures().items())
            for fault, said in played.tally.faults:
                click.echo(f"  {fault.value}：{said}")
    if as_json:
        click.echo(json.dumps({"chaos": found}, ensure_ascii=False))
    return 0 if clean else 1


def show(title: str, figures: Iterable[tuple[str, float]]) -> None:
    """A table of two columns."""
    click.echo(title)
    for name, value in figures:
        click.echo(f"  {name:<34} {value:>12g}")


COMMANDS = (bench,)
