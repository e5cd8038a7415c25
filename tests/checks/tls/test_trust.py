from __future__ import annotations

import ssl
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from checks.observation import Fact, Reason, Seen, Unseen
from checks.tls import trust
from checks.tls.trust import TrustStore, TrustStoreError
from tests.checks.tls.certificates import DAY, NOW, Holder, authority, chain, issue, names, write


def problem(ca_file: Path, *holders: Holder, when: datetime = NOW) -> Fact[str | None]:
    return TrustStore(ca_file).chain_problem(chain(*holders), when)


def test_a_chain_that_reaches_the_root_has_no_problem(
    ca_file: Path, root: Holder, intermediate: Holder, leaf: Holder
) -> None:
    assert problem(ca_file, leaf, intermediate) == Seen(None)
    assert problem(ca_file, leaf, intermediate, root) == Seen(None)
    assert problem(ca_file, leaf, root, intermediate) == Seen(None)


def test_a_missing_intermediate_leaves_the_chain_incomplete(ca_file: Path, root: Holder, leaf: Holder) -> None:
    assert problem(ca_file, leaf) == Seen("incomplete_chain")
    assert problem(ca_file, leaf, root) == Seen("incomplete_chain")


def test_an_intermediate_in_the_file_is_trusted_as_it_stands(
    tmp_path: Path, intermediate: Holder, leaf: Holder
) -> None:
    assert problem(write(tmp_path / "ca.pem", intermediate), leaf) == Seen(None)


def test_a_leaf_that_vouches_for_itself_is_self_signed(tmp_path: Path, ca_file: Path) -> None:
    alone = issue("a.test", None, names("a.test"))
    assert problem(ca_file, alone) == Seen("self_signed")
    assert problem(write(tmp_path / "ca.pem", alone), alone) == Seen(None)


def test_a_chain_to_a_root_that_is_not_trusted_has_an_unknown_issuer(ca_file: Path) -> None:
    stranger = authority("Stranger")
    assert problem(ca_file, issue("a.test", stranger), stranger) == Seen("unknown_issuer")


def test_an_authority_of_the_same_name_is_not_the_same(ca_file: Path) -> None:
    forged = authority("Root")
    assert problem(ca_file, issue("a.test", forged), forged) != Seen(None)


def test_a_forged_signature_is_bad(ca_file: Path, root: Holder) -> None:
    assert problem(ca_file, issue("a.test", root, signer=authority("Forger"))) == Seen("bad_signature")


def test_an_issuer_past_its_day_is_expired(ca_file: Path, root: Holder) -> None:
    old = authority("Old", root, days=(-900, -10))
    assert problem(ca_file, issue("a.test", old), old) == Seen("expired_issuer")
    assert problem(ca_file, issue("a.test", old), old, when=NOW - 20 * DAY) == Seen(None)


def test_the_time_of_the_leaf_itself_is_another_matter(ca_file: Path, intermediate: Holder, leaf: Holder) -> None:
    expired = problem(ca_file, leaf, intermediate, when=NOW + 100 * DAY)
    assert expired == Seen("other: certificate has expired")


def test_a_leaf_that_acts_as_an_authority_is_caught(ca_file: Path, intermediate: Holder, leaf: Holder) -> None:
    below = problem(ca_file, issue("b.test", leaf), leaf, intermediate)
    assert isinstance(below, Seen)
    assert str(below.value).startswith("other: ")


def test_one_store_serves_many_threads_each_at_its_own_time(ca_file: Path, root: Holder) -> None:
    store = TrustStore(ca_file)
    old = authority("Old", root, days=(-900, -10))
    asked = chain(issue("a.test", old), old)
    moments = [NOW, NOW - 20 * DAY] * 200
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda moment: store.chain_problem(asked, moment), moments))
    assert answers == [Seen("expired_issuer"), Seen(None)] * 200


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "no certificate in PEM form"),
        (b"garbage", "no certificate in PEM form"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "a broken certificate"),
    ],
)
def test_a_file_without_certificates_is_refused_in_one_sentence(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "ca.pem"
    path.write_bytes(content)
    with pytest.raises(TrustStoreError, match=rf"ca\.pem holds {what}\.$"):
        TrustStore(path)


def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(TrustStoreError, match=r"none\.pem can't be read: No such file or directory\.$"):
        TrustStore(tmp_path / "none.pem")
    with pytest.raises(TrustStoreError, match=r"can't be read: Is a directory\.$"):
        TrustStore(tmp_path)


def default_paths(monkeypatch: pytest.MonkeyPatch, cafile: Path | None, capath: Path | None = None) -> None:
    paths = SimpleNamespace(cafile=cafile and str(cafile), capath=capath and str(capath))
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: paths)
    monkeypatch.setattr(trust, "_USUAL_BUNDLES", [])


def test_without_a_file_the_store_of_the_system_is_used(
    monkeypatch: pytest.MonkeyPatch, ca_file: Path, leaf: Holder, intermediate: Holder
) -> None:
    default_paths(monkeypatch, ca_file)
    assert TrustStore().chain_problem(chain(leaf, intermediate), NOW) == Seen(None)


def test_the_store_of_the_system_may_be_a_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, root: Holder, leaf: Holder, intermediate: Holder
) -> None:
    write(tmp_path / f"{root.openssl.subject_name_hash():08x}.0", root)
    default_paths(monkeypatch, None, tmp_path)
    assert TrustStore().chain_problem(chain(leaf, intermediate), NOW) == Seen(None)


def test_a_bundle_at_a_usual_place_is_found(
    monkeypatch: pytest.MonkeyPatch, ca_file: Path, leaf: Holder, intermediate: Holder, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.pem"
    empty.touch()
    default_paths(monkeypatch, empty)
    monkeypatch.setattr(trust, "_USUAL_BUNDLES", [str(tmp_path / "none"), str(ca_file)])
    assert TrustStore().chain_problem(chain(leaf, intermediate), NOW) == Seen(None)


def test_a_system_without_a_store_leaves_the_chain_unseen(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, leaf: Holder
) -> None:
    default_paths(monkeypatch, None, tmp_path)
    unseen = TrustStore().chain_problem(chain(leaf), NOW)
    assert isinstance(unseen, Unseen)
    assert unseen.reason is Reason.TOOL_MISSING
