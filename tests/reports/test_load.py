"""The load of an audit in words."""

from __future__ import annotations

from agent.auditing.load import load_of
from checks.means import Network
from checks.network.names import Names
from checks.tls.certificates.trust import TrustStore
from checks.vantage import Vantage
from reports.load import load_words
from reports.wording import Wording


def test_every_number_of_a_load_has_its_words_in_both_languages() -> None:
    load = load_of(Network(Vantage("desk", True, True, ""), Names("127.0.0.1", 9, 0.1), TrustStore()))
    english, vietnamese = ([words for words, _ in load_words(load, Wording(lang))] for lang in ("en", "vi"))
    assert len({*english, *vietnamese}) == 2 * len(load)
    assert not {*english, *vietnamese} & {*load} - {"connections"}


def test_a_number_that_is_not_known_is_shown_by_its_name_cut() -> None:
    ((words, count),) = load_words({"x" * 500: 3}, Wording("vi"))
    assert (len(words) < 100, count) == (True, 3)
