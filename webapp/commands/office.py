"""verify, doctor: proves that what the office kept is whole, and says what is missing."""

from __future__ import annotations

import click

from webapp.boot import open_installation
from webapp.commands.law import read_texts
from webapp.commands.speech import gettext as _
from webapp.settings import ROOT, read_settings
from workflows.clock import SystemClock, china_day
from workflows.documents.checks import Level, self_check
from workflows.law.policy import Policies
from workflows.law.rules import Grade
from workflows.queries import cases
from workflows.store import journal


@click.group()
def verify() -> None:
    """校验日志或文书。"""


@verify.command(name="journal")
def verify_journal() -> int:
    """逐案校验办理日志是否连续完整。"""
    installation = open_installation(read_settings())
    broken = 0
    with installation.office.database.reading() as connection:
        ids = cases.list_ids(connection)
        for case_id in ids:
            found = journal.verify(connection, case_id)
            if found is not None:
                broken += 1
                click.echo(_("案件 %(id)s 第 %(seq)s 条与前一条不衔接", id=found.case_id, seq=found.seq))
    whole = len(ids) - broken
    click.echo(_("共 %(all)s 件，%(whole)s 件连续完整，%(broken)s 件有断裂", all=len(ids), whole=whole, broken=broken))
    return 1 if broken else 0


@click.command()
def doctor() -> int:
    """检查文书字体和系统库，列出尚未核实原文的规则。"""
    findings = self_check()
    for finding in findings:
        click.echo(f"{finding.level.value}  {finding.part}{_('：')}{finding.sentence} {finding.hint}".rstrip())
    policies = Policies.of(read_texts(ROOT / "bpmn" / "policies"))
    unsure = [rule for rule in policies.list_rules(china_day(SystemClock().now())) if rule.grade is not Grade.A]
    click.echo(_("规则：%(n)s 条未以原文核实（待核或内部目标）：", n=len(unsure)))
    for rule in unsure:
        click.echo(f"  {rule.key:<24}{rule.spoken()}  {rule.basis.cited() or rule.grade.label}")
    return 1 if any(finding.level is Level.BAD for finding in findings) else 0
