"""Hands a notice to the mail server, over TLS."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

from agent.notices.outbox import Notice
from agent.notices.sending import ChannelError, LaterError, RefusedError, read_secret
from agent.notices.settings import Smtp
from reports.wording import ZONE, visible

SUBJECT_SHOWN: Final = 400
"""Characters of a subject."""
CLOSING: Final = 421
"""The server serves nobody now."""
TOO_LARGE: Final = 552
"""The server takes no message of this size (RFC 1870); it says so when it is told the sender."""


def message_of(notice: Notice, smtp: Smtp) -> EmailMessage:
    """The message with its text in plain and in HTML; the same notice has the same Message-ID whenever it is sent."""
    message = EmailMessage()
    message["Message-ID"] = f"<{notice.id[:32]}@{_domain(smtp)}>"
    message["Date"] = format_datetime(notice.created.astimezone(ZONE))
    message["From"] = Address(_one_line(smtp.sender_name, 100), addr_spec=smtp.sender)
    message["To"] = Address(addr_spec=notice.recipient)
    if smtp.reply_to is not None:
        message["Reply-To"] = Address(addr_spec=smtp.reply_to)
    message["Subject"] = _one_line(str(notice.body["subject"]), SUBJECT_SHOWN)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(str(notice.body["text"]), cte="base64")
    message.add_alternative(str(notice.body["html"]), subtype="html", cte="base64")
    return message


def send_mail(notice: Notice, smtp: Smtp) -> None:
    """Hand a notice over; what goes wrong once the server has it is of no account.

    Raises `RefusedError` when the server will not have this message or recipient, `ChannelError` when it can't be
    reached or trusted or takes nothing from us, `LaterError` when it asks for another try, `ValueError` for a notice
    that makes no message.
    """
    message = message_of(notice, smtp)
    try:
        server = connected(smtp)
        try:
            server.send_message(message, smtp.sender, [notice.recipient])
            with contextlib.suppress(OSError, smtplib.SMTPException):
                server.quit()
        finally:
            server.close()
    except smtplib.SMTPRecipientsRefused as error:
        raise _refused(*next(iter(error.recipients.values()))) from error
    except smtplib.SMTPSenderRefused as error:
        if error.smtp_code != TOO_LARGE:
            raise _away(error) from error
        raise _refused(error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPDataError as error:
        raise _refused(error.smtp_code, error.smtp_error) from error
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise _away(error) from error


def connected(smtp: Smtp) -> smtplib.SMTP:
    """A session with the server, encrypted and logged in as the settings say."""
    context = ssl.create_default_context(cafile=smtp.ca_file)
    port, domain = smtp.usual_port, _domain(smtp)
    server: smtplib.SMTP
    if smtp.tls == "implicit":
        server = smtplib.SMTP_SSL(smtp.host, port, domain, timeout=smtp.timeout, context=context)
    else:
        server = smtplib.SMTP(smtp.host, port, domain, timeout=smtp.timeout)
    try:
        if smtp.tls == "starttls":
            server.starttls(context=context)
        if smtp.user is not None and smtp.password_file is not None:
            server.login(smtp.user, read_secret(smtp.password_file))
    except BaseException:
        server.close()
        raise
    return server


def _away(error: Exception) -> ChannelError:
    return ChannelError(f"{type(error).__name__}: {error}")


def _refused(code: int, said: bytes | str) -> LaterError:
    """5xx is a refusal for good, 4xx one for now, 421 one of whatever we ask (RFC 5321, 4.2.1 and 4.2.2)."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    if code == CLOSING:
        return ChannelError(f"{code} {text}")
    return RefusedError(f"{code} {text}") if code >= 500 else LaterError(f"{code} {text}")


def _one_line(text: str, limit: int) -> str:
    """A text for a header: headers decode what looks like an encoded word (RFC 2047), line feeds and all."""
    return " ".join(visible(text[:limit]).replace("=?", "= ?").split())


def _domain(smtp: Smtp) -> str:
    return smtp.sender.rpartition("@")[2]
