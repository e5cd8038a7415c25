"""Tells the right people what an audit changed: notices are written into an outbox and handed over from there."""
