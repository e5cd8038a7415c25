"""The zones of the test world, and what a validator has to make of the hosts in them."""

from __future__ import annotations

from tests.checks.dns.dnssec.world import HOSTS, Zone, lasting, replaced, without

RICH = f"""{HOSTS}
only4 A 192.0.2.4
*.wild A 192.0.2.5
*.wild AAAA 2001:db8::5
*.wild4 A 192.0.2.6
a.b.c.ent A 192.0.2.7
alias CNAME www
to-plain CNAME www.plain.test.
to-expired CNAME www.expired.test.
to-nsec3 CNAME alias.nsec3.test.
to-nobody CNAME nobody.secure.test.
*.pointing CNAME www.secure.test.
loop1 CNAME loop2
loop2 CNAME loop1
moved DNAME secure.test.
moved-plain DNAME plain.test.
"""
RICH += "".join(f"far{number} CNAME far{number + 1}\n" for number in range(12))


def _foreign_keys(text: str) -> str:
    """Takes the key away that signed the addresses, by another number for it in their signatures."""
    lines = [line.split() for line in text.splitlines() if line]
    for words in lines:
        if words[3] == "RRSIG" and words[4] in ("A", "AAAA"):
            words[10] = str(int(words[10]) ^ 1)
    return "\n".join(" ".join(words) for words in lines) + "\n"


ZONES = [
    Zone(".", ""),
    Zone("test.", HOSTS + "gone CNAME www.nowhere.test.\n"),
    Zone("secure.test.", RICH),
    Zone("deep.deep.secure.test."),
    Zone("nsec3.test.", RICH, ["-n", "-s", "abcd", "-t", "5"]),
    Zone("plain.nsec3.test.", signing=None),
    # What NSEC3 with opt-out is for: a delegation is added and nothing is signed again.
    Zone("optout.test.", RICH, ["-n", "-p"], changed=lambda text: text + "plain.optout.test. 300 IN NS ns.\n"),
    Zone("plain.optout.test.", signing=None, delegated=False),
    Zone("signed.optout.test."),
    Zone("iterated.test.", RICH, ["-n", "-t", "200"]),
    Zone("plain.test.", RICH, signing=None),
    Zone("island.test.", digest=None),
    Zone("below.island.test."),
    Zone("rsa.test.", algorithm="RSASHA512"),
    Zone("ed25519.test.", algorithm="ED25519"),
    Zone("expired.test.", signing=lasting(-40, -10)),
    Zone("below.expired.test."),
    Zone("future.test.", signing=lasting(10, 40)),
    Zone("wrong.test.", digest=lambda ds: ds[:-10] + ("0" if ds[-10] != "0" else "1") + ds[-9:]),
    Zone("strange.test.", digest=lambda ds: ds.replace(" 13 2 ", " 200 2 ").replace("\t13 2 ", "\t200 2 ")),
    Zone("digest.test.", digest=lambda ds: ds.replace(" 13 2 ", " 13 99 ").replace("\t13 2 ", "\t13 99 ")),
    Zone("keyless.test.", changed=without(" DNSKEY ")),
    Zone("stripped.test.", changed=without(" RRSIG A ")),
    Zone("forged.test.", changed=replaced("\t192.0.2.1\n", "\t192.0.2.66\n")),
    Zone("foreign.test.", changed=_foreign_keys),
    Zone("mute.test.", HOSTS + "only4 A 192.0.2.4\n", changed=without("NSEC ")),
]

SECURE = [
    "www.test",
    "www.secure.test",
    "WWW.Secure.Test.",
    "secure.test",
    "only4.secure.test",
    "any.wild.secure.test",
    "a.b.wild.secure.test",
    "any.wild4.secure.test",
    "wild.secure.test",
    "b.c.ent.secure.test",
    "a.b.c.ent.secure.test",
    "nobody.secure.test",
    "deeper.nobody.secure.test",
    "alias.secure.test",
    "to-nsec3.secure.test",
    "to-nobody.secure.test",
    "any.pointing.secure.test",
    "www.moved.secure.test",
    "www.deep.deep.secure.test",
    "www.nsec3.test",
    "nsec3.test",
    "only4.nsec3.test",
    "any.wild.nsec3.test",
    "a.b.wild.nsec3.test",
    "any.wild4.nsec3.test",
    "b.c.ent.nsec3.test",
    "nobody.nsec3.test",
    "deeper.nobody.nsec3.test",
    "any.pointing.nsec3.test",
    "www.optout.test",
    "only4.optout.test",
    "www.signed.optout.test",
    "www.iterated.test",
    "www.rsa.test",
    "www.ed25519.test",
    "www.forged.nobody.test",
    "gone.test",
]
INSECURE = [
    ("www.plain.test", "plain.test", None),
    ("plain.test", "plain.test", None),
    ("nobody.plain.test", "plain.test", None),
    ("www.island.test", "island.test", None),
    ("www.below.island.test", "island.test", None),
    ("www.plain.nsec3.test", "plain.nsec3.test", None),
    ("www.plain.optout.test", "plain.optout.test", "opt_out optout.test"),
    ("nobody.optout.test", "optout.test", "opt_out optout.test"),
    ("any.wild.optout.test", "optout.test", "opt_out optout.test"),
    ("any.wild4.optout.test", "optout.test", "opt_out optout.test"),
    ("only4.iterated.test", "iterated.test", "too_many_iterations iterated.test"),
    ("any.wild.iterated.test", "iterated.test", "too_many_iterations iterated.test"),
    ("www.strange.test", "strange.test", "unknown_algorithm strange.test"),
    ("www.digest.test", "digest.test", "unknown_algorithm digest.test"),
    ("to-plain.secure.test", "plain.test", None),
    ("to-nsec3.plain.test", "plain.test", None),
    ("www.moved-plain.secure.test", "plain.test", None),
]
BOGUS = [
    ("www.expired.test", "signature_expired expired.test"),
    ("www.below.expired.test", "signature_expired expired.test"),
    ("www.future.test", "not_yet_valid future.test"),
    ("www.wrong.test", "no_matching_key wrong.test"),
    ("www.keyless.test", "missing_keys keyless.test"),
    ("www.stripped.test", "missing_signature stripped.test"),
    ("www.forged.test", "bad_signature forged.test"),
    ("www.foreign.test", "no_matching_key foreign.test"),
    ("only4.mute.test", "denial_missing mute.test"),
    ("nobody.mute.test", "denial_missing mute.test"),
    ("to-expired.secure.test", "signature_expired expired.test"),
    ("to-expired.plain.test", "signature_expired expired.test"),
]
