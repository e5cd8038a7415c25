"""The operator's own key, here from a file (PKCS#12), and what it signs: bytes apart (CMS), PDFs within (PAdES)."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import keys, x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import signers
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko_certvalidator.registry import SimpleCertificateStore

from agent.errors import InputError
from agent.texts import _

_DIGEST = "sha256"
_FIELD = "tuanthu"
"""The name of the signature field in a PDF."""
_HIDDEN = InvisSigSettings(set_print_flag=False, set_hidden_flag=True)
"""PDF/UA-1 asks no tag of a field that is hidden."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key with its certificate and those that vouch for it."""

    signer: signers.Signer

    @classmethod
    def read(cls, data: bytes, name: str, passphrase: Callable[[], bytes]) -> SigningKey:
        """The key in a PKCS#12 file, called `name` in print; `passphrase` is asked only where the file has one.

        Raises `InputError` for what is no such file, a wrong passphrase, and a file without key or certificate.
        """
        opened = _opened(data, None) or _opened(data, b"") or _opened(data, passphrase())
        if opened is None:
            raise InputError(
                _("{file} cannot be opened: the passphrase is wrong, or it is no PKCS#12 file (.p12, .pfx)").format(
                    file=name
                )
            )
        if opened.key is None or opened.cert is None:
            raise InputError(_("{file} holds no key with its certificate; export both together").format(file=name))
        store: Any = SimpleCertificateStore
        vouching = store()
        for other in opened.additional_certs:
            vouching.register(x509.Certificate.load(other.certificate.public_bytes(Encoding.DER)))
        return cls(
            signers.SimpleSigner(
                x509.Certificate.load(opened.cert.certificate.public_bytes(Encoding.DER)),
                keys.PrivateKeyInfo.load(opened.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
                vouching,
            )
        )

    def sign(self, data: bytes, when: datetime) -> bytes:
        """A detached signature (CMS, DER) over bytes, which says that it was made at `when`."""
        said = PdfCMSSignedAttributes(signing_time=when)
        signed = self.signer.async_sign_general_data(
            data, _DIGEST, detached=True, use_cades=True, signed_attr_settings=said
        )
        return bytes(asyncio.run(signed).dump())

    def sign_pdf(self, data: bytes, name: str) -> bytes:
        """The PDF, called `name` in print, with an invisible signature (PAdES B-B) more; raises `InputError` where it
        can't be signed."""
        try:
            written = signers.sign_pdf(
                IncrementalPdfFileWriter(io.BytesIO(data)),
                signers.PdfSignatureMetadata(
                    field_name=_FIELD, md_algorithm=_DIGEST, subfilter=SigSeedSubFilter.PADES, signer_key_usage=set()
                ),
                signer=self.signer,
                new_field_spec=SigFieldSpec(_FIELD, invis_sig_settings=_HIDDEN),
            )
        except (PdfError, SigningError, ValueError) as error:
            raise InputError(_("{file} cannot be signed: {why}").format(file=name, why=str(error)[:200])) from error
        return bytes(written.getbuffer())


def _opened(data: bytes, passphrase: bytes | None) -> pkcs12.PKCS12KeyAndCertificates | None:
    try:
        return pkcs12.load_pkcs12(data, passphrase)
    except (ValueError, UnsupportedAlgorithm):
        return None
