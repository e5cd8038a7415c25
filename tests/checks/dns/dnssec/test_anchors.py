"""Files of trust anchors, and the anchor that comes with the tool."""

from __future__ import annotations

from pathlib import Path

import dns.dnssec
import dns.name
import pytest
from dns.dnssectypes import DSDigest

from checks.dns.dnssec.anchors import Anchors, AnchorsError
from tests.checks.dns.dnssec.signed import Signer

DIGEST = "E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D"
ROOT = dns.name.root


def read(tmp_path: Path, text: str | bytes) -> Anchors:
    file = tmp_path / "anchors"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Anchors.read(file)


def test_the_built_in_anchors_are_both_keys_of_the_root() -> None:
    anchors = Anchors.built_in()
    assert [name for name, _ in anchors.zones] == [ROOT]
    assert [(ds.key_tag, ds.algorithm, ds.digest_type) for ds in anchors.at(ROOT)] == [(20326, 8, 2), (38696, 8, 2)]
    assert anchors.at(ROOT)[0].digest.hex().upper() == DIGEST


def test_ds_records_of_several_zones_are_read(tmp_path: Path) -> None:
    text = f"; a comment\n. IN DS 20326 8 2 {DIGEST}\nGOV.test. 60 IN DS 1 13 2 (\n  {DIGEST} )\n"
    anchors = read(tmp_path, text)
    assert [ds.key_tag for ds in anchors.at(dns.name.from_text("gov.test"))] == [1]
    assert [ds.key_tag for ds in anchors.at(ROOT)] == [20326]
    assert anchors.at(dns.name.from_text("www.gov.test")) == ()


def test_a_key_is_an_anchor_by_its_digest(tmp_path: Path) -> None:
    key = Signer.new().key
    zone = dns.name.from_text("gov.test")
    assert read(tmp_path, f"gov.test. IN DNSKEY {key.to_text()}").at(zone) == (
        dns.dnssec.make_ds(zone, key, DSDigest.SHA256),
    )


def test_equal_anchors_have_one_hash(tmp_path: Path) -> None:
    text = f". IN DS 20326 8 2 {DIGEST}"
    assert len({read(tmp_path, text), read(tmp_path, text), Anchors.built_in()}) == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "holds no DS"),
        ("; only a comment\n", "holds no DS"),
        ("gov.test. IN A 192.0.2.1", "neither DS nor DNSKEY"),
        ("gov.test. IN DS 1 13", "anchors:"),
        ("gov.test. IN DS 1 200 2 " + DIGEST, "no key of an algorithm"),
        ("gov.test. IN DS 1 13 99 " + DIGEST, "no key of an algorithm"),
        ("gov.test. IN DNSKEY 257 3 13 !!!!", "anchors:"),
        (b"\xff\xfe", "anchors:"),
        (";" * (1 << 20) + "\n", "larger than"),
    ],
)
def test_a_file_that_is_none_is_refused_in_one_sentence(tmp_path: Path, text: str | bytes, words: str) -> None:
    with pytest.raises(AnchorsError) as refusal:
        read(tmp_path, text)
    assert words in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AnchorsError, match="cannot be read"):
        Anchors.read(tmp_path / "none")
