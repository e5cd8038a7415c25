"""Probes that go beyond what a browser would say, and the weaknesses that follow from what was seen."""
