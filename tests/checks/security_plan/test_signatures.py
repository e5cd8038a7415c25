"""Signatures are told apart: good, from an unknown authority, of an expired signer, broken."""

from __future__ import annotations

import base64
import datetime as dt

import pytest
from asn1crypto import cms
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks.security_plan.record import Signature, SignatureState
from checks.security_plan.signatures import MOST_DETACHED_BYTES, MOST_SIGNATURES, read_signatures
from checks.security_plan.trust import Flaw, Roots
from tests.signed import (
    DAY,
    NOW,
    Authority,
    add_page_text,
    authority,
    fill_form,
    form,
    hide_signatures,
    lock,
    paper,
    sign_apart,
    sign_pdf,
    stamp_pdf,
)

GOOD, UNKNOWN_CA, EXPIRED, BROKEN = SignatureState


@pytest.fixture(scope="module")
def signed() -> bytes:
    return sign_pdf(paper(), authority().issue("Nguyễn Văn A"))


def only(data: bytes, *detached: bytes, roots: Roots | None = None) -> Signature:
    (signature,) = read_signatures(data, detached, authority().roots if roots is None else roots)
    return signature


def worth(data: bytes, *detached: bytes, roots: Roots | None = None) -> tuple[SignatureState, str]:
    signature = only(data, *detached, roots=roots)
    return signature.state, signature.detail


def test_a_good_signature_names_its_holder(signed: bytes) -> None:
    signature = only(signed)
    assert signature.signed_at is not None
    assert abs(signature.signed_at - NOW) < DAY
    assert signature == Signature(
        GOOD, "Nguyễn Văn A", "UBND tỉnh Thí Điểm", "CA Thí Điểm", signature.signed_at, Flaw.OWN_TIME
    )


def test_an_unsigned_paper_has_no_signature() -> None:
    assert read_signatures(paper(), roots=authority().roots) == ()
    assert read_signatures(b"PK\x03\x04 an office file") == ()
    assert read_signatures(b"") == ()


def test_without_roots_nobody_is_trusted(signed: bytes) -> None:
    assert worth(signed, roots=Roots()) == (UNKNOWN_CA, Flaw.NOT_TRUSTED)


def test_an_authority_that_is_not_ours_is_unknown_even_under_the_same_name() -> None:
    stranger = Authority("CA Thí Điểm")
    assert worth(sign_pdf(paper(), stranger.issue("Nguyễn Văn A"))) == (UNKNOWN_CA, Flaw.NOT_TRUSTED)


def test_a_changed_byte_breaks_it(signed: bytes) -> None:
    assert worth(signed.replace(b"phe duyet", b"tu choi!!", 1)) == (BROKEN, Flaw.CHANGED)


def test_an_increment_that_changes_what_the_page_says_breaks_it(signed: bytes) -> None:
    changed = add_page_text(signed)
    assert changed.startswith(signed)
    signature = only(changed)
    assert (signature.state, signature.detail) == (BROKEN, Flaw.ADDED)
    assert signature.signer == "Nguyễn Văn A"


def test_a_form_that_is_filled_in_later_breaks_it() -> None:
    signed = sign_pdf(form("12"), authority().issue("Nguyễn Văn A"))
    assert worth(signed) == (GOOD, Flaw.OWN_TIME)
    assert worth(fill_form(signed, "21")) == (BROKEN, Flaw.ADDED)


def test_a_time_stamp_on_the_document_is_told_and_does_no_harm(signed: bytes) -> None:
    stamper = authority().issue("Dấu thời gian", (-3000, 3000), "stamper")
    person, stamp = read_signatures(stamp_pdf(signed, stamper, NOW), roots=authority().roots)
    assert (person.state, person.signer) == (GOOD, "Nguyễn Văn A")
    assert (stamp.state, stamp.signer, stamp.signed_at) == (GOOD, "Dấu thời gian", NOW)
    assert stamp.detail == Flaw.STAMP


def test_a_locked_file_that_everybody_may_read_is_checked() -> None:
    locked = sign_pdf(lock(paper()), authority().issue("Nguyễn Văn A"))
    assert worth(locked) == (GOOD, Flaw.OWN_TIME)


def test_a_signature_that_the_file_no_longer_names_is_not_overlooked(signed: bytes) -> None:
    assert worth(hide_signatures(signed)) == (BROKEN, Flaw.HIDDEN)


def test_bytes_after_the_end_break_it(signed: bytes) -> None:
    assert worth(signed + b"\nmore of it")[0] is BROKEN


def test_two_signatures_are_both_good_for_the_second_only_adds_itself(signed: bytes) -> None:
    twice = sign_pdf(signed, authority().issue("Trần Thị B"), "Signature2")
    found = read_signatures(twice, roots=authority().roots)
    assert [(each.state, each.signer) for each in found] == [(GOOD, "Nguyễn Văn A"), (GOOD, "Trần Thị B")]


def test_one_broken_signature_does_not_hide_another_that_is_good(signed: bytes) -> None:
    twice = sign_pdf(add_page_text(signed), authority().issue("Trần Thị B"), "Signature2")
    found = read_signatures(twice, roots=authority().roots)
    assert [(each.state, each.signer) for each in found] == [(BROKEN, "Nguyễn Văn A"), (GOOD, "Trần Thị B")]


@pytest.mark.parametrize("days", [(-400, -30), (30, 400)])
def test_a_signer_whose_certificate_was_not_valid_then_is_expired(days: tuple[int, int]) -> None:
    assert worth(sign_pdf(paper(), authority().issue("Lê Văn C", days))) == (EXPIRED, Flaw.NOT_VALID_THEN)


def test_an_expired_signer_of_an_unknown_authority_is_expired() -> None:
    holder = authority("CA khác").issue("Lê Văn C", (-400, -30))
    assert worth(sign_pdf(paper(), holder)) == (EXPIRED, Flaw.NOT_VALID_THEN)


def test_a_certificate_that_ended_after_the_signing_does_no_harm() -> None:
    holder = authority().issue("Lê Văn C", (-400, -30))
    assert worth(b"a scan", sign_apart(b"a scan", holder, NOW - 100 * DAY)) == (GOOD, Flaw.OWN_TIME)
    assert worth(b"a scan", sign_apart(b"a scan", holder, NOW - 20 * DAY)) == (EXPIRED, Flaw.NOT_VALID_THEN)


def test_the_time_stamp_counts_before_the_signers_own_word() -> None:
    holder = authority().issue("Lê Văn C", (-400, -30))
    stamper = authority().issue("Dấu thời gian", (-3000, 3000), "stamper")
    stamped = only(sign_pdf(paper(), holder, stamp=(stamper, NOW - 100 * DAY)))
    assert (stamped.state, stamped.signed_at, stamped.detail) == (GOOD, NOW - 100 * DAY, "")
    late = only(sign_pdf(paper(), holder, stamp=(stamper, NOW - 10 * DAY)))
    assert (late.state, late.signed_at) == (EXPIRED, NOW - 10 * DAY)


def test_a_signature_from_the_future_is_broken() -> None:
    holder = authority().issue("Nguyễn Văn A")
    assert worth(b"a scan", sign_apart(b"a scan", holder, NOW + 5 * DAY)) == (BROKEN, Flaw.FUTURE)


def test_a_certificate_not_meant_for_signing_proves_no_holder() -> None:
    server = authority().issue("www.thidiem.gov.test", kind="server")
    assert worth(sign_pdf(paper(), server)) == (UNKNOWN_CA, Flaw.NOT_FOR_SIGNING)


def test_a_weak_hash_is_broken() -> None:
    assert worth(sign_pdf(paper(), authority().issue("Nguyễn Văn A"), digest="sha1")) == (BROKEN, Flaw.WEAK)


def test_a_detached_signature_is_over_the_bytes_of_any_file() -> None:
    signature = sign_apart(b"an office file", authority().issue("Nguyễn Văn A"))
    assert worth(b"an office file", signature) == (GOOD, Flaw.OWN_TIME)
    assert worth(b"an office File", signature) == (BROKEN, Flaw.CHANGED)
    armoured = b"-----BEGIN PKCS7-----\n" + base64.encodebytes(signature) + b"-----END PKCS7-----\n"
    assert worth(b"an office file", armoured) == (GOOD, Flaw.OWN_TIME)


def test_everybody_who_signed_one_container_is_told() -> None:
    one, other = (sign_apart(b"minutes", authority().issue(name)) for name in ("Nguyễn Văn A", "Trần Thị B"))
    joined = cms.ContentInfo.load(one)
    content, more = joined["content"], cms.ContentInfo.load(other)["content"]
    content["certificates"] = [*content["certificates"], *more["certificates"]]
    content["signer_infos"] = [*content["signer_infos"], *more["signer_infos"]]
    found = read_signatures(b"minutes", [joined.dump(force=True)], authority().roots)
    assert {(each.state, each.signer) for each in found} == {(GOOD, "Nguyễn Văn A"), (GOOD, "Trần Thị B")}


def test_a_pdf_may_have_a_detached_signature_too(signed: bytes) -> None:
    apart = sign_apart(signed, authority().issue("Trần Thị B"))
    found = read_signatures(signed, [apart], authority().roots)
    assert [each.signer for each in found] == ["Nguyễn Văn A", "Trần Thị B"]


@pytest.mark.parametrize(
    "container", [b"", b"garbage", b"-----BEGIN PKCS7-----\n!\n-----END PKCS7-----\n", b"\x30\x80" * 5000]
)
def test_a_container_that_cannot_be_read_is_broken(container: bytes) -> None:
    assert worth(b"a scan", container) == (BROKEN, Flaw.UNREADABLE)


def test_a_pdf_that_cannot_be_read_is_broken_only_where_it_is_signed(signed: bytes) -> None:
    assert worth(signed[: len(signed) // 2 * 2 - 400])[0] is BROKEN
    assert read_signatures(b"%PDF-1.7\n" + b"\xff" * 300) == ()
    assert worth(b"%PDF-1.7\n /ByteRange [0 1 2 3]") == (BROKEN, Flaw.UNREADABLE)


def test_too_many_or_too_large_signatures_are_not_checked() -> None:
    assert worth(b"%PDF-1.7\n" + b"/ByteRange [0 1 2 3]\n" * (MOST_SIGNATURES + 1)) == (BROKEN, Flaw.MANY)
    assert worth(b"a scan", b"\x30" * (MOST_DETACHED_BYTES + 1)) == (BROKEN, Flaw.MANY)
    found = read_signatures(b"a scan", [b"x"] * (MOST_SIGNATURES + 1))
    assert len(found) == MOST_SIGNATURES + 1
    assert found[-1].detail == Flaw.MANY


def test_a_holders_name_is_fit_to_print() -> None:
    holder = authority().issue("A\x1b[31m\u202eB" + "c" * 30)
    signature = only(sign_pdf(paper(), holder))
    assert signature.signer == "A[31mB" + "c" * 30


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 0.999), byte=st.integers(0, 255))
def test_no_changed_byte_leaves_a_signature_good_except_within_itself(signed: bytes, place: float, byte: int) -> None:
    at = int(place * len(signed))
    changed = bytearray(signed)
    changed[at] = byte
    start = signed.index(b"/Contents <") + len(b"/Contents <")
    inside = start <= at < signed.index(b">", start)
    if bytes(changed) != signed and not inside:
        states = [each.state for each in read_signatures(bytes(changed), roots=authority().roots)]
        assert GOOD not in states


def test_the_present_is_a_parameter() -> None:
    signature = sign_apart(b"a scan", authority().issue("Nguyễn Văn A"), NOW)
    (found,) = read_signatures(b"a scan", [signature], authority().roots, NOW - dt.timedelta(days=3))
    assert (found.state, found.detail) == (BROKEN, Flaw.FUTURE)
