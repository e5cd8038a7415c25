"""Keeps house: what may go goes, room is given back, and all can be saved and brought back."""

from agent.keeping.keep import Kept, keep
from agent.keeping.settings import KeepingSettings

__all__ = ["KeepingSettings", "Kept", "keep"]
