"""Watches the service itself: how it stands, what it measures, and who hears of it when it falls silent."""
