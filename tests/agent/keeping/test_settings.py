from __future__ import annotations

import pytest
from pydantic import ValidationError

from agent.keeping.settings import KeepingSettings


def test_two_years_are_kept_unless_told_otherwise() -> None:
    settings = KeepingSettings()

    assert (settings.details_weeks, settings.reports_weeks) == (106, None)


@pytest.mark.parametrize("given", [{"details_weeks": 1}, {"details_week": 8}, {"vacuum_percent": 0}])
def test_what_cannot_be_meant_is_refused(given: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        KeepingSettings.model_validate(given)
