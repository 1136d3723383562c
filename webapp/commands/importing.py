"""import, invent: records from files of other systems; a preview first, then all of a file or nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from webapp.boot import Installation, open_installation
from webapp.commands.law import Day
from webapp.commands.speech import gettext as _
from webapp.settings import ROOT, read_settings
from workflows.clock import SystemClock, china_day
from workflows.design.cast import parse_cast
from workflows.errors import BadInput, NotFound
from workflows.registry import exchange, exchange_mapping, exchange_write, invented
from workflows.registry.circumstances import Circumstances
from workflows.registry.exchange import Intake, Looked, Source, Standing
from workflows.registry.exchange_check import Fault
from workflows.registry.exchange_read import LARGEST
from workflows.registry.records import Difference
from workflows.store import people, releases
from workflows.store.database import Open

SHOWN = 20
"""So many faults and differences are listed on the screen; the rest is counted (and all of it is in --json)."""
NOBODY = "导入"


@click.group(name="import")
def import_() -> None:
    """导入记录。"""


@import_.command(name="records")
@click.argument("file", type=click.Path(path_type=Path), metavar="文件")
@click.option("--preview", is_flag=True, help="只看会发生什么，不写入")
@click.option("--by", "login", default="", help="由谁导入（账号）")
@click.option("--accept-differences", "accept", is_flag=True, help="以文件为准更新已有记录（须写明 --by）")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@click.pass_obj
def import_records(lang: str, file: Path, preview: bool, login: str, accept: bool, as_json: bool) -> int:  # noqa: PLR0917 - the options of one command
    """导入行政处罚信息（CSV、JSON、XLSX，国家字段代码）；有一处不合格则全部不导入。"""
    if accept and not login:
        raise BadInput("接受差异须用 --by 写明由谁负责", english="Name who answers for it: --by LOGIN.")
    installation = open_installation(read_settings())
    intake = run(installation, file, Wish(preview, login, accept))
    show(intake, lang, as_json)
    return 1 if intake.faults else 0


@dataclass(frozen=True, slots=True)
class Wish:
    """What the caller of an import wants: only to look, who answers for it, and whether differences are accepted."""

    preview: bool = False
    login: str = ""
    accept: bool = False


def run(installation: Installation, file: Path, wish: Wish) -> Intake:
    """One file, looked at or taken in; an intake with faults was not written."""
    office, content = installation.office, read_file(file)
    if wish.preview:
        with office.database.reading() as connection:
            asked = _circumstances(installation, connection, wish.login)
            return exchange.look(connection, office.district, _source(installation, connection, file, content), asked)
    try:
        with office.database.writing() as connection:
            asked = _circumstances(installation, connection, wish.login)
            source = _source(installation, connection, file, content)
            return exchange.take_in(connection, office.district, source, asked, accept=wish.accept)
    except BadInput as refusal:
        intake = refusal.details.get("intake")
        if isinstance(intake, Intake):
            return intake
        raise


def read_file(file: Path) -> bytes:
    """The content, unless it cannot be read or is too large to be read at all. Raises NotFound, BadInput."""
    if not file.is_file():
        raise NotFound(f"没有文件 {file}", english=f"There is no file {file}.")
    try:
        with file.open("rb") as stream:
            return stream.read(LARGEST + 1)
    except OSError as problem:
        raise BadInput(f"文件 {file} 无法读取", english=f"The file {file} cannot be read.") from problem


def _circumstances(installation: Installation, connection: Open, login: str) -> Circumstances:
    office = installation.office
    law = office.law(connection)
    return Circumstances(office.clock.now(), _name_of(connection, login), law.policies, law.calendar)


def _name_of(connection: Open, login: str) -> str:
    if not login:
        return NOBODY
    person = people.find_by_login(connection, login)
    if person is None or person.disabled:
        raise NotFound(f"没有可用的账号“{login}”", english=f"There is no account {login!r} in use.")
    return person.name


def _source(installation: Installation, connection: Open, file: Path, content: bytes) -> Source:
    """The table that was released last reads the file; without one, files must name the class themselves."""
    office = installation.office
    profile = office.law(connection).policies.on(china_day(office.clock.now()))
    live = releases.find_live(connection, office.clock.now())
    text = releases.get_files(connection, live).get(exchange_mapping.PATH) if live is not None else None
    table = exchange_mapping.parse(text.decode(), profile) if text else exchange_mapping.Correspondence()
    return Source(file.name, content, table)


def show(intake: Intake, lang: str, as_json: bool) -> None:
    """One JSON document, or the lines that a clerk reads."""
    if as_json:
        click.echo(json.dumps(report(intake, lang), ensure_ascii=False))
        return
    for line in lines(intake, lang):
        click.echo(line)


def report(intake: Intake, lang: str = "zh") -> dict[str, Any]:
    """Everything there is to say about a file, for tools."""
    return {
        "file": intake.name,
        "written": intake.is_written,
        "batch": intake.batch,
        "rows": intake.rows,
        "new": intake.count(Standing.NEW),
        "known": intake.count(Standing.KNOWN),
        "different": intake.count(Standing.DIFFERENT),
        "accepted": intake.accepted,
        "ignored_columns": list(intake.ignored),
        "faults": [_fault(fault, lang) for fault in intake.faults],
        "records": [_record(one) for one in intake.looked],
    }


def _fault(fault: Fault, lang: str) -> dict[str, Any]:
    reason = fault.english if lang == "en" else fault.reason
    return {"row": fault.row, "field": fault.code, "name": fault.name, "reason": reason}


def _record(one: Looked) -> dict[str, Any]:
    until = one.until
    return {
        "row": one.given.row,
        "uscc": one.given.uscc,
        "name": one.given.name,
        "number": one.given.record.document_number,
        "standing": one.standing.value,
        "gravity": one.given.record.gravity,
        "gravity_by_table": one.by_table,
        "public_until": until.maximum_until.isoformat() if until.maximum_until else None,
        "repair_from": one.earliest_on.isoformat() if one.earliest_on else None,
        "differences": [_difference(difference) for difference in one.differences],
    }


def _difference(difference: Difference) -> dict[str, Any]:
    return {
        "field": exchange.title_of(difference.field),
        "known": None if difference.known is None else str(difference.known),
        "given": None if difference.given is None else str(difference.given),
    }


def lines(intake: Intake, lang: str = "zh") -> Iterator[str]:
    """The report for people."""
    english = lang == "en"
    if intake.faults:
        yield from _fault_lines(intake, english)
        return
    counts = [intake.count(standing) for standing in Standing]
    if english:
        yield f"{intake.name}: {intake.rows} rows; new {counts[0]}, known {counts[1]}, different {counts[2]}."
    else:
        yield f"{intake.name}：共 {intake.rows} 行，新增 {counts[0]}，已有且一致 {counts[1]}，已有但有差异 {counts[2]}。"
    yield from _remarks(intake, english)
    yield from _difference_lines(intake, english)
    yield _verdict(intake, english)


def _fault_lines(intake: Intake, english: bool) -> Iterator[str]:
    total = len(intake.faults)
    for fault in intake.faults[:SHOWN]:
        if english:
            yield f"row {fault.row}  {fault.code}: {fault.english}"
        else:
            yield f"第 {fault.row} 行  {fault.code}（{fault.name}）：{fault.reason}"
    if total > SHOWN:
        yield f"… {total - SHOWN} more" if english else f"……另有 {total - SHOWN} 处（--json 列出全部）"
    if english:
        yield f"{intake.name}: {total} faults in {intake.rows} rows; nothing was imported."
    else:
        yield f"{intake.name}：{intake.rows} 行中有 {total} 处问题，没有导入任何记录。"


def _remarks(intake: Intake, english: bool) -> Iterator[str]:
    if intake.ignored:
        named = _("、").join(intake.ignored[:SHOWN])
        yield f"Columns not imported: {named}" if english else f"未导入的列：{named}"
    by_table = sum(one.by_table for one in intake.looked)
    if by_table:
        yield (
            f"{by_table} classes were read from the table of the office; to be confirmed."
            if english
            else f"{by_table} 条的失信程度按处罚类别对照表确定（待核），请核对。"
        )
    other = sum(_ends_otherwise(one) for one in intake.looked)
    if other:
        yield (
            f"{other} rows name another end of publicity than the rules; the rules count."
            if english
            else f"{other} 条写明的公示截止期与规则推算的不同，以规则为准。"
        )


def _ends_otherwise(one: Looked) -> bool:
    said = one.given.says_public_until
    return said is not None and said != one.until.maximum_until


def _difference_lines(intake: Intake, english: bool) -> Iterator[str]:
    different = [one for one in intake.looked if one.differences]
    for one in different[:SHOWN]:
        yield f"{'row ' if english else '第 '}{one.given.row}{'' if english else ' 行'}  {one.given.record.document_number}"
        for difference in one.differences:
            known, given = (said if said is not None else "—" for said in (difference.known, difference.given))
            yield f"    {exchange.title_of(difference.field)}{_('：')}{known} → {given}"
    if len(different) > SHOWN:
        rest = len(different) - SHOWN
        yield f"… {rest} more" if english else f"……另有 {rest} 行有差异（--json 列出全部）"


def _verdict(intake: Intake, english: bool) -> str:
    if not intake.is_written:
        return "Preview: nothing was written." if english else "预览：没有写入。"
    new, open_ = intake.count(Standing.NEW), sum(bool(one.differences) for one in intake.looked) - intake.accepted
    if english:
        rest = f"; {open_} with differences stay as they are (--accept-differences)" if open_ else ""
        return f"{intake.batch}: {new} imported, {intake.accepted} changed{rest}."
    rest = f"；{open_} 条有差异的保持原样（确认后用 --accept-differences 更新）" if open_ else ""
    return f"{intake.batch}：导入 {new} 条，更新 {intake.accepted} 条{rest}。"


@click.group()
def invent() -> None:
    """生成虚构的演示数据。"""


@invent.command(name="records")
@click.argument("number", type=click.IntRange(1, 20_000), metavar="条数")
@click.option("--seed", type=int, default=1, show_default=True, help="同一种子生成同样的数据")
@click.option("--until", type=Day(), default=None, help="最晚的决定日期，默认今天")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="写到哪个文件（.csv、.json、.xlsx）")
def invent_records(number: int, seed: int, until: date | None, out: Path) -> None:
    """生成虚构企业的行政处罚信息，可供导入试用。"""
    people_of_demo = parse_cast((ROOT / "bpmn" / "demo" / "people.toml").read_text(encoding="utf-8"))
    issuers = [invented.Issuer(unit.name, f"{unit.mark}") for unit in people_of_demo.units if not unit.outside]
    last = until or china_day(SystemClock().now())
    content = exchange_write.write(out.name, invented.invent(number, seed, last, issuers))
    try:
        out.write_bytes(content)
    except OSError as problem:
        raise BadInput(f"无法写入 {out}", english=f"Cannot write {out}.") from problem
    click.echo(_("已写入 %(file)s：%(n)s 条，企业均为虚构。", file=out, n=number))
