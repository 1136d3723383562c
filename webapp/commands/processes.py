"""check, play, release, recount: from files in a diagram editor to the office's live processes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from webapp.boot import Installation, open_installation
from webapp.commands.law import Day
from webapp.commands.speech import gettext as _
from webapp.commands.speech import listed, noted, spoken
from webapp.settings import ROOT, read_settings
from workflows.actions import catalogue
from workflows.casework.newlaw import Shift
from workflows.clock import SystemClock, china_day
from workflows.design import coverage, mutation, road, season
from workflows.design.cast import Cast, parse_cast
from workflows.design.check import Known, check
from workflows.design.compare import Change
from workflows.design.mutation import Fate
from workflows.design.road import Draft, Effects
from workflows.design.season import Played
from workflows.design.tree import Part, read_part, refuse_strangers
from workflows.engine.folder import read_folder
from workflows.engine.lint import is_refused, report_json, report_text
from workflows.errors import BadInput

OURS = ROOT / "bpmn"
SHOWN = 30
"""So many differences and deadlines are listed; the rest is counted."""


def known_on(today: date) -> Known:
    """The words of diagrams, and the processes and policies that ship with the office."""
    return Known(catalogue.list_words(), read_folder(OURS) if OURS.is_dir() else {}, today)


@click.command(name="check")
@click.argument("paths", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="路径…")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@click.pass_obj
def check_paths(lang: str, paths: tuple[Path, ...], as_json: bool) -> int:
    """检查流程图、决策表、表单、规则和文字；有错误则不通过。"""
    found = check([read_part(path) for path in paths], known_on(china_day(SystemClock().now())))
    if as_json:
        click.echo(json.dumps(report_json(found, lang), ensure_ascii=False))
    else:
        click.echo(report_text(found, lang))
    return 1 if is_refused(found) else 0


@click.command(name="play")
@click.argument("paths", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="场景…")
@click.option("--coverage", "with_coverage", is_flag=True, help="列出没有走到的走向")
@click.option("--mutate", is_flag=True, help="每次改一处规则、条件、决策或步骤再演练，列出没有场景发现的改动")
def play_scenarios(paths: tuple[Path, ...], with_coverage: bool, mutate: bool) -> int:
    """演练场景：在独立的办公室里按场景办理，逐项核对法律结果。"""
    every: list[Played] = []
    unnoticed = False
    for files, scenarios in houses(paths):
        people, found = people_for(files), list[Played]()
        for played in season.play_all(files, scenarios, people):
            found.append(played)
            for line in played_lines(played):
                click.echo(line)
        if with_coverage:
            folders = {path.partition("/scenarios/")[0] for path in scenarios}
            walks = [walk for played in found for walk in played.walks]
            for line in coverage_lines(coverage.measure(files, walks, folders)):
                click.echo(line)
        if mutate and all(played.passed for played in found):
            unnoticed |= not _mutate(mutation.play_mutants(files, scenarios, found, people))
        every += found
    passed = sum(played.passed for played in every)
    click.echo(f"{passed} passed, {len(every) - passed} failed")
    return 1 if unnoticed or passed < len(every) else 0


def _mutate(fates: Iterable[Fate]) -> bool:
    """Tells each mutant that nobody noticed as it is found; whether enough were noticed."""
    total = noticed = 0
    for fate in fates:
        total, noticed = total + 1, noticed + bool(fate.noticed_by)
        if not fate.noticed_by:
            why = _("没有场景发现") if fate.met else _("没有场景经过")
            click.echo(f"{why}  {fate.mutant.path}  {fate.mutant.said}")
    share = 100 * noticed / total if total else 100.0
    click.echo(f"mutants {noticed}/{total} noticed ({share:.1f} %, wanted {mutation.WANTED} %)")
    return share >= mutation.WANTED


def houses(paths: Sequence[Path]) -> Iterator[tuple[Mapping[str, bytes], dict[str, bytes]]]:
    """The trees that the scenarios lie in, each with those that were asked for. Raises BadInput."""
    trees: dict[Path | None, tuple[Mapping[str, bytes], dict[str, bytes]]] = {}
    for path in paths:
        part = read_part(path)
        _files, scenarios = trees.setdefault(part.root, (_whole(part), {}))
        asked = season.scenarios_in(part.files)
        if not asked:
            raise BadInput(f"{path} 中没有场景（scenarios/*.yaml）", english=f"There is no scenario in {path}.")
        scenarios |= asked
    yield from trees.values()


def _whole(part: Part) -> Mapping[str, bytes]:
    """A process from elsewhere is played among the office's own processes, policies and people."""
    return part.in_place if part.root is not None else {**read_folder(OURS), **part.in_place}


def people_for(files: Mapping[str, bytes]) -> Cast:
    """The people of the files, or else those that ship."""
    if season.CAST in files:
        return season.cast_of(files)
    return parse_cast((OURS / season.CAST).read_text(encoding="utf-8"))


def played_lines(played: Played) -> Iterator[str]:
    """One line for a scenario that came out as it says; its differences otherwise."""
    mark = _("通过") if played.passed else _("不符")
    yield f"{mark}  {played.path}  {played.title}"
    yield from (f"      {failure}" for failure in played.failures)


def coverage_lines(found: coverage.Coverage) -> Iterator[str]:
    """What nobody went over, then the figure."""
    yield from (_("未走到：%(flow)s", flow=flow) for flow in found.missing)
    yield str(found)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the caller of a release wants: who proposes, who approves, from when, with which words."""

    by: str
    approver: str = ""
    since: date | None = None
    note: str = ""


@click.command()
@click.argument("path", type=click.Path(path_type=Path), metavar="路径")
@click.option("--by", required=True, help="提出发布的人（账号）")
@click.option("--approve", "approver", default="", help="批准发布的另一人（账号）")
@click.option("--from", "since", type=Day(), default=None, help="从哪天起生效，默认即日")
@click.option("--note", default="", help="发布说明")
def release(path: Path, by: str, approver: str, since: date | None, note: str) -> int:
    """检查、演练、对比并提出发布；由另一人批准后，新案件按新流程办理，在办案件不变。"""
    installation = open_installation(read_settings())
    return run_release(installation, path, Wish(by, approver, since, note))


def run_release(installation: Installation, path: Path, wish: Wish) -> int:
    """The whole road for one path; 1 when the check or a scenario stops it."""
    office = installation.office
    refuse_strangers(path)
    written = road.draft(office, [read_part(path)], known_on(china_day(office.clock.now())), wish.since)
    if not written.changes:
        click.echo(_("与生效的发布完全相同，没有需要发布的内容。"))
        return 0
    click.echo(report_text(written.findings, spoken()))
    if written.is_refused:
        return 1
    played = []
    for one in road.play(written, people_for(written.files)):
        played.append(one)
        for line in played_lines(one) if not one.passed else ():
            click.echo(line)
    failed = sum(not one.passed for one in played)
    click.echo(f"{len(played) - failed} passed, {failed} failed")
    if failed:
        return 1
    effects = road.foresee(office, written)
    for line in (*change_lines(written.changes), *effect_lines(written, effects)):
        click.echo(line)
    return _publish(installation, path, written, (wish, played))


def _publish(installation: Installation, path: Path, written: Draft, asked: tuple[Wish, Sequence[Played]]) -> int:
    (wish, played), office = asked, installation.office
    release_id = road.propose(office, written, played, by=wish.by, note=wish.note)
    click.echo(_("发布 %(id)s 已由 %(who)s 提出。", id=release_id, who=wish.by))
    if not wish.approver:
        since = f" --from {wish.since}" if wish.since else ""
        command = f"./xinfu release {path} --by {wish.by}{since} --approve"
        click.echo(_("请另一人批准：%(command)s 账号", command=command))
        return 0
    moved = road.approve(office, release_id, by=wish.approver, live_from=written.live_from)
    when = _("自 %(day)s 起", day=wish.since) if wish.since else _("即日起")
    who = wish.approver
    click.echo(
        _("发布 %(id)s 已由 %(who)s 批准，新案件%(when)s适用，不需要重新启动。", id=release_id, who=who, when=when)
    )
    if written.changes_law:
        click.echo(_("已重新推算在办案件的期限，%(n)s 件有变化。", n=moved))
    return 0


def change_lines(changes: Sequence[Change]) -> Iterator[str]:
    """What changes for new cases, in words."""
    yield _("与生效的发布相比：")
    for change in changes[:SHOWN]:
        yield f"  {change}"
        yield from (f"    {detail}" for detail in change.details[:SHOWN])
    if len(changes) > SHOWN:
        yield "  " + _("……另有 %(n)s 处", n=len(changes) - SHOWN)


def effect_lines(written: Draft, effects: Effects) -> Iterator[str]:
    """What it means for cases that are under way."""
    total = sum(cases for _process, cases in effects.running)
    named = listed(f"{process} {cases}" for process, cases in effects.running)
    running = noted(total, named)
    yield _("在办案件 %(running)s：流程图、表单和文书不变，按开始时的发布办完。", running=running)
    if written.changes_law:
        yield _("规则和日历：批准后即按各行的施行日期适用于全部案件。")
        yield from shift_lines(effects.shifts)
    if written.overtaken_by:
        later = listed(map(str, written.overtaken_by))
        yield _("注意：发布 %(later)s 已批准在此之后生效，其中不含本次修改，届时请重新发布。", later=later)


def shift_lines(shifts: Iterable[Shift]) -> Iterator[str]:
    """Each deadline that moves, old day and new day."""
    found = list(shifts)
    yield _("在办案件中会变动的期限：%(n)s 个", n=len(found))
    for one in found[:SHOWN]:
        none = _("无")
        yield f"  {one.case}  {noted(one.name, one.scope)}{_('：')}{one.before or none} → {one.after or none}"
    if len(found) > SHOWN:
        yield "  " + _("……另有 %(n)s 个", n=len(found) - SHOWN)


@click.command(name="recount")
def recount_all() -> None:
    """按现行规则和日历重新推算全部在办案件的期限；可以重复执行。"""
    moved = road.recount(open_installation(read_settings()).office)
    click.echo(_("已重新推算，%(n)s 件有变化。", n=moved))
