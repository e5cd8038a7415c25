"""Addresses, names and pages: the only places where a check reaches the network."""
