"""Golden registers: the papers of one system each, and the exact verdicts on it on days of three regimes.

A file in `tests/golden/registers` says how its system differs from that of the register that it is `like` (the base,
unless told): `system`, merged into it key by key, into a list by index; `instead`, a system of its own; `without`,
dotted keys taken away; `others`, systems beside it; `portals`, portals in place of those; `scanned`, facts of a look at
its first portal. `verdicts` says by day how they differ: those under `always` on every day on which the requirement is
judged at all, those under `since DAY` on that day and later ones; `"*"` stands for every requirement, "none" for not
judged.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from agent.inventory import Inventory, load_inventory, system_record
from agent.profiles import read_profile
from agent.systems import system_context
from checks.record import PortalRecord
from checks.security_plan import SystemRecord
from checks.system import observe_system
from policies.judge import judge
from policies.requirement import Profile
from policies.verdict import Verdict
from tests.policies.records import record

FOLDER = Path(__file__).parent / "golden" / "registers"
TODAY = datetime(2026, 11, 22, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
VANTAGE = {"name": "golden", "ipv4": True, "ipv6": True, "version": "0"}
AGENCIES = [
    {
        "id": "ubnd-tinh",
        "name": "Ủy ban nhân dân tỉnh Thí Điểm",
        "kind": "province",
        "agencies": [
            {"id": "so-khcn", "name": "Sở Khoa học và Công nghệ tỉnh Thí Điểm", "kind": "department"},
            {
                "id": "ttcntt",
                "name": "Trung tâm Công nghệ thông tin tỉnh Thí Điểm",
                "kind": "unit",
                "tax_code": "2801234567",
            },
            {"id": "xa-an-binh", "name": "Ủy ban nhân dân xã An Bình", "kind": "commune"},
        ],
    },
    {"id": "vien-ngoai", "name": "Viện Nghiên cứu Ngoài Tỉnh", "kind": "unit"},
    {"id": "cty-van-hanh", "name": "Công ty Cổ phần Vận hành Số Thí Điểm", "kind": "unit"},
    {"id": "vnpt", "name": "Tập đoàn VNPT", "kind": "unit"},
]


@dataclass(frozen=True)
class Register:
    """One golden file, laid over the base."""

    name: str
    what: str
    system: Mapping[str, Any]
    others: tuple[Mapping[str, Any], ...]
    portals: tuple[Mapping[str, Any], ...]
    scanned: Mapping[str, Any]
    verdicts: Mapping[date, Mapping[str, str]]

    def inventory(self, folder: Path, system: Mapping[str, Any] | None = None) -> Inventory:
        """The register as an inventory, with another system in its own's stead where one is given."""
        content = {
            "schema_version": 1,
            "province": {"name": "Tỉnh Thí Điểm", "zone": "thidiem.gov.test"},
            "agencies": AGENCIES,
            "systems": [dict(system or self.system), *map(dict, self.others)],
            "portals": list(map(dict, self.portals)),
        }
        path = folder / f"{self.name}.yaml"
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")
        return load_inventory(path)

    def look(self, folder: Path) -> PortalRecord:
        """What is observed of the system."""
        inventory = self.inventory(folder)
        (system, *_) = inventory.systems
        return self.seen(inventory, system_record(inventory, system))

    def seen(self, inventory: Inventory, papers: SystemRecord) -> PortalRecord:
        """What is observed of the system when these are its papers."""
        return observe_system(papers, TODAY, system_context(inventory, inventory.systems[0]), VANTAGE)

    def judged(self, look: PortalRecord, law_date: date) -> dict[str, Verdict]:
        """Requirement → verdict, on the system and, for what needs both, on its portal."""
        found = {verdict.requirement: verdict for verdict in judge(look, PAPERS, law_date)}
        if self.scanned:
            plan = {f"security_plan.{name}": value for name, value in look.observations["security_plan"].items()}
            portal = record({**plan, **self.scanned}, vantage=VANTAGE)
            found |= {
                verdict.requirement: verdict
                for verdict in judge(portal, PAPERS, law_date)
                if verdict.requirement not in found
            }
        return found


def registers() -> dict[str, Register]:
    """Every golden register by its name, the base first."""
    told = {path.stem: _read(path) for path in sorted(FOLDER.glob("*.yaml"))}
    found: dict[str, Register] = {}
    for name in ("base", *told):
        _add(name, told, found)
    return found


def _add(name: str, told: Mapping[str, dict[str, Any]], found: dict[str, Register]) -> None:
    """Adds a register after the one that it is like."""
    if name in found:
        return
    like = told[name].get("like", "base")
    if name != "base":
        _add(like, told, found)
    found[name] = _register(name, told[name], found.get(like))


def _register(name: str, told: dict[str, Any], like: Register | None) -> Register:
    system = told.get("instead") or _merged(like.system if like else {}, told.get("system", {}))
    for dotted in told.get("without", ()):
        *way, last = dotted.split(".")
        part: Any = system
        for key in way:
            part = part[int(key) if isinstance(part, list) else _same_key(part, key)]
        del part[int(last) if isinstance(part, list) else _same_key(part, last)]
    return Register(
        name=name,
        what=told["what"],
        system=system,
        others=tuple(told.get("others", like.others if like else ())),
        portals=tuple(told.get("portals", like.portals if like else ())),
        scanned={**(like.scanned if like else {}), **told.get("scanned", {})},
        verdicts=_verdicts(told["verdicts"], like.verdicts) if like else told["verdicts"],
    )


def _verdicts(
    told: Mapping[Any, Mapping[str, str]], like: Mapping[date, Mapping[str, str]]
) -> dict[date, dict[str, str]]:
    """The verdicts by day, laid over those of another register; ValueError for one that is laid over nothing."""
    found = {day: dict(said) for day, said in like.items()}
    for when, said in told.items():
        days = [day for day in found if _speaks_of(when, day)]
        for id_, verdict in said.items():
            judged = [day for day in days if id_ == "*" or id_ in found[day]]
            if not judged or (judged != days and when != "always"):
                raise ValueError(f"{when}: {id_} is not judged then")
            for day in judged:
                found[day] |= dict.fromkeys(found[day] if id_ == "*" else (id_,), verdict)
    return {day: {id_: said for id_, said in of_day.items() if said != "none"} for day, of_day in found.items()}


def _speaks_of(when: date | str, day: date) -> bool:
    if isinstance(when, date):
        return when == day
    return when == "always" or date.fromisoformat(when.removeprefix("since ")) <= day


def _same_key(part: Mapping[Any, Any], key: str) -> Any:
    """The key of a mapping that reads like this text: layers are numbered."""
    return next(known for known in part if str(known) == key)


def _merged(base: Any, change: Any) -> Any:
    if isinstance(base, list) and isinstance(change, dict):
        return [
            _merged(item, change[index]) if index in change else copy.deepcopy(item) for index, item in enumerate(base)
        ]
    if not (isinstance(base, dict) and isinstance(change, dict)):
        return copy.deepcopy(change)
    merged = copy.deepcopy(base)
    for key, value in change.items():
        merged[key] = _merged(base.get(key), value)
    return merged


def _read(path: Path) -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return told


def _about_papers() -> Profile:
    """What is asked about papers by the law, and by a province besides."""
    profile = read_profile("thanh-hoa")
    asked = tuple(found for found in profile.requirements if found.subject == "security_plan")
    return profile.model_copy(update={"requirements": asked})


PAPERS = _about_papers()
