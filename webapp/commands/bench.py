"""bench: measures and kills the office on a database of its own, and says what came of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import click

from bench import chaos as chaos_bench
from bench import http as http_bench
from bench import inbox as inbox_bench
from bench import repair as repair_bench
from bench import revocation as revocation_bench
from bench import step as step_bench
from bench.databases import KINDS
from bench.figures import judged, said_of
from webapp.commands.speech import gettext as _

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
    """反复杀死网站、办理和后台进程，核对有没有丢失、重复、凭空出现。"""
    found: dict[str, Mapping[str, float]] = {}
    clean = True
    for kind in databases or KINDS:
        played = chaos_bench.run(kind, kills, seed)
        clean = clean and played.is_clean
        found[kind] = played.figures()
        if not as_json:
            _show(f"chaos · {kind}", found[kind].items())
            for fault, said in played.tally.faults:
                click.echo(f"  {fault.value}{_('：')}{said}")
    if as_json:
        _tell("chaos", found)
    return 0 if clean else 1


@bench.command()
@click.option(
    "--rounds", type=click.IntRange(min=2), default=step_bench.ROUNDS, show_default=True, help="每种步骤的次数"
)
@_database
@_json
def step(rounds: int, databases: tuple[str, ...], as_json: bool) -> None:
    """一步办理要多久、多少条 SQL、多少处理器时间，其中引擎和数据库各占多少。"""
    found: dict[str, Mapping[str, float]] = {}
    for kind in databases or KINDS:
        measured = step_bench.run(kind, rounds)
        found[kind] = measured.figures()
        if not as_json:
            _show(f"step · {kind}", found[kind].items())
            for said in measured.missed():
                click.echo("  " + _("超出预算：%(said)s", said=said))
    if as_json:
        _tell("step", found)


@bench.command()
@_database
@_json
def repair(databases: tuple[str, ...], as_json: bool) -> None:
    """演练第一个修复场景，逐步记录时间、SQL 条数和案件状态的大小。"""
    found = {kind: repair_bench.run(kind) for kind in databases or KINDS}
    if as_json:
        _tell("repair", found)
        return
    for kind, figures in found.items():
        _show(f"repair · {kind}", figures.items())


@bench.command()
@_database
@_json
def revocation(databases: tuple[str, ...], as_json: bool) -> None:
    """撤销一条有 60 个单位、200 项措施的认定：各单位的解除多久开办完，每个单位确认要多久。"""
    found: dict[str, Mapping[str, float]] = {}
    for kind in databases or KINDS:
        figures = revocation_bench.run(kind)
        found[kind] = {**figures, **judged(figures, revocation_bench.BUDGETS)}
        if not as_json:
            _show(f"revocation · {kind}", figures.items())
            _say(said_of(figures, revocation_bench.BUDGETS))
    if as_json:
        _tell("revocation", found)


@bench.command()
@click.option(
    "--tasks", type=click.IntRange(min=4), default=http_bench.TASKS, show_default=True, help="每种操作办理的任务数"
)
@click.option("--servers", type=click.IntRange(min=1), default=1, show_default=True, help="启动几个网站进程")
@_database
@_json
def http(tasks: int, servers: int, databases: tuple[str, ...], as_json: bool) -> None:
    """经真实网站办理：收件箱、任务页、填写、核对、提交，以及接口提交；一个和四个客户端。"""
    found: dict[str, Mapping[str, float]] = {}
    for kind in databases or KINDS:
        figures = http_bench.run(kind, tasks, servers)
        found[kind] = {**figures, **judged(figures, http_bench.BUDGETS)}
        if not as_json:
            click.echo(f"http · {kind}")
            _say(http_bench.table(figures))
            _say(f"{name:<24} {value:8.3f} ms" for name, value in figures.items() if name.startswith("floor."))
            _say(said_of(figures, http_bench.BUDGETS))
    if as_json:
        _tell("http", found)
    else:
        named = "".join(f" --database {kind}" for kind in databases)
        click.echo(_("重复测量：%(command)s", command=f"./xinfu bench http --tasks {tasks} --servers {servers}{named}"))


@bench.command()
@click.option("--size", "sizes", type=click.IntRange(min=100), multiple=True, help="未办任务数，默认 1000、1 万、10 万")
@click.option("--full", is_flag=True, help="再测 100 万件")
@click.option(
    "--rounds", type=click.IntRange(min=2), default=inbox_bench.ROUNDS, show_default=True, help="每页打开几次"
)
@_database
@_json
def inbox(sizes: tuple[int, ...], full: bool, rounds: int, databases: tuple[str, ...], as_json: bool) -> None:
    """收件箱页面的时间：不同任务数下的我的、待领取、本单位，第一页和第五十页；案件页和计数；查询计划。"""
    wanted = tuple(sorted({*(sizes or inbox_bench.SIZES), *((inbox_bench.FULL,) if full else ())}))
    budgets, found = inbox_bench.budgets(wanted), {}
    for kind in databases or KINDS:
        figures = inbox_bench.run(kind, wanted, rounds)
        found[kind] = {**figures, **judged(figures, budgets)}
        if not as_json:
            click.echo(f"inbox · {kind}")
            _say(inbox_bench.table(figures, wanted))
            _say(said_of(figures, budgets))
    if as_json:
        _tell("inbox", found)
    else:
        named = "".join(f" --size {size}" for size in wanted) + "".join(f" --database {kind}" for kind in databases)
        click.echo(_("重复测量：%(command)s", command=f"./xinfu bench inbox --rounds {rounds}{named}"))


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(f"  {line}")


def _tell(name: str, found: Mapping[str, Mapping[str, float]]) -> None:
    """One JSON document; each figure says the database first."""
    figures = {f"{kind}.{figure}": value for kind, said in found.items() for figure, value in said.items()}
    click.echo(json.dumps({name: figures}, ensure_ascii=False))


def _show(title: str, figures: Iterable[tuple[str, float]]) -> None:
    """A table of two columns."""
    click.echo(title)
    for name, value in figures:
        click.echo(f"  {name:<42} {value:>12g}")
