"""The server software that a portal names, and the part of a remedy that is for it.

A remedy holds one line for each software ("- nginx: …"). Whoever is known to run one of them is given that line first;
the others are left out only where every portal concerned is known to run something that the remedy has a line for. What
is for a platform too (.NET, Liferay on Tomcat …) always stays, for that may run behind the server that a portal names;
so does a line that goes on in another sentence, which may be for everybody.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from checks.observation import Json, is_unseen
from checks.record import PortalRecord
from reports.remedy import Block

NAMES: Final[Mapping[str, str]] = {"nginx": "nginx", "apache": "Apache", "iis": "IIS", "tomcat": "Tomcat"}
"""What remedies have lines for, as it is written."""

# Tomcat names itself Apache, too; OpenResty and Tengine are set up like nginx.
_TOLD: Final = (
    ("tomcat", re.compile(r"\bcoyote\b|\btomcat\b", re.IGNORECASE)),
    ("nginx", re.compile(r"\bnginx\b|\bopenresty\b|\btengine\b", re.IGNORECASE)),
    ("iis", re.compile(r"\bMicrosoft[- ]IIS\b|\bMicrosoft-HTTPAPI\b", re.IGNORECASE)),
    ("apache", re.compile(r"\bapache\b(?! traffic)", re.IGNORECASE)),
)
_WRITTEN: Final = re.compile(r"\b(nginx|Apache|IIS|Tomcat)\b")
_HEAD: Final = re.compile(
    r"(?:[-*•]\s+)?(?:(?:Trên|Với|On|With) )?((?:(?:nginx|Apache|IIS|Tomcat)\b|Liferay \(Tomcat\))[^:`;]{0,70}):"
)
_OTHER_HEAD: Final = re.compile(r"[;.] ([^;.:]{1,60}):")
_PLATFORM: Final = re.compile(r"\b(Tomcat|Liferay|SharePoint|DNN|WordPress|Joomla|Drupal|PHP|VNPT|Viettel)\b|\.NET\b")
_CODE: Final = re.compile(r"`[^`]*`")
_SENTENCE: Final = re.compile(r"[.!?] +\w")


@dataclass(frozen=True, slots=True)
class Software:
    """What a portal names: `told` as it stands there (a text from outside), `kind` a key of `NAMES`, or empty for
    another one."""

    told: str
    kind: str


@dataclass(frozen=True, slots=True)
class Fitted:
    """A remedy for the portals of one agency: its parts, each with whether it is theirs, and the kinds left out.

    `parted` says whether it tells different software different things.
    """

    blocks: tuple[tuple[Block, bool], ...]
    left_out: tuple[str, ...]
    parted: bool


@dataclass(frozen=True, slots=True)
class _Part:
    """A line for some software with the snippets below it; `stays` where others may need it, too."""

    kinds: frozenset[str]
    blocks: tuple[Block, ...]
    stays: bool


def software_of(record: PortalRecord) -> Software | None:
    """What the portal's Server header names, else what the scan of its port took it for; None without both."""
    told = next(filter(None, (*_headers(record), *_scanned(record))), None)
    if told is None:
        return None
    return Software(told, next((kind for kind, pattern in _TOLD if pattern.search(told[:200])), ""))


def fitted(blocks: Sequence[Block], kinds: Collection[str], all_known: bool) -> Fitted:
    """The remedy with the lines for these kinds of software first. Where `all_known`, no portal is of another kind, and
    lines for others are left out where there is one for each of theirs."""
    shown: list[tuple[Block, bool]] = []
    left_out: dict[str, None] = {}
    parted = False
    for run in _runs(blocks):
        if isinstance(run, Block):
            shown.append((run, False))
            continue
        parted = True
        own = [part for part in run if part.kinds & set(kinds)]
        others = [part for part in run if part not in own]
        covered = frozenset().union(*(part.kinds for part in own))
        if all_known and own and covered >= set(kinds):
            dropped = [part for part in others if not part.stays]
            left_out |= dict.fromkeys(kind for part in dropped for kind in NAMES if kind in part.kinds)
            others = [part for part in others if part.stays]
        shown += [(block, True) for part in own for block in part.blocks]
        shown += [(block, False) for part in others for block in part.blocks]
    return Fitted(tuple(shown), tuple(left_out), parted)


def _runs(blocks: Iterable[Block]) -> list[Block | list[_Part]]:
    """The blocks in order, lines for software that follow each other taken together; a line alone is a block as any."""
    found: list[Block | list[_Part]] = []
    for block in blocks:
        last = found[-1] if found else None
        part = _part(block)
        if part is not None:
            if isinstance(last, list) and last[-1].blocks[0].depth == block.depth:
                last.append(part)
            else:
                found.append([part])
        elif isinstance(last, list) and block.kind == "code":
            last[-1] = replace(last[-1], blocks=(*last[-1].blocks, block))
        else:
            found.append(block)
    whole: list[Block | list[_Part]] = []
    for run in found:
        if isinstance(run, list) and len(run) == 1:
            whole += run[0].blocks
        else:
            whole.append(run)
    return whole


def _part(block: Block) -> _Part | None:
    """What a line is for by how it begins; None for one that is for everybody."""
    text = _CODE.sub("", block.text)
    head = None if block.kind == "code" else _HEAD.match(text)
    if head is None:
        return None
    heads = [head[1], *_OTHER_HEAD.findall(text[head.end() :])]
    kinds = frozenset(name.lower() for one in heads for name in _WRITTEN.findall(one))
    goes_on = any(found[0][-1].isupper() for found in _SENTENCE.finditer(text))
    return _Part(kinds, (block,), goes_on or any(_PLATFORM.search(one) for one in heads))


def _headers(record: PortalRecord) -> list[str]:
    """The Server header, as it is kept among the headers or among what names software."""
    web = record.observations.get("web", {})
    headers = web.get("headers")
    found = [headers.get("server")] if isinstance(headers, dict) and not is_unseen(headers) else []
    found += [one.get("value") for one in _objects(web.get("banners")) if one.get("where") == "Server"]
    return [one.strip() for one in found if isinstance(one, str)]


def _scanned(record: PortalRecord) -> list[str]:
    """What the scan took the software at the portal's own port for."""
    ports = _objects(record.observations.get("exposure", {}).get("ports"))
    found = (one.get("product") for one in ports if one.get("port") == record.portal.get("port"))
    return [one.strip() for one in found if isinstance(one, str)]


def _objects(value: Json) -> list[dict[str, Json]]:
    return [one for one in value if isinstance(one, dict) and not is_unseen(one)] if isinstance(value, list) else []
