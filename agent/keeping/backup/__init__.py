"""Backups of a store in use: one file with everything, proved whole when it is made and before it is brought back."""

from agent.keeping.backup.archive import DamagedError
from agent.keeping.backup.make import SIGN, Backup, make_backup
from agent.keeping.backup.manifest import Manifest
from agent.keeping.backup.restore import Restored, restore_backup

__all__ = ["SIGN", "Backup", "DamagedError", "Manifest", "Restored", "make_backup", "restore_backup"]
