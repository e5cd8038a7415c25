"""By which domain names authorities know themselves in CAA records.

Each authority publishes them in its certification practice statement, as the CA/Browser Forum's Baseline Requirements
§2.2 ask; the list of all is the report "CAA Identifiers" of the Common CA Database (https://www.ccadb.org/resources),
as of 2025. Authorities whose names or domains were in doubt are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Owner(NamedTuple):
    """One owner of authorities: its names in certificates (organizationName), its CAA domains, where it says so."""

    organisations: tuple[str, ...]
    domains: tuple[str, ...]
    source: str


_ENTRUST = ("entrust.net", "affirmtrust.com")  # whose customers Sectigo took over in 2025, SSL.com signing before

OWNERS = (
    Owner(("Actalis S.p.A.", "Actalis S.p.A./03358520967"), ("actalis.it",), "https://www.actalis.com"),
    Owner(
        ("Amazon", "Amazon Trust Services"),
        ("amazon.com", "amazontrust.com", "awstrust.com", "amazonaws.com", "aws.amazon.com"),
        "https://www.amazontrust.com/repository/",
    ),
    Owner(
        ("Asseco Data Systems S.A.", "Unizeto Technologies S.A.", "Unizeto Sp. z o.o."),
        ("certum.pl", "certum.eu"),
        "https://www.certum.eu/en/repository/",
    ),
    Owner(("Buypass AS-983163327", "Buypass AS"), ("buypass.com", "buypass.no"), "https://www.buypass.com"),
    Owner(("Certainly",), ("certainly.com",), "https://www.certainly.com/repository/"),
    Owner(("CERTSIGN SA", "certSIGN"), ("certsign.ro",), "https://www.certsign.ro/en/repository/"),
    Owner(("China Financial Certification Authority",), ("cfca.com.cn",), "https://www.cfca.com.cn"),
    Owner(
        ("Chunghwa Telecom Co., Ltd.",),
        ("pki.hinet.net", "tls.hinet.net", "eca.hinet.net", "epki.com.tw", "publicca.hinet.net"),
        "https://eca.hinet.net/repository.htm",
    ),
    Owner(
        ("Cybertrust Japan Co., Ltd.",),
        ("cybertrust.co.jp", "cybertrust.ne.jp", "jcsinc.co.jp"),
        "https://www.cybertrust.ne.jp/ssl/repository/",
    ),
    Owner(
        ("D-Trust GmbH",),
        ("d-trust.net", "d-trust.de", "dtrust.net", "dtrust.de"),
        "https://www.d-trust.net/en/support/repository",
    ),
    Owner(
        ("Deutsche Telekom Security GmbH", "T-Systems International GmbH", "T-Systems Enterprise Services GmbH"),
        ("telesec.de", "pki.dfn.de", "dfn.de"),
        "https://www.telesec.de/en/service/downloads/pki-repository/",
    ),
    Owner(
        (
            *("DigiCert Inc", "DigiCert, Inc.", "DigiCert Ireland Limited", "QuoVadis Limited"),
            *("QuoVadis Trustlink B.V.", "GeoTrust Inc.", "GeoTrust, Inc.", "thawte, Inc.", "Symantec Corporation"),
        ),
        (
            *("digicert.com", "www.digicert.com", "digicert.ne.jp", "cybertrust.ne.jp", "thawte.com", "geotrust.com"),
            *("rapidssl.com", "symantec.com", "digitalcertvalidation.com", "volusion.digitalcertvalidation.com"),
            *("stratossl.digitalcertvalidation.com", "intermediatecertificate.digitalcertvalidation.com"),
            *("1and1.digitalcertvalidation.com", "quovadisglobal.com", "pkioverheid.nl"),
            *("amazon.com", "amazontrust.com", "awstrust.com", "amazonaws.com"),
        ),
        "https://docs.digicert.com/en/certcentral/manage-certificates/dns-caa-resource-record-check.html",
    ),
    Owner(("Disig a.s.", "Disig, a.s."), ("disig.sk",), "https://eidas.disig.sk/en/"),
    Owner(("eMudhra Inc", "eMudhra Technologies Limited"), ("emsign.com",), "https://docs.emsign.com"),
    Owner(
        ("Entrust, Inc.", "Entrust Limited", "Entrust Corporation", "Entrust"),
        (*_ENTRUST, "sectigo.com", "ssl.com"),
        "https://www.entrust.com/legal-compliance/entrust-certificate-services-repository",
    ),
    Owner(("GlobalSign nv-sa", "GlobalSign"), ("globalsign.com",), "https://www.globalsign.com/en/repository"),
    Owner(
        ("GoDaddy.com, Inc.", "The Go Daddy Group, Inc.", "GoDaddy Inc.", "Starfield Technologies, Inc."),
        ("godaddy.com", "starfieldtech.com"),
        "https://certs.godaddy.com/repository",
    ),
    Owner(
        ("Google Trust Services", "Google Trust Services LLC"),
        ("pki.goog", "google.com"),
        "https://pki.goog/repository/",
    ),
    Owner(
        (
            "Hellenic Academic and Research Institutions CA",
            "Hellenic Academic and Research Institutions Cert. Authority",
        ),
        ("harica.gr",),
        "https://repo.harica.gr",
    ),
    Owner(
        ("IdenTrust", "IdenTrust, Inc."),
        ("identrust.com",),
        "https://www.identrust.com/support/documents/trustid",
    ),
    Owner(
        ("Let's Encrypt", "Internet Security Research Group", "ISRG"),
        ("letsencrypt.org",),
        "https://letsencrypt.org/docs/caa/",
    ),
    Owner(("Microsec Ltd.",), ("e-szigno.hu",), "https://e-szigno.hu"),
    Owner(
        ("Microsoft Corporation",),
        ("microsoft.com", "digicert.com"),
        "https://www.microsoft.com/pkiops/docs/repository.htm",
    ),
    Owner(
        ("NETLOCK Kft.",),
        ("netlock.hu", "netlock.net", "netlock.eu", "netlock.com"),
        "https://netlock.hu/ca-public/",
    ),
    Owner(
        ("SECOM Trust Systems CO.,LTD.", "SECOM Trust Systems Co., Ltd."),
        ("secomtrust.net",),
        "https://repo1.secomtrust.net",
    ),
    Owner(
        ("Sectigo Limited", "COMODO CA Limited", "The USERTRUST Network"),
        ("sectigo.com", "comodo.com", "comodoca.com", "usertrust.com", "trust-provider.com", *_ENTRUST),
        "https://www.sectigo.com/legal",
    ),
    Owner(("SSL Corp", "SSL Corporation"), ("ssl.com", *_ENTRUST), "https://www.ssl.com/repository/"),
    Owner(("TAIWAN-CA", "TAIWAN-CA Inc."), ("twca.com.tw",), "https://www.twca.com.tw"),
    Owner(
        ("Trustwave Holdings, Inc.", "SecureTrust Corporation", "Viking Cloud, Inc."),
        ("trustwave.com", "securetrust.com", "vikingcloud.com"),
        "https://certs.securetrust.com/CA/",
    ),
    Owner(
        ("ZeroSSL", "ZeroSSL GmbH"),
        ("zerossl.com", "sectigo.com", "comodo.com", "comodoca.com", "usertrust.com", "trust-provider.com", *_ENTRUST),
        "https://zerossl.com/policies/",
    ),
)


def domains_of(organisations: Iterable[str]) -> frozenset[str]:
    """The CAA domains of the authority that bears one of these names; empty when it isn't known."""
    return frozenset().union(*(_DOMAINS.get(organisation.casefold(), ()) for organisation in organisations))


_DOMAINS: Mapping[str, tuple[str, ...]] = {
    organisation.casefold(): owner.domains for owner in OWNERS for organisation in owner.organisations
}
