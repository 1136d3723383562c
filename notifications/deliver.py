"""Decides by which channels each receiver gets a message, and reports what became of every try."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from notifications.channels.channel import Channel, Sending
from notifications.compose import Message
from notifications.receiver import Receiver, Way
from notifications.refusals import NotSent


class Result(StrEnum):
    """What became of one try."""

    SENT = "已发送"
    WAITS = "发送失败，稍后重试"
    FAILED = "无法送达"
    SKIPPED = "未发送"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One try by one way for one receiver: the receipt that is kept."""

    receiver: str
    way: Way
    result: Result
    at: datetime
    proof: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Errand:
    """A message with the key of the effect that asked for it; the same key is the same errand, however often it is tried."""

    message: Message
    key: str
    at: datetime
    case_id: int | None = None


def deliver(
    errand: Errand, receivers: Iterable[Receiver], channels: Sequence[Channel], done: Collection[Delivery] = ()
) -> tuple[Delivery, ...]:
    """Tries every way that a receiver wants and can be reached by; one that fails does not hinder the others.

    What `done` (the deliveries of an earlier try) says was sent or has failed for good is not tried again.
    """
    settled = {(old.receiver, old.way): old for old in done if old.result is not Result.WAITS}
    return tuple(_deliveries(errand, receivers, {channel.way: channel for channel in channels}, settled))


def must_repeat(deliveries: Iterable[Delivery]) -> bool:
    """Whether something is still to be sent later."""
    return any(delivery.result is Result.WAITS for delivery in deliveries)


def reached(deliveries: Iterable[Delivery]) -> bool:
    """Whether at least one way got through; a message that reached nobody is an incident."""
    return any(delivery.result is Result.SENT for delivery in deliveries)


def _deliveries(
    errand: Errand,
    receivers: Iterable[Receiver],
    channels: dict[Way, Channel],
    settled: dict[tuple[str, Way], Delivery],
) -> Iterator[Delivery]:
    for receiver in receivers:
        for way in Way:
            if way not in receiver.ways or (way is Way.SMS and not errand.message.sms):
                continue
            if (receiver.key, way) in settled:
                yield settled[receiver.key, way]
            else:
                yield _try(errand, receiver, way, channels.get(way))


def _try(errand: Errand, receiver: Receiver, way: Way, channel: Channel | None) -> Delivery:
    tried = Delivery(receiver.key, way, Result.SKIPPED, errand.at)
    if channel is None:
        return replace(tried, reason=f"没有接入{way.value}渠道")
    if not channel.can_reach(receiver):
        return replace(tried, reason=f"没有登记{way.value}地址")
    try:
        proof = channel.send(Sending(errand.message, receiver, errand.key, errand.at, errand.case_id))
    except NotSent as refusal:
        return replace(tried, result=Result.WAITS if refusal.again else Result.FAILED, reason=refusal.sentence)
    return replace(tried, result=Result.SENT, proof=proof)
