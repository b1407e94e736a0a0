"""Influence paths in plain words: tables of sentences, and short functions that fill them in."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from graphsvc.model.kin import KIN_ROLES
from graphsvc.model.quality import TieFacts
from graphsvc.model.ties import TIE_WORDS
from graphsvc.questions.influence.answer import ASSUMED, PathAsked
from graphsvc.questions.influence.order import Path, Step

STRENGTH_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "SUPPORT": ("very weak", "weak", "of unknown strength", "moderate", "strong", "very strong"),
        "PEER": ("", "a field observation only", "one group", "one incident", "two incidents", "three or more"),
    }
)
"""Kind → strength 0 to 5 in words."""
STATED_AS: Mapping[str, str] = MappingProxyType(
    {
        "PERSON": "the person",
        "FAMILY": "a family member",
        "WORKER": "a worker",
        "RECORD": "a record",
        "OFFICER": "an officer",
    }
)
CONTACTS: Mapping[str, str] = MappingProxyType(
    {"DAILY": "daily", "WEEKLY": "weekly", "MONTHLY": "monthly", "YEARLY": "yearly", "NONE": "no contact"}
)
FIXED = {
    "SUPPORT": "Built from what is shared with you. Before a first contact, run the screen.",
    "PEER": "Built from what is shared with you.",
}
ASSUMPTION = "What was assumed is stored nowhere and changes nothing that protects people."
CAUTIONS: Mapping[str, str] = MappingProxyType({"CONFLICT": "There is conflict between them."})


def day_words(day: date) -> str:
    """2 April 2026."""
    return f"{day.day} {day:%B} {day.year}"


def tie_sentence(tie: TieFacts, names: Mapping[str, str], group: str | None, stated_by: str | None) -> str:
    """The tie in its own direction, then by whom and when it was stated, where from, and how it goes."""
    role = KIN_ROLES[tie.role].words if tie.role in KIN_ROLES else "relative"
    said = TIE_WORDS[tie.type].format(a=names[tie.a], b=names.get(tie.b, ""), role=role, group=group)
    happened = f" on {day_words(tie.at)}" if tie.at else ""
    return "; ".join((said + happened, _stated(tie, stated_by), *_how(tie))) + "."


def _stated(tie: TieFacts, stated_by: str | None) -> str:
    if tie.id.startswith(ASSUMED):
        return "assumed for this question, on no file"
    who = stated_by or STATED_AS[tie.stated_as]
    when = f" on {day_words(tie.stated_at)}" if tie.stated_at else ""
    return f"stated by {who}{when} ({tie.owner}, {tie.verification.lower()})"


def _how(tie: TieFacts) -> tuple[str, ...]:
    closeness = "" if tie.closeness == "UNKNOWN" else tie.closeness.lower().replace("_", " ")
    contact = f"last contact {day_words(tie.last_contact)}" if tie.last_contact else ""
    return tuple(part for part in (closeness, CONTACTS.get(tie.frequency, ""), contact) if part)


def group_sentence(group: str, since: date | None) -> str:
    """How a step through a household or gang is worded."""
    return f"Both linked to {group} since {day_words(since) if since else 'an unknown day'}."


def unknowns(tie: TieFacts, name: str, agreed: bool | None) -> tuple[str, ...]:
    """What is not known about a tie and about the one it leads to, as things to find out."""
    missing = (
        (tie.kind == "SUPPORT" and tie.closeness == "UNKNOWN", "How close they are."),
        (tie.contact is None, "When they were last in contact."),
        (tie.kind == "SUPPORT" and tie.said_on is None, "When this was stated."),
        (tie.kind == "SUPPORT" and agreed is None, f"Whether {name} has agreed to be asked."),
    )
    return tuple(sentence for unknown, sentence in missing if unknown)


def between(step: Step, names: Mapping[str, str]) -> str:
    """The two people of a step."""
    return f"{names[step.start]} and {names[step.end]}"


def weakest_step(path: Path) -> Step:
    """The step that is the path's weakest; the first of them from P outward."""
    return min(path.steps, key=lambda step: step.quality)


def weakest_sentence(path: Path, kind: str, names: Mapping[str, str]) -> str:
    """The one sentence about the weakest tie."""
    step = weakest_step(path)
    strength, contact, _ = step.quality
    last = f"last contact {day_words(date.fromordinal(contact))}" if contact else "last contact unknown"
    return f"Weakest point: the tie between {between(step, names)}, {STRENGTH_WORDS[kind][strength]}, {last}."


def change_sentence(paths: Sequence[Path], index: int, order: str, names: Mapping[str, str]) -> str:
    """The one sentence that says what would change the order: against the path above, or for the first, below."""
    if len(paths) == 1:
        return "This is the only path; a new tie could add another."
    above, below = (paths[index - 1], paths[index]) if index else (paths[0], paths[1])
    factor = _first_difference(above, below, order)
    tie = between(weakest_step(below), names)
    if index:
        return BEHIND[factor].format(tie=tie, rank=index)
    return AHEAD[factor].format(tie=between(weakest_step(above), names))


BEHIND: Mapping[str, str] = MappingProxyType(
    {
        "strength": "A closer tie between {tie} would move this path towards path {rank}, above it.",
        "contact": "A more recent contact between {tie} would move this path towards path {rank}, above it.",
        "sources": "Another source for the tie between {tie} would move this path towards path {rank}, above it.",
        "steps": "Fewer steps would move this path towards path {rank}, above it.",
        "id": "Nothing but its id puts this path after path {rank}: the two are equal.",
    }
)
AHEAD: Mapping[str, str] = MappingProxyType(
    {
        "strength": "If the tie between {tie} grew weaker, path 2 could come first.",
        "contact": "If {tie} stayed out of touch, path 2 could come first.",
        "sources": "Another source for its weakest tie could put path 2 first.",
        "steps": "A path of fewer steps could put path 2 first.",
        "id": "Nothing but its id puts this path first: path 2 is equal.",
    }
)
_FACTORS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "WEAKEST_LINK": ("strength", "contact", "sources", "steps"),
        "FEWEST_STEPS": ("steps", "strength", "contact", "sources"),
    }
)


def _first_difference(above: Path, below: Path, order: str) -> str:
    """The first factor of the order in which the two differ; their ids when none."""
    values = [
        {"strength": p.weakest[0], "contact": p.weakest[1], "sources": p.weakest[2], "steps": len(p.steps)}
        for p in (above, below)
    ]
    return next((f for f in _FACTORS[order] if values[0][f] != values[1][f]), "id")


EMPTY = "No path is found with what is shared with you."
ORDER_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "WEAKEST_LINK": "the strongest weakest tie first, then fewer steps, then the ties' ids",
        "FEWEST_STEPS": "fewer steps first, then the strongest weakest tie, then the ties' ids",
    }
)


def explanation(asked: PathAsked, shown: int, hints: Sequence[str]) -> str:
    """How the answer was made; for an empty one, which of the asker's own arguments stands in the way."""
    if not shown:
        none = "None of your own arguments, relaxed alone, would change that."
        return " ".join((EMPTY, *(hints or (none,))))
    what = "Paths to the people asked for" if asked.targets else "The best path to each person who could help"
    respects = "" if asked.period is None else ", no tie ended before an earlier one began"
    return f"{what}, {asked.kind} ties only, at most {asked.max_steps} steps{respects}: {ORDER_WORDS[asked.order]}."
