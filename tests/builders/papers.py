"""Small files of each kind that may be uploaded, and some that were."""

from __future__ import annotations

import io
import zipfile

import pypdf
from PIL import Image

from workflows.casework.office import Office
from workflows.store import files


def a_pdf(password: str = "") -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def a_picture(kind: str = "PNG") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (4, 4), "white").save(made, kind)
    return made.getvalue()


def an_ofd() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("OFD.xml", "<ofd/>")
    return made.getvalue()


def uploaded(office: Office, person_id: int, case_id: int | None = None, name: str = "缴款凭证.pdf") -> int:
    """The number of a file that this person has uploaded, for a case or for none yet."""
    content = a_pdf()
    digest = files.keep_bytes(office.files, content)
    new = files.NewFile(digest, len(content), "application/pdf", name, f"person:{person_id}", case_id)
    with office.database.writing() as connection:
        return files.add_file(connection, new, office.clock.now())
