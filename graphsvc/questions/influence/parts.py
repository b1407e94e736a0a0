"""From ordered paths and what is on file about their ties to the parts of an answer: pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from graphsvc.catalogue import Row
from graphsvc.model.quality import GROUP_TYPES, TieFacts, lapsed, overlap
from graphsvc.model.site import Site
from graphsvc.questions.influence.answer import InfluencePath, PathAsked, PathStep, StepTie
from graphsvc.questions.influence.order import Ids, Path, Step
from graphsvc.questions.influence.words import (
    CAUTIONS,
    change_sentence,
    group_sentence,
    tie_sentence,
    unknowns,
    weakest_sentence,
)


@dataclass(frozen=True)
class File:
    """What is on file about the paths shown: ties by id with the name of their group and of the staff member who
    stated them, names by person, who agreed to be asked, who must be screened first."""

    ties: Mapping[str, TieFacts]
    groups: Mapping[str, str]
    staff: Mapping[str, str]
    names: Mapping[str, str]
    agreed: Mapping[str, bool]
    unscreened: frozenset[str]

    def said_by(self, tie: TieFacts) -> str | None:
        """Who stated it, by name: a worker, or one of the people of these paths. Nobody else is named."""
        return self.staff.get(tie.id) or self.names.get(tie.stated_by)


def paths_of(paths: Sequence[Path], asked: PathAsked, file: File, site: Site) -> tuple[InfluencePath, ...]:
    """Each path with its steps explained."""
    return tuple(_path(paths, index, asked, file, site) for index in range(len(paths)))


def _path(paths: Sequence[Path], index: int, asked: PathAsked, file: File, site: Site) -> InfluencePath:
    path = paths[index]
    return InfluencePath(
        id=" ".join(path.ids),
        tie_ids=path.ids,
        end=path.end,
        end_name=file.names[path.end],
        steps=tuple(_step(step, asked, file, site) for step in path.steps),
        weakest=path.weakest[0],
        weakest_point=weakest_sentence(path, asked.kind, file.names),
        what_would_change=change_sentence(paths, index, asked.order, file.names),
    )


def _step(step: Step, asked: PathAsked, file: File, site: Site) -> PathStep:
    ties = tuple(file.ties[id] for id in step.ids)
    support = asked.kind == "SUPPORT"
    agreed = file.agreed.get(step.end) if support else None
    group = file.groups.get(ties[0].id)
    since = _since(ties)
    spoken = _ties(step.ids, file)
    again = any(lapsed(tie, asked.as_of, site) for tie in ties)
    return PathStep(
        person=step.end,
        name=file.names[step.end],
        sentence=group_sentence(group, since) if group else spoken[0].sentence,
        ties=spoken,
        strength=step.quality[0],
        group=group,
        since=since,
        parallels=tuple(tie for ids in step.parallels for tie in _ties(ids, file)),
        unknowns=tuple(dict.fromkeys(u for tie in ties for u in unknowns(tie, file.names[step.end], agreed))),
        ask_again=again,
        cautions=tuple(dict.fromkeys(CAUTIONS[tie.tone] for tie in ties if tie.tone in CAUTIONS)),
        agreed_to_be_asked=agreed,
        screen_first=step.end in file.unscreened if support else None,
    )


def _since(ties: Sequence[TieFacts]) -> date | None:
    return overlap(*ties)[0] if len(ties) == 2 else ties[0].valid_from


def _ties(ids: Ids, file: File) -> tuple[StepTie, ...]:
    return tuple(_tie(file.ties[id], file) for id in ids)


def _tie(tie: TieFacts, file: File) -> StepTie:
    said_by = file.said_by(tie)
    return StepTie(
        id=tie.id,
        type=tie.type,
        sentence=tie_sentence(tie, file.names, file.groups.get(tie.id), said_by),
        closeness=tie.closeness,
        tone=tie.tone,
        stated_by=said_by,
        stated_as=tie.stated_as,
        stated_at=tie.stated_at,
        agency=tie.owner,
        verification=tie.verification,
        last_contact=tie.contact,
        sources=tie.sources,
    )


def ids_on(paths: Iterable[Path]) -> tuple[list[str], list[str]]:
    """(people, ties) of these paths, parallel ties too; sorted."""
    steps = [step for path in paths for step in path.steps]
    ties = {id for step in steps for ids in (step.ids, *step.parallels) for id in ids}
    return sorted({end for step in steps for end in (step.start, step.end)}), sorted(ties)


Facts: TypeAlias = tuple[dict[str, TieFacts], dict[str, str], dict[str, str]]
"""(ties, group names, names of the staff who stated them), each by tie id."""


def facts_from(rows: Iterable[Row]) -> Facts:
    """What the rows say."""
    rows = tuple(rows)
    ties = {row["id"]: _facts(row) for row in rows}
    groups = {row["id"]: row["group_name"] for row in rows if row["type"] in GROUP_TYPES}
    return ties, groups, {row["id"]: row["staff_name"] for row in rows if row["staff_name"]}


_DEFAULTS: Mapping[str, str] = {
    "role": "",
    "closeness": "UNKNOWN",
    "frequency": "UNKNOWN",
    "tone": "UNKNOWN",
    "stated_by": "",
    "stated_as": "RECORD",
    "incident": "",
}


def _facts(row: Row) -> TieFacts:
    said = {key: row[key] for key in row if key not in ("group_name", "staff_name", "sources")}
    filled: Row = {key: _DEFAULTS.get(key) if value is None else value for key, value in said.items()}
    return TieFacts(**filled, sources=tuple(row["sources"] or ()))
