"""Cedar decides which access classes an asker may see, once per (policy version, roles, agency, sector, purpose).

A class is asked about by what the policies can tell apart (compartment, own or another's, sensitivity, sharing), so
that five hundred classes cost no more than the few dozen that differ.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import cedarpy

from graphsvc.access.cedar import ANY_CLASS, OUTCOMES, Cedar, Request, ask, entity, read_cedar
from graphsvc.access.ceilings import FILES, NOT, Ceilings, class_within, read_ceilings
from graphsvc.access.kept import Kept
from graphsvc.errors import SettingError
from graphsvc.model.asker import AccessClass, Principal

Kind = tuple[str, str, str, str]
"""Compartment, owner (or another), sensitivity, sharing."""
KEPT = 512  # decisions; one is about 40 kB at 500 classes


@dataclass(frozen=True)
class Policy:
    """The rules, the ceilings, and the version, which covers every file that decides, tables and site included."""

    version: str
    cedar: Cedar
    ceilings: Ceilings


def policies_folder(said: Path | None, package: Path = Path(__file__).parents[1]) -> Path:
    """The folder of policies: the one said, else beside the package in a checkout, else inside it."""
    for folder in (said,) if said else (package / "policies", package.parent / "policies"):
        if folder.is_dir():
            return folder
    raise SettingError("The folder policies/ is missing.", "Set GRAPHSVC_POLICIES, or run from a checkout.")


def site_file(said: Path | None, folder: Path) -> Path | None:
    """The site's file: the one said, else the folder's own, else none (the defaults)."""
    own = folder / "site.toml"
    return said or (own if own.is_file() else None)


def read_policy(folder: Path, site: Path | None = None, *, ceilings: Path | None = None) -> Policy:
    """The policies of the folder under the product's ceilings (those of another folder: tests).

    Raises SettingError for a rule that Cedar cannot read, and for a folder that brings ceilings of its own.
    """
    most = ceilings or policies_folder(None)
    files = {path.name: path for path in folder.iterdir() if path.suffix in (".cedar", ".csv", ".toml")}
    for name in FILES:
        if name in files and files[name].read_bytes() != (most / name).read_bytes():
            raise SettingError(f"{folder.name}/{name} is not the product's.", "Take it out: no site moves a ceiling.")
    files |= {name: most / name for name in FILES} | ({site.name: site} if site else {})
    tables = read_ceilings(most)
    rules = {name: path.read_text(encoding="utf-8") for name, path in files.items() if path.suffix == ".cedar"}
    return Policy(_version(files), read_cedar(rules, tables.permissions.rows), tables)


def is_shipped(folder: Path) -> bool:
    """Whether the rules of the folder are those of the product, which its tests compare with the tables."""
    ours = {path.name: path.read_bytes() for path in policies_folder(None).glob("*.cedar")}
    return all(ours.get(path.name) == path.read_bytes() for path in folder.glob("*.cedar"))


def _version(files: Mapping[str, Path]) -> str:
    """A hash over names and bytes: any change of a rule, a table or the site is another version."""
    digest = hashlib.sha256()
    for name, path in sorted(files.items()):
        content = path.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:16]


def outcomes(
    policy: Policy, principal: Principal, purpose: str | None, classes: Iterable[AccessClass]
) -> dict[int, str]:
    """Class id → outcome as Cedar says, ceilings aside: one batch an action. An error while deciding is a denial."""
    kinds = {each.id: kind_of(each, principal) for each in classes}
    names = {kind: str(number) for number, kind in enumerate(sorted(set(kinds.values())))}
    things = [asker_entity(principal), *(class_entity(name, kind) for kind, name in names.items())]
    decided = first_permitted(policy.cedar, names, cedarpy.Entities.from_json_str(json.dumps(things)), purpose)
    return {number: decided.get(kind, NOT) for number, kind in kinds.items()}


def first_permitted(
    cedar: Cedar, names: Mapping[Kind, str], entities: cedarpy.Entities, purpose: str | None, asker: str = "asker"
) -> dict[Kind, str]:
    """Kind of class → the freest outcome that is permitted, if any is."""
    decided: dict[Kind, str] = {}
    for action, outcome in OUTCOMES.items():
        open_still = [kind for kind in names if kind not in decided]
        requests = [_request(asker, names[kind], purpose) for kind in open_still]
        answers = ask(cedar, action, ANY_CLASS, requests, entities)
        decided |= {kind: outcome for kind, said in zip(open_still, answers, strict=True) if said.permitted}
    return decided


def _request(asker: str, name: str, purpose: str | None) -> Request:
    return {"type": "User", "id": asker}, {"type": "Class", "id": name}, purpose or ""


def kind_of(each: AccessClass, principal: Principal) -> Kind:
    """All that tells two classes apart for this asker. Other agencies are one: the policies know own and another's."""
    owner = each.owner if each.owner == principal.agency else "another"
    return (each.compartment, owner, each.sensitivity, each.sharing)


def asker_entity(principal: Principal) -> dict[str, object]:
    """The asker of classes and contacts, as Cedar is told of her."""
    return entity("User", "asker", agency=principal.agency, sector=principal.sector, roles=list(principal.roles))


def class_entity(name: str, kind: Kind) -> dict[str, object]:
    """A class of that kind, as Cedar is told of it."""
    return entity("Class", name, **dict(zip(("compartment", "owner", "sensitivity", "sharing"), kind, strict=True)))


@dataclass(frozen=True)
class Decision:
    """The class ids by outcome, each ascending; what is in none of them is denied."""

    allowed: tuple[int, ...]
    assigned: tuple[int, ...]
    consent: tuple[int, ...]
    case: bool
    """Whether the statements of a case file open to its team; said for the compartment, classes or none."""
    agg: tuple[int, ...] = ()
    """Counted in totals only."""
    family_duty: tuple[int, ...] = ()
    """Read through the question familyDuty alone."""


class Decisions:
    """Decisions kept until the policy or the classes change; a bounded number of them."""

    def __init__(self, policy: Policy, kept: int = KEPT) -> None:
        self.policy = policy
        self._known: Kept[Decision] = Kept(kept)

    def of(
        self, principal: Principal, purpose: str | None, classes: tuple[AccessClass, ...], generation: int
    ) -> Decision:
        """What this asker may see. `generation` names the set of classes, so that a lookup does not hash them all."""
        key = (principal.roles, principal.agency, principal.sector, purpose, generation)
        return self._known.get(key) or self._known.keep(key, decision(self.policy, principal, purpose, classes))


_CASE_PROBE = AccessClass(-1, "CASE_FILE", "another", "OPEN", "NONE")


def decision(policy: Policy, principal: Principal, purpose: str | None, classes: tuple[AccessClass, ...]) -> Decision:
    """The outcomes, none past its ceiling, sorted into lists that become parameters."""
    most, asked = policy.ceilings, (*classes, _CASE_PROBE)
    decided = outcomes(policy, principal, purpose, asked)
    decided |= {each.id: NOT for each in asked if not class_within(decided[each.id], _ceiling(most, each, principal))}
    return Decision(
        allowed=_with(decided, "allowed"),
        assigned=_with(decided, "assigned"),
        consent=_with(decided, "consent"),
        case=decided[_CASE_PROBE.id] == "case",
        agg=_with(decided, "agg"),
        family_duty=_with(decided, "family_duty"),
    )


def _ceiling(ceilings: Ceilings, each: AccessClass, principal: Principal) -> str:
    own, shared = each.owner == principal.agency, each.sharing == "SHARED"
    return ceilings.of_class(
        each.compartment, principal.sector, own=own, open_=each.sensitivity == "OPEN", shared=shared
    )


def _with(decided: Mapping[int, str], outcome: str) -> tuple[int, ...]:
    return tuple(sorted(number for number, said in decided.items() if said == outcome and number > 0))
