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

from graphsvc.access.kept import Kept
from graphsvc.errors import SettingError
from graphsvc.model.asker import AccessClass, Principal

OUTCOMES: Mapping[str, str] = {
    "read": "allowed",
    "readOfAssigned": "assigned",
    "readOfAssignedWithConsent": "consent",
    "readOfCase": "case",
    "familyDuty": "family_duty",
    "count": "agg",
}
"""Action → outcome, the freest first: the first that is permitted is the class's outcome. None: `not`."""
NOT = "not"
KEPT = 512  # decisions; one is about 40 kB at 500 classes


@dataclass(frozen=True)
class Policy:
    """The parsed policies and the version, which covers every file of the folder, tables and site included."""

    version: str
    policies: cedarpy.PolicySet


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


def read_policy(folder: Path, site: Path | None = None) -> Policy:
    """The policies of the folder. Raises SettingError when Cedar cannot parse them."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.cedar")))
    try:
        return Policy(_version(folder, site), cedarpy.PolicySet.from_str(text))
    except ValueError as fault:
        raise SettingError(f"The policies in {folder.name}/ are no Cedar: {fault}", "Correct the file.") from fault


def _version(folder: Path, site: Path | None) -> str:
    """A hash over names and bytes: any change of a rule, a table or the site is another version."""
    digest = hashlib.sha256()
    files = sorted(path for path in folder.iterdir() if path.suffix in (".cedar", ".csv", ".toml"))
    for path in (*files, *((site,) if site and site.parent != folder else ())):
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:16]


def outcomes(
    policy: Policy, principal: Principal, purpose: str | None, classes: Iterable[AccessClass]
) -> dict[int, str]:
    """Class id → outcome, decided by Cedar in one batch an action. An error while deciding is a denial."""
    kinds = {each.id: _kind(each, principal) for each in classes}
    names = {kind: str(number) for number, kind in enumerate(sorted(set(kinds.values())))}
    things = [_asker(principal), *(_class(name, kind) for kind, name in names.items())]
    entities = cedarpy.Entities.from_json_str(json.dumps(things))
    decided: dict[Kind, str] = {}
    for action, outcome in OUTCOMES.items():
        open_still = [kind for kind in names if kind not in decided]
        requests = [_request(action, names[kind], purpose) for kind in open_still]
        answers = cedarpy.is_authorized_batch(requests, policy.policies, entities) if requests else []
        decided |= {kind: outcome for kind, said in zip(open_still, answers, strict=True) if _permits(said)}
    return {number: decided.get(kind, NOT) for number, kind in kinds.items()}


def _request(action: str, name: str, purpose: str | None) -> dict[str, object]:
    return {
        "principal": 'User::"asker"',
        "action": f'Action::"{action}"',
        "resource": f'Class::"{name}"',
        "context": {"purpose": purpose or ""},
    }


def _permits(answer: cedarpy.AuthzResult) -> bool:
    return bool(answer.decision == cedarpy.Decision.Allow and not answer.diagnostics.errors)


Kind = tuple[str, str, str, str]


def _kind(each: AccessClass, principal: Principal) -> Kind:
    """All that tells two classes apart for this asker. Other agencies are one: the policies know own and another's."""
    owner = each.owner if each.owner == principal.agency else "another"
    return (each.compartment, owner, each.sensitivity, each.sharing)


def _asker(principal: Principal) -> dict[str, object]:
    attributes = {"agency": principal.agency, "sector": principal.sector, "roles": list(principal.roles)}
    return {"uid": {"type": "User", "id": "asker"}, "attrs": attributes, "parents": []}


def _class(name: str, kind: Kind) -> dict[str, object]:
    attributes = dict(zip(("compartment", "owner", "sensitivity", "sharing"), kind, strict=True))
    return {"uid": {"type": "Class", "id": name}, "attrs": attributes, "parents": []}


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
    """The outcomes, sorted into lists that become parameters."""
    decided = outcomes(policy, principal, purpose, (*classes, _CASE_PROBE))
    return Decision(
        allowed=_with(decided, "allowed"),
        assigned=_with(decided, "assigned"),
        consent=_with(decided, "consent"),
        case=decided[_CASE_PROBE.id] == "case",
        agg=_with(decided, "agg"),
    )


def _with(decided: Mapping[int, str], outcome: str) -> tuple[int, ...]:
    return tuple(sorted(number for number, said in decided.items() if said == outcome and number > 0))
