"""Uploads: decided by their content, never by their name, and kept under their digest."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pypdf
from flask import g
from flask_login import current_user
from PIL import Image, UnidentifiedImageError
from pypdf.errors import PdfReadError
from werkzeug.datastructures import FileStorage

from webapp.fields import Field
from webapp.refusals import FileTooLarge, WrongFileType
from workflows.casework.office import Office
from workflows.errors import BadInput
from workflows.registry import enclosures
from workflows.registry.enclosures import Encloser
from workflows.store import files

LARGEST = 20 * 1024 * 1024
KINDS = {
    ".pdf": "application/pdf",
    ".ofd": "application/ofd",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
}


@dataclass(frozen=True, slots=True)
class UploadDrawer:
    """Keeps what one person uploads; finds again only what that person, or the case at hand, may use."""

    office: Office
    by: Encloser

    def keep(self, upload: FileStorage, asked: Field) -> Mapping[str, Any]:
        """Checks the content and stores it. Raises BadInput with what is wrong and what to do."""
        name = (upload.filename or "")[-120:]
        content = upload.stream.read(LARGEST + 1)
        media_type = check(name, content)
        digest = files.keep_bytes(self.office.files, content)
        new = files.NewFile(digest, len(content), media_type, name, self.by.owner, self.by.case_id)
        with self.office.database.writing() as connection:
            number = files.add_file(connection, new, self.office.clock.now())
        return {"file": number, "name": name, "size": len(content), "sha256": digest, "type": media_type}

    def find(self, file_id: int) -> Mapping[str, Any] | None:
        """A file kept before; None when it is somebody else's."""
        with self.office.database.reading() as connection:
            return enclosures.find(connection, file_id, self.by)


def own_drawer(case_id: int | None = None) -> UploadDrawer:
    """The drawer of whoever is signed in, for a case or for one that is still to be opened."""
    return UploadDrawer(g.office, Encloser((current_user.id,), case_id, inside=bool(current_user.unit)))


def check(name: str, content: bytes) -> str:
    """The media type of an acceptable file. Raises BadInput, one sentence for each thing that can be wrong."""
    ending = "." + name.lower().rpartition(".")[2]
    if ending not in KINDS:
        raise BadInput(
            f"“{name}”不是可接受的文件。可上传 PDF、OFD、JPG、PNG。", english=f"{name!r}: upload PDF, OFD, JPG or PNG."
        )
    if not content:
        raise BadInput(f"“{name}”是空文件。", english=f"{name!r} is empty.")
    if len(content) > LARGEST:
        raise FileTooLarge(
            f"“{name}”超过 {LARGEST // 1024 // 1024} MB。可压缩或分成几个文件。", english=f"{name!r} is too large."
        )
    media_type = KINDS[ending]
    if not _LOOKS[media_type](name, content):
        kind = ending[1:].upper()
        raise WrongFileType(
            f"“{name}”的内容不是 {kind}，可能改过扩展名。请重新导出。",
            english=f"The content of {name!r} is not {kind}.",
        )
    return media_type


def _is_pdf(name: str, content: bytes) -> bool:
    if not content.startswith(b"%PDF-"):
        return False
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise BadInput(f"“{name}”设有打开密码，去除密码后再上传。", english=f"{name!r} has a password.")
        return len(reader.pages) > 0
    except (PdfReadError, ValueError, KeyError, RecursionError) as problem:
        raise BadInput(
            f"“{name}”无法打开，可能已损坏。请重新导出。", english=f"{name!r} cannot be opened."
        ) from problem


def _is_picture(name: str, content: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
            picture.verify()
            wanted = KINDS["." + name.lower().rpartition(".")[2]]
            return Image.MIME.get(picture.format or "") == wanted
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False


def _is_ofd(_: str, content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "OFD.xml" in archive.namelist()
    except zipfile.BadZipFile:
        return False


_LOOKS = {"application/pdf": _is_pdf, "image/jpeg": _is_picture, "image/png": _is_picture, "application/ofd": _is_ofd}
