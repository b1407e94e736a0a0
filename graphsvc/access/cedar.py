"""The Cedar policies as read: each rule has a name, speaks in known words only, and stands where it can apply.

    resource    what it is                              actions
    Purpose     a purpose to open                       open
    People      whom it is about: a word of the cells   the questions and mutations of permissions.csv
    Class       statements of one access class          read, readOfAssigned … (OUTCOMES)
    Touchpoint  a type of contact                       see WORD (the words of touchpoints.csv)

Questions know roles and purpose; classes and contacts know agency and sector as well. A rule that misspells a field,
an attribute or a role would silently never apply, and a `forbid` that never applies opens something: it is refused.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any

import cedarpy

from graphsvc.access.permissions import SCOPES
from graphsvc.access.touchpoints import MODES
from graphsvc.errors import SettingError
from graphsvc.model.codes import CODES

OUTCOMES: Mapping[str, str] = {
    "read": "allowed",
    "readOfAssigned": "assigned",
    "readOfAssignedWithConsent": "consent",
    "readOfCase": "case",
    "readForFamilyDuty": "family_duty",
    "count": "agg",
}
"""Action → outcome, the freest first: the first that is permitted is the class's outcome. None: `not`."""
ANY_CLASS = ""
"""Classes are told apart by their attributes, not by name."""
WORDS: Mapping[str, tuple[str, ...]] = {
    "roles": CODES["role"],
    "sector": CODES["sector"],
    "purpose": ("", *CODES["purpose"]),
    "compartment": CODES["compartment"],
    "sensitivity": CODES["sensitivity"],
    "sharing": CODES["sharing"],
}
"""Attribute → what it can be compared with; agencies are a site's own."""


@dataclass(frozen=True)
class Rule:
    """One policy. `kinds` are the types of thing it can be about, `named` (attribute, text), as compared."""

    because: str
    kinds: frozenset[str]
    named: frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Cedar:
    """Every rule by name (file and @id), and the rules that can apply to an action on a thing, where one permits."""

    rules: Mapping[str, Rule]
    applying: Mapping[tuple[str, str], cedarpy.PolicySet]


@dataclass(frozen=True)
class Said:
    """An answer, with the rules that permitted or forbade; a refusal by no rule means that none permits."""

    permitted: bool
    rules: tuple[str, ...] = ()


Request = tuple[dict[str, str], dict[str, str], str]
"""Who asks and about what, as Cedar names them, and the purpose."""


def ask(cedar: Cedar, action: str, thing: str, requests: list[Request], entities: cedarpy.Entities) -> list[Said]:
    """An answer for each request. A fault while deciding refuses."""
    policies = cedar.applying.get((action, thing))
    if policies is None or not requests:
        return [Said(False)] * len(requests)
    act = {"type": "Action", "id": action}
    asked = [
        {"principal": who, "action": act, "resource": what, "context": {"purpose": purpose}}
        for who, what, purpose in requests
    ]
    return [_said(answer) for answer in cedarpy.is_authorized_batch(asked, policies, entities)]


def _said(answer: cedarpy.AuthzResult) -> Said:
    permitted = answer.decision == cedarpy.Decision.Allow and not answer.diagnostics.errors
    return Said(bool(permitted), tuple(sorted(answer.diagnostics.reasons)))


def entity(kind: str, name: str, **attributes: object) -> dict[str, object]:
    """A thing or an asker, for Entities."""
    return {"uid": {"type": kind, "id": name}, "attrs": attributes, "parents": []}


Heads = Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
"""Type of thing → its actions, and the things."""


def read_cedar(texts: Mapping[str, str], fields: Iterable[str]) -> Cedar:
    """The rules of these files. Raises SettingError for a text that is no Cedar, or uses words that are not ours."""
    return _read(tuple(sorted(texts.items())), tuple(fields))


@lru_cache(maxsize=4)
def _read(texts: tuple[tuple[str, str], ...], fields: tuple[str, ...]) -> Cedar:
    """The same of the same texts: a process reads one folder, its tests read it hundreds of times."""
    heads = _heads(fields)
    schema = _schema(heads)
    written: dict[str, Any] = {}
    for file, text in texts:
        written |= _written(file, text, schema)
    sets: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
    for name, policy in written.items():
        for key in _reach(policy, heads):
            sets[key][name] = policy
    return Cedar(
        rules={name: _rule(policy) for name, policy in written.items()},
        applying={
            key: cedarpy.PolicySet.from_json_str(json.dumps({"staticPolicies": found, **_NO_TEMPLATES}))
            for key, found in sets.items()
            if any(policy["effect"] == "permit" for policy in found.values())
        },
    )


def _heads(fields: tuple[str, ...]) -> Heads:
    see = tuple(f"see {word}" for word in MODES if word != "-")
    return {
        "Purpose": (("open",), CODES["purpose"]),
        "People": (fields, SCOPES),
        "Class": (tuple(OUTCOMES), (ANY_CLASS,)),
        "Touchpoint": (see, CODES["touchpoint_type"]),
    }


_NO_TEMPLATES: Mapping[str, object] = {"templates": {}, "templateLinks": []}


def _written(file: str, text: str, schema: str) -> dict[str, Any]:
    """Name → policy as JSON."""
    found: dict[str, Any] = {}
    try:
        policies = json.loads(cedarpy.policies_to_json_str(text))["staticPolicies"].values()
    except ValueError as fault:
        raise SettingError(f"{file} is no Cedar: {fault}", "Correct the file.") from fault
    for policy in policies:
        name = f"{file} {policy.get('annotations', {}).get('id') or ''}"
        if name.endswith(" ") or name in found:
            raise SettingError(f"{file}: a rule has no @id, or that of another ({name}).", "Give each its own.")
        for attribute, word in _compared(policy["conditions"]):
            if word not in WORDS.get(attribute, (word,)):
                raise SettingError(f"{name}: {word!r} is no {attribute}.", "policies/README.md has the words.")
        found[name] = policy
    checked = cedarpy.validate_policies(text, schema)
    if not checked.validation_passed:
        raise SettingError(f"{file}: {checked.errors[0].error}", "policies/README.md has the words.")
    return found


def _compared(node: Any) -> Iterator[tuple[str, str]]:
    """(attribute, text) for each comparison in a condition. `like` would compare with parts of words: none of ours."""
    if isinstance(node, dict):
        sides = [node[side] for side in ("left", "right") if side in node]
        attributes = [side["."]["attr"] for side in sides if "." in side]
        yield from product(attributes, [text for side in sides for text in _texts(side)])
        yield from [("roles", "like")] if "like" in node else []
    for each in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _compared(each)


def _texts(side: Any) -> list[str]:
    """A text, or the texts of a set."""
    values = side.get("Set", [side])
    return [each["Value"] for each in values if isinstance(each.get("Value"), str)]


def _rule(policy: Mapping[str, Any]) -> Rule:
    scope = policy["resource"]
    kinds = {scope["entity_type"]} if "entity_type" in scope else {each["type"] for each in _listed(scope)}
    because = policy["annotations"].get("because") or ""
    return Rule(
        because,
        frozenset(kinds or {"Purpose", "People", "Class", "Touchpoint"}),
        frozenset(_compared(policy["conditions"])),
    )


def _reach(policy: Mapping[str, Any], heads: Heads) -> Iterator[tuple[str, str]]:
    """The actions on things that the head of a policy can be about."""
    acts = {each["id"] for each in _listed(policy["action"])}
    named = {(each["type"], each["id"]) for each in _listed(policy["resource"])}
    for kind, (actions, things) in heads.items():
        if policy["resource"].get("entity_type") in (None, kind):
            ours = [thing for thing in things if not named or (kind, thing) in named]
            yield from product([action for action in actions if not acts or action in acts], ours)


def _listed(scope: Mapping[str, Any]) -> list[dict[str, str]]:
    """The things that the head of a policy names."""
    listed: list[dict[str, str]] = scope.get("entities") or [scope[key] for key in ("entity",) if key in scope]
    return listed


def _schema(heads: Heads) -> str:
    """The words that a policy may use, in Cedar's own schema language."""
    lines = [
        "entity Asker = { roles: Set<String> };",
        "entity User = { agency: String, sector: String, roles: Set<String> };",
        "entity Class = { compartment: String, owner: String, sensitivity: String, sharing: String };",
    ]
    for kind, (actions, things) in heads.items():
        who = "Asker" if kind in ("Purpose", "People") else "User"
        lines += [f"entity {kind} enum {json.dumps(things)};"] if kind != "Class" else []
        applies = f"{{ principal: {who}, resource: {kind}, context: {{ purpose: String }} }}"
        lines.append(f"action {', '.join(map(json.dumps, actions))} appliesTo {applies};")
    return "\n".join(lines)
