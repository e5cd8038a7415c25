"""A key that cannot leave its token (PKCS#11: HSM, USB token), used through the module of whoever made the token."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from asn1crypto import x509

from agent.errors import InputError
from agent.sealing.keys import SigningKey
from agent.texts import _

if TYPE_CHECKING:
    import pkcs11
    from pyhanko.sign.pkcs11 import PKCS11Signer

T = TypeVar("T")


@contextmanager
def token_key(
    module: Path, token_label: str | None, key_label: str | None, pin: Callable[[str], str]
) -> Iterator[SigningKey]:
    """The key on a token, for as long as the token is open; `pin` is asked once, with the label of the token.

    The labels are needed where there are several tokens, or several keys with certificates. Raises `InputError` for
    what is missing, for a wrong PIN, and for whatever the token refuses while the key is in use.
    """
    try:
        import pkcs11
    except ImportError as error:
        raise InputError(
            _("a token needs the Python package python-pkcs11: install tuanthu with its extra 'pkcs11'")
        ) from error
    if not module.is_file():
        raise InputError(_("there is no file {file}; correct the path").format(file=module))
    try:
        token = _token(module, token_label)
        secret = pin(token.label)
        with token.open(user_pin=secret) as session:
            yield SigningKey(_signer(session, token, key_label, secret))
    except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange) as error:
        raise InputError(_("the PIN is wrong; after some wrong ones the token locks itself")) from error
    except pkcs11.PKCS11Error as error:
        why = ": ".join(filter(None, (type(error).__name__, str(error)[:200])))
        raise InputError(_("the token of {file} cannot be used: {why}").format(file=module, why=why)) from error


def _token(module: Path, label: str | None) -> pkcs11.Token:
    import pkcs11

    ready = pkcs11.lib(str(module.absolute())).get_tokens(token_flags=pkcs11.TokenFlag.TOKEN_INITIALIZED)
    return _one(
        [((token.label,), token) for token in ready],
        label,
        none=_("{file} shows no token; plug it in").format(file=module),
        unknown=_("there is no such token; name one with --pkcs11-label: {labels}"),
        several=_("there are several tokens; name one with --pkcs11-label: {labels}"),
    )


def _signer(session: pkcs11.Session, token: pkcs11.Token, label: str | None, pin: str) -> PKCS11Signer:
    """Signs with the one key that has a certificate of the same ID; hashes here where the token can't."""
    from pkcs11 import Attribute, CertificateType, Mechanism, ObjectClass
    from pyhanko.sign.pkcs11 import PKCS11Signer

    keys = list(session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.SIGN: True}))
    sort = {Attribute.CLASS: ObjectClass.CERTIFICATE, Attribute.CERTIFICATE_TYPE: CertificateType.X_509}
    held = list(session.get_objects(sort))
    key, own = _one(
        [
            ((key[Attribute.LABEL], other[Attribute.LABEL]), (key, other))
            for key in keys
            for other in held
            if key[Attribute.ID] == other[Attribute.ID]
        ],
        label,
        none=_("the token holds no key with its certificate under the same ID; put both on it"),
        unknown=_("there is no such key on the token; name one with --pkcs11-key: {labels}"),
        several=_("there are several keys on the token; name one with --pkcs11-key: {labels}"),
    )
    certificate, *others = (x509.Certificate.load(each[Attribute.VALUE]) for each in (own, *held))
    hashing = {"rsa": Mechanism.SHA256_RSA_PKCS, "ec": Mechanism.ECDSA_SHA256}.get(certificate.public_key.algorithm)
    return PKCS11Signer(
        session,
        signing_cert=certificate,
        key_id=key[Attribute.ID],
        ca_chain=[other for other in others if other.ca],
        use_raw_mechanism=hashing is not None and hashing not in token.slot.get_mechanisms(),
        base_sign_kwargs={"pin": pin} if key[Attribute.ALWAYS_AUTHENTICATE] else {},
    )


def _one(found: Sequence[tuple[Sequence[str], T]], label: str | None, *, none: str, unknown: str, several: str) -> T:
    """The one of that label, or the only one; raises `InputError` with the sentence that fits, and the labels."""
    named = [each for labels, each in found if label is None or label in labels]
    if len(named) == 1:
        return named[0]
    if not found:
        raise InputError(none)
    labels = ", ".join(sorted({each for labels, _each in found for each in labels}))
    raise InputError((several if named else unknown).format(labels=labels))
