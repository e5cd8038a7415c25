"""Tells the right people what an audit changed: notices are written into an outbox and handed over from there."""

from agent.notices.alarm import write_alarm
from agent.notices.compose import compose, write_notices
from agent.notices.deliver import Delivered, deliver_due
from agent.notices.outbox import Draft, Notice, State
from agent.notices.settings import NoticeSettings

__all__ = [
    "Delivered",
    "Draft",
    "Notice",
    "NoticeSettings",
    "State",
    "compose",
    "deliver_due",
    "write_alarm",
    "write_notices",
]
