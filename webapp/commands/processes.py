"""release: from files to the office's live processes."""

from __future__ import annotations

from pathlib import Path

import click

from webapp.boot import open_installation
from webapp.settings import read_settings
from workflows.design import publish
from workflows.design.load import load_folder


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="文件夹")
@click.option("--by", required=True, help="提出发布的人（账号）")
@click.option("--approve", "approver", default="", help="批准发布的另一人（账号）")
@click.option("--note", default="", help="发布说明")
def release(folder: Path, by: str, approver: str, note: str) -> None:
    """提出发布；由另一人批准后，新案件即按新流程办理，在办案件不变。"""
    installation = open_installation(read_settings())
    release_id = publish.propose(installation.office, load_folder(folder), by=by, note=note)
    click.echo(f"发布 {release_id} 已提出。")
    if not approver:
        click.echo(f"请另一人批准：./xinfu release {folder} --by {by} --approve 账号")
        return
    publish.approve(installation.office, release_id, by=approver, live_from=installation.office.clock.now())
    click.echo(f"发布 {release_id} 已由 {approver} 批准，新案件即日起适用。")


COMMANDS = (release,)
