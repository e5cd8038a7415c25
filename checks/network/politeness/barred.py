"""Why a place that was waited for is not given."""

from __future__ import annotations

from checks.observation import Unseen


class BarredError(PermissionError):
    """Nothing may be begun at an address any more; `unseen` says why, as it stands in the record."""

    def __init__(self, unseen: Unseen) -> None:
        super().__init__(unseen.detail)
        self.unseen = unseen
