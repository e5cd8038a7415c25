"""Tokens of SoftHSM, with keys and certificates put on them through PKCS#11."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.signed import Holder

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "mã 1234"

needs_softhsm = pytest.mark.skipif(
    "CI" not in os.environ and not (shutil.which("softhsm2-util") and MODULE.is_file() and find_spec("pkcs11")),
    reason="SoftHSM (softhsm2) or python-pkcs11 is not installed",
)


class Tokens:
    """The tokens in a folder, which every program sees whose environment is ours."""

    def add(self, label: str) -> None:
        """One token more, empty; the module is read anew, for it looks for tokens only then."""
        import pkcs11

        command = ["softhsm2-util", "--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "12345678"]
        subprocess.run(command, check=True, capture_output=True)
        pkcs11.unload(str(MODULE))

    def put(
        self, token: str, holder: Holder, label: str, number: int = 1, certified: bool = True, each_time: bool = False
    ) -> None:
        """The holder's key, with its certificate unless told otherwise; `each_time` it asks for the PIN again."""
        from pkcs11 import Attribute
        from pkcs11.util.ec import decode_ec_private_key
        from pkcs11.util.rsa import decode_rsa_private_key

        der = holder.key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
        decode: Any = decode_rsa_private_key if isinstance(holder.key, rsa.RSAPrivateKey) else decode_ec_private_key
        guarded = {
            Attribute.PRIVATE: True,
            Attribute.SENSITIVE: True,
            Attribute.SIGN: True,
            Attribute.ALWAYS_AUTHENTICATE: each_time,
        }
        _create(token, {**decode(der), **guarded}, label, number)
        if certified:
            self.put_certificate(token, holder, label, number)

    def put_certificate(self, token: str, holder: Holder, label: str, number: int) -> None:
        """The holder's certificate alone."""
        from pkcs11.util.x509 import decode_x509_certificate

        _create(token, decode_x509_certificate(holder.der), label, number)


def _create(token: str, thing: dict[Any, Any], label: str, number: int) -> None:
    import pkcs11
    from pkcs11 import Attribute

    lasting = {Attribute.TOKEN: True, Attribute.ID: bytes([number]), Attribute.LABEL: label}
    with pkcs11.lib(str(MODULE)).get_token(token_label=token).open(rw=True, user_pin=PIN) as session:
        session.create_object({**thing, **lasting})


@contextmanager
def softhsm(folder: Path) -> Iterator[Tokens]:
    """Tokens that lie in a folder, until the end."""
    import pkcs11

    kept = folder / "tokens"
    kept.mkdir()
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {kept}\nobjectstore.backend = file\nlog.level = ERROR\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(settings))
        try:
            yield Tokens()
        finally:
            pkcs11.unload(str(MODULE))
