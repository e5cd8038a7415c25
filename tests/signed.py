"""Makes authorities, signers, small PDFs and signatures on them: good ones, and each kind of bad one."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign import signers
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from checks.security_plan.trust import Roots

NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Holder:
    """A key and the certificate over it."""

    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        """The certificate in DER."""
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        """The certificate in PEM."""
        return self.certificate.public_bytes(Encoding.PEM)


@dataclass(frozen=True)
class Authority:
    """A certification authority that is its own root."""

    name: str
    holder: Holder = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "holder", _issue(self.name, "authority", None, (-3650, 3650)))

    @property
    def roots(self) -> Roots:
        """This authority as the only one trusted."""
        return Roots((self.holder.der,))

    def issue(
        self,
        name: str,
        days: tuple[int, int] = (-365, 365),
        kind: Literal["signer", "stamper", "server"] = "signer",
        organisation: str = "UBND tỉnh Thí Điểm",
    ) -> Holder:
        """A holder's key and certificate, valid from and to so many days from now."""
        return _issue(name, kind, self.holder, days, organisation)


@cache
def authority(name: str = "CA Thí Điểm") -> Authority:
    """The authority of a name, made once."""
    return Authority(name)


def paper(text: str = "Quyet dinh phe duyet cap do") -> bytes:
    """A PDF of one page, unsigned."""
    content = f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    written = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    written += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(written)


def sign_pdf(
    data: bytes,
    holder: Holder,
    name: str = "Signature1",
    stamp: tuple[Holder, dt.datetime] | None = None,
    digest: str = "sha256",
) -> bytes:
    """A PDF with one signature more, in an increment of its own; `stamp` is who stamps it with which time."""
    stamper = DummyTimeStamper(_certificate(stamp[0]), _key(stamp[0]), fixed_dt=stamp[1]) if stamp else None
    writer: Any = IncrementalPdfFileWriter(io.BytesIO(data))
    if writer.prev.encrypted:
        writer.encrypt("")
    signed = signers.sign_pdf(
        writer,
        signers.PdfSignatureMetadata(field_name=name, md_algorithm=digest),
        signer=_signer(holder),
        timestamper=stamper,
    )
    return bytes(signed.getvalue())


def stamp_pdf(data: bytes, holder: Holder, when: dt.datetime) -> bytes:
    """A PDF with a time stamp on the document."""
    stamper = signers.PdfTimeStamper(DummyTimeStamper(_certificate(holder), _key(holder), fixed_dt=when))
    stamped: Any = stamper.timestamp_pdf(IncrementalPdfFileWriter(io.BytesIO(data)), "sha256")
    return bytes(stamped.getvalue())


def form(text: str) -> bytes:
    """A PDF with a field `number` that says something."""
    writer = IncrementalPdfFileWriter(io.BytesIO(paper()))
    dictionary: Any = generic.DictionaryObject
    name = generic.NameObject
    field = writer.add_object(
        dictionary(
            {
                name("/FT"): name("/Tx"),
                name("/T"): generic.TextStringObject("number"),
                name("/V"): generic.TextStringObject(text),
            }
        )
    )
    writer.root["/AcroForm"] = writer.add_object(dictionary({name("/Fields"): generic.ArrayObject([field])}))
    writer.update_container(writer.root)
    return _written(writer)


def fill_form(data: bytes, text: str) -> bytes:
    """The PDF with an increment that changes what the field `number` says."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    field = writer.root["/AcroForm"]["/Fields"][0]
    field["/V"] = generic.TextStringObject(text)
    writer.update_container(field)
    return _written(writer)


def lock(data: bytes) -> bytes:
    """The PDF, encrypted so that everybody may read it."""
    writer: Any = copy_into_new_writer(PdfFileReader(io.BytesIO(data)))
    writer.encrypt("owner", "", pdf_mac=False)
    return _written(writer)


def sign_apart(data: bytes, holder: Holder, when: dt.datetime | None = None) -> bytes:
    """A detached signature (CMS, DER) over bytes, made at a time by its own word."""
    settings = PdfCMSSignedAttributes(signing_time=when or NOW)
    container = asyncio.run(
        _signer(holder).async_sign_general_data(data, "sha256", detached=True, signed_attr_settings=settings)
    )
    return bytes(container.dump())


def add_page_text(data: bytes) -> bytes:
    """The PDF with an increment that replaces what its page says."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT /F1 12 Tf (khac) Tj ET"))
    writer.update_container(page)
    return _written(writer)


def hide_signatures(data: bytes) -> bytes:
    """The PDF with an increment that takes its form, where the signatures are named, away."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    del writer.root["/AcroForm"]
    writer.update_container(writer.root)
    return _written(writer)


def _written(writer: Any) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _issue(
    name: str,
    kind: Literal["authority", "signer", "stamper", "server"],
    issuer: Holder | None,
    days: tuple[int, int],
    organisation: str = "UBND tỉnh Thí Điểm",
) -> Holder:
    key = (
        rsa.generate_private_key(65537, 2048)  # the only kind that pyHanko's stamper for tests can use
        if kind == "stamper"
        else ec.generate_private_key(ec.SECP256R1())
    )
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + days[0] * DAY)
        .not_valid_after(NOW + days[1] * DAY)
        .add_extension(x509.BasicConstraints(ca=kind == "authority", path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(_usage(kind), critical=True)
    )
    if kind == "stamper":
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return Holder(key, builder.sign(issuer.key if issuer else key, hashes.SHA256()))


def _usage(kind: str) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=kind in ("signer", "stamper"),
        content_commitment=kind == "signer",
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=kind == "server",
        key_cert_sign=kind == "authority",
        crl_sign=kind == "authority",
        encipher_only=False,
        decipher_only=False,
    )


def _signer(holder: Holder) -> signers.SimpleSigner:
    store: Any = SimpleCertificateStore
    return signers.SimpleSigner(_certificate(holder), _key(holder), store())


def _certificate(holder: Holder) -> asn1.Certificate:
    return asn1.Certificate.load(holder.der)


def _key(holder: Holder) -> keys.PrivateKeyInfo:
    return keys.PrivateKeyInfo.load(holder.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
