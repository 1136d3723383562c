"""Carries messages by SMTP, and tells a server that is out of order from an address that is wrong."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import StrEnum

from notifications.channels.channel import Sending
from notifications.channels.envelope import Sender, write_mail
from notifications.receiver import Receiver, Way
from notifications.refusals import BadText, NotSent, Undeliverable, Unreachable

_PERMANENT = 500


class Security(StrEnum):
    """How the connection is protected."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over, and with what."""

    host: str
    port: int = 25
    security: Security = Security.NONE
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 20.0


def read_server(said: str, security: Security = Security.NONE, user: str = "", password: str = "") -> MailServer:
    """Reads `host:port` as settings write it. Raises BadText."""
    host, _, port = said.strip().rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 2**16:
        raise BadText(
            f"邮件服务器“{said}”应写作 主机:端口", english=f"A mail server is written host:port, not {said!r}."
        )
    return MailServer(host.strip("[]"), int(port), security, user, password)


class MailChannel:
    """Hands each mail over in a connection of its own: mails are few, and a broken connection breaks one only."""

    way = Way.MAIL

    def __init__(self, server: MailServer, sender: Sender) -> None:
        self._server = server
        self._sender = sender

    def can_reach(self, receiver: Receiver) -> bool:
        return bool(receiver.email)

    def send(self, sending: Sending) -> str:
        mail = write_mail(sending, self._sender)
        try:
            self._hand_over(mail, sending.receiver.email)
        except (smtplib.SMTPException, OSError) as problem:
            raise judge(problem, sending.receiver) from problem
        return str(mail["Message-ID"])

    def _hand_over(self, mail: EmailMessage, to: str) -> None:
        server, context = self._server, ssl.create_default_context()
        # The name that we greet with is given, for asking the system for it may wait for a name server.
        name = self._sender.domain
        if server.security is Security.TLS:
            opened: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, name, timeout=server.timeout, context=context
            )
        else:
            opened = smtplib.SMTP(server.host, server.port, name, timeout=server.timeout)
        with opened as connection:
            if server.security is Security.STARTTLS:
                connection.starttls(context=context)
            if server.user:
                connection.login(server.user, server.password)
            connection.send_message(mail, self._sender.address, [to])


def judge(problem: smtplib.SMTPException | OSError, receiver: Receiver) -> NotSent:
    """Final is only what the server says for good about this receiver or this mail; all else may be mended."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(problem.recipients.values()))
        return _answered(code, said, f"收件人 {receiver.name} 被邮件服务器拒绝", final=code >= _PERMANENT)
    if isinstance(problem, smtplib.SMTPAuthenticationError):
        return _answered(problem.smtp_code, problem.smtp_error, "邮件服务器不接受用户名或密码", final=False)
    if isinstance(problem, smtplib.SMTPSenderRefused):
        return _answered(problem.smtp_code, problem.smtp_error, "邮件服务器不接受发件人", final=False)
    if isinstance(problem, smtplib.SMTPDataError):
        final = problem.smtp_code >= _PERMANENT
        return _answered(problem.smtp_code, problem.smtp_error, "邮件服务器不接受这封邮件", final=final)
    if isinstance(problem, smtplib.SMTPResponseException):
        return _answered(problem.smtp_code, problem.smtp_error, "邮件服务器暂不可用", final=False)
    if isinstance(problem, TimeoutError) or isinstance(problem.__context__, TimeoutError):
        return Unreachable("邮件服务器没有及时应答", english="The mail server did not answer in time.")
    return Unreachable(f"无法连接邮件服务器：{problem}", english=f"The mail server cannot be reached: {problem}")


def _answered(code: int, said: bytes | str, sentence: str, *, final: bool) -> NotSent:
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    kind = Undeliverable if final else Unreachable
    return kind(f"{sentence}（{code} {words}）", english=f"The mail server says: {code} {words}", smtp=code)
