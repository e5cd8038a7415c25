"""Turns verdicts into what people read; judges nothing."""
