"""Trials of audits that are killed again and again."""
