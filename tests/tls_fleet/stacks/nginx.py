"""nginx with Debian's OpenSSL 3.0: one process, one address a server, as the default server decides before SNI does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from tests.tls_fleet.certificates import DOMAIN
from tests.tls_fleet.lists import (
    CAMELLIA_ARIA,
    CBC_RSA,
    CCM_ECDSA,
    DEFAULT_GROUPS_30,
    DEFAULT_GROUPS_30_TLS13,
    INTERMEDIATE_BOTH,
    INTERMEDIATE_RSA,
    OLD_RSA,
    groups,
)
from tests.tls_fleet.names import iana, openssl
from tests.tls_fleet.run import Command, Place, Stack
from tests.tls_fleet.server import Server

_nginx = partial(Server, stack="nginx")
_modern = partial(_nginx, versions=("TLSv1.2", "TLSv1.3"), groups=("x25519", "secp256r1", "secp384r1"))
_one_chain = partial(_modern, suites=INTERMEDIATE_BOTH[1::2])

_SERVERS = (
    _nginx(name="nginx-tls13", versions=("TLSv1.3",), groups=("x25519", "secp256r1"), options={"http2": True}),
    _modern(name="nginx-intermediate", suites=INTERMEDIATE_RSA, dh="ffdhe2048", options={"http2": True}),
    _modern(
        name="nginx-two-certificates",
        suites=INTERMEDIATE_BOTH,
        order="server",
        certificates=("ecdsa", "rsa"),
        options={"http2": True},
    ),
    _nginx(
        name="nginx-old",
        versions=("TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"),
        suites=OLD_RSA,
        order="server",
        groups=DEFAULT_GROUPS_30_TLS13,
        dh="own1024",
        options={"security": 0},
    ),
    # At its default security level OpenSSL 3.0 signs no SHA-1, so TLS 1.0 and 1.1 fail although configured.
    _nginx(
        name="nginx-old-in-vain",
        versions=("TLSv1.2",),
        suites=OLD_RSA,
        groups=DEFAULT_GROUPS_30,
        dh="own2048",
        options={"protocols": "TLSv1 TLSv1.1 TLSv1.2"},
    ),
    _one_chain(
        name="nginx-stapling", certificates=("must-staple",), options={"staple": True}, facts={"ocsp_stapling": True}
    ),
    _one_chain(
        name="nginx-name-required",
        certificates=("named",),
        suites=INTERMEDIATE_BOTH[::2],
        options={"reject_unknown": True},
        facts={"sni": {"missing": "refused", "unknown": "refused"}},
    ),
    _one_chain(
        name="nginx-other-name",
        options={"default_certificate": "self-signed"},
        facts={"sni": {"missing": "other", "unknown": "other"}},
    ),
    _nginx(
        name="nginx-one-suite",
        versions=("TLSv1.2",),
        suites=iana("ECDHE-RSA-AES128-GCM-SHA256"),
        groups=("secp384r1",),
    ),
    _one_chain(name="nginx-early-data", options={"early_data": True}, facts={"early_data": True}),
    _one_chain(
        name="nginx-chacha-first-if-asked",
        order="server",
        floating="CHACHA20",
        options={"conf": {"Options": "PrioritizeChaCha"}},
    ),
    _nginx(name="nginx-x448", versions=("TLSv1.2", "TLSv1.3"), suites=INTERMEDIATE_BOTH[1::2], groups=("x448",)),
    _nginx(
        name="nginx-no-tickets",
        versions=("TLSv1.2",),
        suites=CBC_RSA,
        order="server",
        groups=("secp521r1", "x25519"),
        dh="modp2048",
        options={"tickets": False},
        facts={"session_tickets": False},
    ),
    _nginx(
        name="nginx-brainpool",
        versions=("TLSv1.2",),
        suites=INTERMEDIATE_BOTH[1::2],
        groups=("brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1"),
    ),
    _nginx(
        name="nginx-camellia-aria",
        versions=("TLSv1.2",),
        suites=CAMELLIA_ARIA,
        order="server",
        groups=("secp256r1",),
        dh="own4096",
    ),
    _nginx(
        name="nginx-ccm",
        versions=("TLSv1.2", "TLSv1.3"),
        suites=CCM_ECDSA,
        suites13=("TLS_AES_128_CCM_SHA256", "TLS_AES_128_CCM_8_SHA256"),
        groups=("secp256r1",),
        certificates=("ecdsa",),
        options={"conf": {"Ciphersuites": "TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256"}, "security": 0},
    ),
    _nginx(
        name="nginx-no-extensions",
        versions=("TLSv1.2",),
        suites=CBC_RSA[:2],
        groups=("secp256r1",),
        options={"conf": {"Options": "-EncryptThenMac,-ExtendedMasterSecret"}},
        facts={"encrypt_then_mac": False, "extended_master_secret": False},
    ),
    _nginx(
        name="nginx-ed25519",
        versions=("TLSv1.2", "TLSv1.3"),
        suites=INTERMEDIATE_BOTH[::2],
        groups=("x25519",),
        certificates=("ed25519",),
    ),
    *(
        _one_chain(name=f"nginx-chain-{chain}", certificates=(chain,))
        for chain in (
            "incomplete",
            "gap",
            "disordered",
            "rooted",
            "doubled",
            "superfluous",
            "not-a-ca",
            "expired-link",
            "expired",
            "future",
            "self-signed",
        )
    ),
)

SERVERS = tuple(
    # nginx answers ALPN without being told to (ngx_http_ssl_alpn_select).
    replace(server, facts={"alpn": ["h2", "http/1.1"] if "http2" in server.options else ["http/1.1"], **server.facts})
    for server in _SERVERS
)


def _commands(places: Sequence[Place]) -> list[Command]:
    folder = places[0].folder
    file = folder / "nginx.conf"
    temporary = " ".join(f"{kind}_temp_path {folder};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    file.write_text(
        f"user root root; daemon off; master_process off; pid {folder}/nginx.pid; error_log stderr;\n"
        "events { worker_connections 512; }\n"
        f"http {{ access_log off; {temporary}\n" + "\n".join(_block(place) for place in places) + "\n}\n"
    )
    return [("nginx", "-p", folder, "-c", file, "-e", "stderr")]


def _block(place: Place) -> str:
    server, options = place.server, place.server.options
    http2 = " http2" if options.get("http2") else ""
    listen = f"listen {place.address}:{place.port} ssl{http2}"
    protocols = options.get("protocols") or " ".join(server.versions).replace("v1.0", "v1")
    lines = [f"ssl_protocols {protocols}", f"ssl_prefer_server_ciphers {'on' if server.order == 'server' else 'off'}"]
    lines += [
        f"{line} {path}"
        for index in range(len(server.certificates))
        for line, path in (("ssl_certificate", place.chain(index)), ("ssl_certificate_key", place.key(index)))
    ]
    if server.suites:
        security = f":@SECLEVEL={options['security']}" if "security" in options else ""
        lines.append(f"ssl_ciphers '{openssl(server.suites)}{security}'")
    if tuple(server.groups) not in (DEFAULT_GROUPS_30, DEFAULT_GROUPS_30_TLS13):
        lines.append(f"ssl_ecdh_curve {groups(server.groups)}")
    if place.dh:
        lines.append(f"ssl_dhparam {place.dh}")
    conf = options.get("conf", {})
    assert isinstance(conf, dict)
    lines += [f"ssl_conf_command {name} {value}" for name, value in conf.items()]
    if options.get("tickets") is False:
        lines.append("ssl_session_tickets off")
    if options.get("early_data"):
        lines.append("ssl_early_data on")
    if options.get("staple"):
        lines += ["ssl_stapling on", f"ssl_stapling_file {place.authority.staple(server.certificates[0])}"]
    named = "; ".join([listen, f"server_name {server.name}.{DOMAIN} named.{DOMAIN}", *lines])
    blocks = [f"server {{ {named}; }}"]
    if options.get("reject_unknown"):
        blocks.insert(0, f"server {{ {listen} default_server; ssl_reject_handshake on; {'; '.join(lines)}; }}")
    if "default_certificate" in options:
        other = place.authority.credential(str(options["default_certificate"]))
        files = f"ssl_certificate {other.chain_file}; ssl_certificate_key {other.key_file}"
        rest = "; ".join(line for line in lines if not line.startswith("ssl_certificate"))
        blocks.insert(0, f"server {{ {listen} default_server; {files}; {rest}; }}")
    return "\n".join(blocks)


STACK = Stack("nginx", SERVERS, _commands, programs=("nginx",))
