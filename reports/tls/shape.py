"""What of a record has the shape that the contract gives the facts of TLS, so that telling it need not doubt it.

A record may come from a file that anybody wrote. What has another shape is left to the plain tree of evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from checks.observation import Json, Reason, is_unseen

Shape: TypeAlias = Callable[[Json], bool]


def _is_mark(value: Json) -> bool:
    return is_unseen(value) and value["unseen"] in list(Reason)


def _either(shape: Shape) -> Shape:
    return lambda value: _is_mark(value) if is_unseen(value) else shape(value)


def _all_of(shape: Shape) -> Shape:
    return _either(lambda value: isinstance(value, list) and all(map(_either(shape), value)))


def _by_key(shape: Shape) -> Shape:
    return _either(lambda value: isinstance(value, dict) and all(map(_either(shape), value.values())))


def _members(shapes: Mapping[str, Shape], needed: frozenset[str] = frozenset()) -> Shape:
    """An object whose members of these names have these shapes; it may have others, and must have the `needed`."""
    return _either(
        lambda value: (
            isinstance(value, dict)
            and value.keys() >= needed
            and all(shapes[name](part) for name, part in value.items() if name in shapes)
        )
    )


def _or_null(shape: Shape) -> Shape:
    return lambda value: value is None or shape(value)


_text = _either(lambda value: isinstance(value, str))
_count = _either(lambda value: isinstance(value, int) and not isinstance(value, bool))
_flag = _either(lambda value: isinstance(value, bool))
_texts = _all_of(_text)
_key = _members({"type": _text, "bits": _count})
_flags = _by_key(_or_null(_flag))
_staple = _members(
    {
        **dict.fromkeys(("status", "this_update", "next_update"), _or_null(_text)),
        **dict.fromkeys(("current", "matches", "verified"), _flag),
    }
)

ENDPOINT: Final[Mapping[str, Shape]] = {
    **dict.fromkeys(("address", "tier"), _text),
    **dict.fromkeys(("port", "connections"), _count),
    **dict.fromkeys(("versions", "groups", "alpn", "intolerances", "certificates"), _texts),
    **dict.fromkeys(("ciphers", "signature_algorithms"), _by_key(_texts)),
    **dict.fromkeys(("chosen_cipher", "suite_classes", "order", "signature_used", "sni"), _by_key(_or_null(_text))),
    **dict.fromkeys(("resumption", "weaknesses"), _flags),
    "post_quantum": _or_null(_text),
    "dh": _all_of(_members({"bits": _count, "prime": _text}, needed=frozenset({"bits"}))),
    **dict.fromkeys(
        (
            *("server_preference", "ocsp_stapling", "fallback_scsv", "secure_renegotiation", "client_renegotiation"),
            *("extended_master_secret", "encrypt_then_mac", "compression", "session_tickets", "early_data"),
        ),
        _or_null(_flag),
    ),
}
CERTIFICATE: Final[Mapping[str, Shape]] = {
    **dict.fromkeys(("subject", "issuer", "not_before", "not_after", "signature", "sha256", "serial"), _text),
    **dict.fromkeys(("days_left", "validity_days", "scts"), _count),
    **dict.fromkeys(("names", "key_usage", "extended_key_usage", "chain_faults", "endpoints"), _texts),
    **dict.fromkeys(("name_matches", "chain_trusted", "self_signed", "must_staple"), _flag),
    **dict.fromkeys(("caa", "tlsa"), _or_null(_flag)),
    **dict.fromkeys(("names_in_use", "trusted_by"), _flags),
    "chain_problem": _or_null(_text),
    "key": _key,
    "staple": _or_null(_staple),
    "chain": _all_of(
        _members(
            {
                **dict.fromkeys(("subject", "issuer", "not_before", "not_after", "signature", "sha256"), _text),
                "key": _key,
            }
        )
    ),
}


def fitting(value: Json, shapes: Mapping[str, Shape]) -> dict[str, Json] | None:
    """An object, or the mark of an unseen one, without the members that have another shape; None for anything else."""
    if not isinstance(value, dict):
        return None
    if is_unseen(value):
        return value if _is_mark(value) else None
    return {name: part for name, part in value.items() if name in shapes and shapes[name](part)}
