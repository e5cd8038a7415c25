"""Measurements beside other programs; no part of the installed package."""
