"""term, deadline: how days are counted, with the reasons."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import click

from webapp.commands.speech import gettext as _
from webapp.settings import ROOT
from workflows.clock import SystemClock, china_day
from workflows.errors import BadInput
from workflows.law.calendar import Calendar
from workflows.law.policy import Policies
from workflows.law.reports import Report, deadline_report, term_report
from workflows.law.terms import Span, parse_term


class Day(click.ParamType[date]):
    """A day written 2026-02-13."""

    name = "YYYY-MM-DD"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else datetime.strptime(str(value), "%Y-%m-%d").date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            self.fail(_("“%(value)s”不是日期，请写成 2026-02-13", value=value), param, ctx)


def read_texts(folder: Path) -> list[str]:
    """The TOML files of a folder in order of name."""
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.toml"))]


def parse_holds(texts: tuple[str, ...]) -> tuple[Span, ...]:
    """`2026-02-16..2026-02-20`, both days inclusive. Raises BadInput."""
    spans = []
    for text in texts:
        first, dots, last = text.partition("..")
        try:
            spans.append(Span(date.fromisoformat(first), date.fromisoformat(last if dots else first)))
        except ValueError as problem:
            raise BadInput(
                f"暂停期间“{text}”无法识别，请写成 2026-02-16..2026-02-20",
                english=f"Not a hold: {text!r}; write 2026-02-16..2026-02-20.",
            ) from problem
    return tuple(spans)


def show(report: Report, as_json: bool) -> None:
    """One JSON document, or the lines that an officer reads."""
    if as_json:
        due_on = report.due_on.isoformat() if report.due_on else None
        said = {"due_on": due_on, "provisional": report.provisional, "because": list(report.because)}
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    click.echo(f"{report.due_on or _('未设定')}{_('（暂定）') if report.provisional else ''}")
    for line in report.because:
        click.echo(f"  {line}")


@click.command()
@click.argument("term", metavar="期间")
@click.option("--from", "start", type=Day(), required=True, help="起算日（当日不计入）")
@click.option("--hold", "holds", multiple=True, metavar="A..B", help="暂停的日子，首尾都不计入")
@click.option("--no-roll", is_flag=True, help="最后一日不顺延")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def term(term: str, start: date, holds: tuple[str, ...], no_roll: bool, as_json: bool) -> None:
    """推算期间的最后一日，例如：./xinfu term "10 工作日" --from 2026-02-13"""
    calendar = Calendar.of(read_texts(ROOT / "bpmn" / "calendars"))
    show(term_report(parse_term(term), start, calendar, parse_holds(holds), roll=not no_roll), as_json)


@click.command()
@click.argument("rule", metavar="规则")
@click.option("--from", "start", type=Day(), required=True, help="起算事实的日期")
@click.option("--profile", "profiles", multiple=True, help="改用这一规则包或地方层")
@click.option("--hold", "holds", multiple=True, metavar="A..B", help="暂停的日子，首尾都不计入")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def deadline(rule: str, start: date, profiles: tuple[str, ...], holds: tuple[str, ...], as_json: bool) -> None:
    """按规则推算期限并说明理由，例如：./xinfu deadline repair.decide --from 2026-11-12"""
    calendar = Calendar.of(read_texts(ROOT / "bpmn" / "calendars"))
    policies = Policies.of(read_texts(ROOT / "bpmn" / "policies"))
    chosen = policies.using(*profiles) if profiles else policies
    today = china_day(SystemClock().now())
    show(deadline_report(rule, start, chosen, calendar, parse_holds(holds), today=today), as_json)
