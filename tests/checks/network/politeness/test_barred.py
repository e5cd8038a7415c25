"""A place that is not given is told in the words of the record."""

from checks.network.dial import unseen_because
from checks.network.politeness import BarredError
from checks.observation import Reason, Unseen


def test_the_reason_goes_into_the_record_as_it_is() -> None:
    why = Unseen(Reason.BLOCKED, "asks for no more requests")
    assert unseen_because(BarredError(why), "192.0.2.1 port 443") is why
