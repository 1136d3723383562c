"""Files are kept whole under their digest, and an altered one is never handed out."""

import hashlib

import pytest

from tests.builders.registry import NOW, a_case
from workflows.errors import NotAvailable, NotFound
from workflows.store import files
from workflows.store.files import NewFile


def test_bytes_come_back_under_their_digest(tmp_path):
    """The name of the bytes is their digest; the same bytes lie once; no half-written file is left."""
    digest = files.keep_bytes(tmp_path, b"%PDF-1.7 proof")
    assert digest == hashlib.sha256(b"%PDF-1.7 proof").hexdigest()
    assert files.keep_bytes(tmp_path, b"%PDF-1.7 proof") == digest
    assert files.get_bytes(tmp_path, digest) == b"%PDF-1.7 proof"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [digest]
    assert files.path_of(tmp_path, digest).read_bytes() == b"%PDF-1.7 proof"


def test_an_altered_file_is_not_handed_out(tmp_path):
    """Proof that no longer matches its digest is no proof."""
    digest = files.keep_bytes(tmp_path, b"original")
    files.path_of(tmp_path, digest).write_bytes(b"altered")
    with pytest.raises(NotAvailable):
        files.get_bytes(tmp_path, digest)


@pytest.mark.parametrize("name", ["0" * 64, "../../secret", "", "A" * 64])
def test_a_name_that_is_no_digest_reaches_no_file(tmp_path, name):
    """A name from outside cannot leave the folder."""
    with pytest.raises(NotFound):
        files.get_bytes(tmp_path, name)
    with pytest.raises(NotFound):
        files.path_of(tmp_path, name)


def test_a_disk_that_cannot_be_written_is_a_refusal(tmp_path):
    """Full or read-only: a sentence for the person and no broken file."""
    place = tmp_path / "file-not-folder"
    place.write_bytes(b"")
    with pytest.raises(NotAvailable):
        files.keep_bytes(place, b"anything")


def test_files_of_a_draft_follow_it_into_its_case(database):
    """What was uploaded before there was a case belongs to the case that the draft became, and never to a second."""
    with database.writing() as connection:
        case_id, other = a_case(connection), a_case(connection)
        new = NewFile("ab" * 32, 12, "application/pdf", "证明.pdf", "沈芳")
        file_id = files.add_file(connection, new, NOW)
        files.assign_to_case(connection, (file_id,), case_id)
        files.assign_to_case(connection, (file_id,), other)
        assert [row.id for row in files.list_of_case(connection, case_id)] == [file_id]
        assert files.list_of_case(connection, other) == ()
        found = files.find_file(connection, file_id)
        assert found is not None
        assert (found.name, found.case_id, found.at) == ("证明.pdf", case_id, NOW)
        assert files.find_file(connection, file_id + 1) is None
