"""Keeps house: what may go goes, room is given back, and all can be saved and brought back."""
