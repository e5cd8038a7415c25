"""Inventory, audit run, store and command line: what makes the other parts work together."""
