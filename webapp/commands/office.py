"""verify: proves that what the office kept is whole."""

from __future__ import annotations

import click

from webapp.boot import open_installation
from webapp.settings import read_settings
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
                click.echo(f"案件 {found.case_id} 第 {found.seq} 条与前一条不衔接")
    click.echo(f"共 {len(ids)} 件，{len(ids) - broken} 件连续完整，{broken} 件有断裂")
    return 1 if broken else 0


COMMANDS = (verify,)
