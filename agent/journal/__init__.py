"""What people and the agent did, in order, each entry bound to the one before by its hash."""

from agent.journal.actors import SERVICE, actor
from agent.journal.entry import Entry, Head
from agent.journal.journal import Journal, write_entry
from agent.journal.verifying import Broken, Verified, Why, verify_journal

__all__ = [
    "SERVICE",
    "Broken",
    "Entry",
    "Head",
    "Journal",
    "Verified",
    "Why",
    "actor",
    "verify_journal",
    "write_entry",
]
