"""Makes the files that the stories of the demo name: a page that says what it stands for, and that it is invented."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from markupsafe import escape

from workflows.casework.office import Office
from workflows.design.attach import Drawer
from workflows.documents import pdf
from workflows.store import files
from workflows.store.files import NewFile

PAGE = """<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title></head>
<body><main><h1>{title}</h1><p>本页是演示材料，代表“{title}”的扫描件；内容、单位和印章均为虚构。</p></main></body></html>"""


def drawer(office: Office) -> Drawer:
    """Keeps each named file for who uploads it; the same name is the same page."""

    def keep(name: str, owner: str) -> Mapping[str, Any]:
        content = _page(name.rpartition(".")[0])
        digest = files.keep_bytes(office.files, content)
        new = NewFile(digest, len(content), "application/pdf", name, owner, None)
        with office.database.writing() as connection:
            number = files.add_file(connection, new, office.clock.now())
        return {"file": number, "name": name, "size": len(content), "sha256": digest, "type": "application/pdf"}

    return keep


@lru_cache(maxsize=32)
def _page(title: str) -> bytes:
    return pdf.print_page(PAGE.format(title=escape(title)), f"demo {title}")
