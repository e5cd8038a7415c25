"""How the service audits, as people write it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import ValidationError

from agent.auditing.settings import AuditSettings


def test_spans_are_written_as_people_say_them_and_confirming_can_be_left_out() -> None:
    asked = AuditSettings.model_validate({"confirm_after": None, "retry_unreached": ["30m"], "save_for": "1h"})
    assert asked.confirm_after is None
    assert (asked.retry_unreached, asked.save_for) == ((timedelta(minutes=30),), timedelta(hours=1))
    assert AuditSettings().retry_unreached == (timedelta(hours=4), timedelta(hours=12))


@pytest.mark.parametrize("wrong", [{"confirm_after": "soon"}, {"save_for": 10}, {"other": "1h"}])
def test_anything_else_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        AuditSettings.model_validate(wrong)
