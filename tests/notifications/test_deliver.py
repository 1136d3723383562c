"""Each receiver is told by the ways they chose; what failed is tried again, what went out is not sent twice."""

from dataclasses import replace

import pytest

from notifications import deliver
from notifications.channels.channel import Channel, Sending
from notifications.channels.file import FileChannel, list_sent
from notifications.channels.site import SiteChannel, SiteLetter
from notifications.deliver import Errand, Result
from notifications.receiver import Receiver, Way
from notifications.refusals import NotSent, Undeliverable, Unreachable
from tests.notifications.samples import AGENT, COMPANY, MESSAGE, NOW, SENDER

ERRAND = Errand(MESSAGE, "38:tell:7", NOW, case_id=38)


class Broken:
    """A way that is out of order, or closed for good, and counts how often it was tried."""

    way = Way.MAIL

    def __init__(self, refusal: NotSent) -> None:
        self.refusal = refusal
        self.tried = 0

    def can_reach(self, receiver: Receiver) -> bool:
        return True

    def send(self, sending: Sending) -> str:
        self.tried += 1
        raise self.refusal


@pytest.fixture
def box() -> list[SiteLetter]:
    """The letters that lie in the boxes of the office."""
    return []


@pytest.fixture
def site(box) -> SiteChannel:
    """The channel that puts letters there, the same key once."""

    def put(letter: SiteLetter, _) -> int:
        if letter not in box:
            box.append(letter)
        return box.index(letter) + 1

    return SiteChannel(put)


def test_each_receiver_is_told_by_the_ways_they_chose(tmp_path, site, box):
    """The company finds the letter in its box, its agent also gets a mail."""
    channels: list[Channel] = [FileChannel(tmp_path, SENDER), site]
    done = deliver.deliver(ERRAND, [COMPANY, replace(AGENT, ways=frozenset({Way.SITE, Way.MAIL}))], channels)
    assert [(d.receiver, d.way, d.result) for d in done] == [
        ("subject/1", Way.SITE, Result.SENT),
        ("person/13", Way.SITE, Result.SENT),
        ("person/13", Way.MAIL, Result.SENT),
    ]
    assert [letter.subject_id for letter in box] == [1, None]
    assert [mail.to for mail in list_sent(tmp_path)] == ["沈芳 <shenfang@mail.example>"]
    assert done[0].proof == "1"
    assert done[2].proof.endswith("@xinbei.example>")
    assert deliver.reached(done)
    assert not deliver.must_repeat(done)


def test_what_is_not_possible_is_said(site):
    """No address, no such channel: the receipt gives the reason, and nobody waits for it."""
    done = deliver.deliver(ERRAND, [AGENT, replace(AGENT, person_id=14, email="", ways=frozenset({Way.MAIL}))], [site])
    assert [(d.way, d.result, d.reason) for d in done[1:]] == [
        (Way.MAIL, Result.SKIPPED, "没有接入邮件渠道"),
        (Way.SMS, Result.SKIPPED, "没有接入短信渠道"),
        (Way.MAIL, Result.SKIPPED, "没有接入邮件渠道"),
    ]
    assert not deliver.must_repeat(done)


def test_an_address_that_is_missing_is_said(tmp_path):
    """The officer sees that the subject left no mail address."""
    (done,) = deliver.deliver(
        ERRAND, [replace(AGENT, email="", ways=frozenset({Way.MAIL}))], [FileChannel(tmp_path, SENDER)]
    )
    assert (done.result, done.reason) == (Result.SKIPPED, "没有登记邮件地址")
    assert not deliver.reached([done])


def test_one_way_out_of_order_does_not_hinder_the_others(site, box):
    """The letter lies in the box although the mail server is down; only the mail is tried again."""
    mail = Broken(Unreachable("邮件服务器没有及时应答"))
    receiver = replace(AGENT, ways=frozenset({Way.SITE, Way.MAIL}))
    done = deliver.deliver(ERRAND, [receiver], [mail, site])
    assert [d.result for d in done] == [Result.SENT, Result.WAITS]
    assert deliver.must_repeat(done)
    again = deliver.deliver(ERRAND, [receiver], [mail, site], done)
    assert mail.tried == 2
    assert again[0] is done[0]
    assert len(box) == 1


def test_what_failed_for_good_is_not_tried_again(site):
    """A mailbox that does not exist is asked once."""
    mail = Broken(Undeliverable("收件人被拒绝"))
    receiver = replace(AGENT, ways=frozenset({Way.MAIL}))
    done = deliver.deliver(ERRAND, [receiver], [mail])
    assert [(d.result, d.reason) for d in done] == [(Result.FAILED, "收件人被拒绝")]
    assert deliver.deliver(ERRAND, [receiver], [mail], done) == done
    assert mail.tried == 1


def test_a_message_without_short_form_is_no_short_message(site):
    """Nobody gets an empty one."""
    errand = replace(ERRAND, message=replace(MESSAGE, sms=""))
    assert [d.way for d in deliver.deliver(errand, [AGENT], [site])] == [Way.SITE, Way.MAIL]
