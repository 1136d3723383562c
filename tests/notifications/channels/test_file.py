"""In the demonstration mails lie in a folder, where a page shows them and a mail program can open them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from notifications.channels.file import FileChannel, find_sent, list_sent
from notifications.refusals import Undeliverable, Unreachable
from tests.notifications.samples import AGENT, MESSAGE, NOW, SENDER, sending


def test_a_mail_can_be_read_back(tmp_path):
    """To, subject, text and day, as the page of sent mail shows them."""
    FileChannel(tmp_path / "mail", SENDER).send(sending())
    (mail,) = list_sent(tmp_path / "mail")
    assert mail.to == "沈芳 <shenfang@mail.example>"
    assert mail.sender == "信复 <xinfu@xinbei.example>"
    assert mail.subject == MESSAGE.subject
    assert mail.body == f"{MESSAGE.body}\n\n{SENDER.foot}"
    assert mail.at == NOW
    assert find_sent(tmp_path / "mail", mail.name) == mail


def test_the_same_sending_is_one_file(tmp_path):
    """A worker that died before its receipt was kept sends again; the folder shows one mail."""
    channel = FileChannel(tmp_path, SENDER)
    first = channel.send(sending())
    assert channel.send(sending(at=NOW + timedelta(hours=1))) == first
    assert len(list_sent(tmp_path)) == 1


def test_the_latest_mails_come_first(tmp_path):
    """A page shows the last hundred."""
    channel = FileChannel(tmp_path, SENDER)
    for hour in range(3):
        channel.send(sending(key=f"key-{hour}", at=NOW + timedelta(hours=hour)))
    assert [mail.at.hour for mail in list_sent(tmp_path, limit=2)] == [4, 3]


def test_no_other_file_is_read(tmp_path):
    """A name from the address bar does not lead out of the folder."""
    (tmp_path / "secret.eml").write_text("Subject: x")
    (tmp_path / "mail").mkdir()
    for name in ("../secret.eml", "nothing.eml", ".", "/etc/hostname", "sub/x.eml"):
        assert find_sent(tmp_path / "mail", name) is None
    assert list_sent(tmp_path / "nowhere") == ()


def test_a_folder_that_cannot_be_written_may_be_mended(tmp_path):
    """A full disk is no reason to give a mail up."""
    (tmp_path / "mail").write_text("a file where the folder should be")
    with pytest.raises(Unreachable, match="无法写入"):
        FileChannel(tmp_path / "mail", SENDER).send(sending())


def test_a_wrong_address_is_found_here_too(tmp_path):
    """What a real server would refuse is refused in the demonstration."""
    channel = FileChannel(tmp_path, SENDER)
    assert not channel.can_reach(replace(AGENT, email=""))
    with pytest.raises(Undeliverable):
        channel.send(sending(replace(AGENT, email="nobody")))
