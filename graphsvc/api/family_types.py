"""Kinship in GraphQL: lines with the people on the way and the ties they rest on, and what was only stated."""

from datetime import date

import strawberry

from graphsvc.api.base import Source, node_id, shaped
from graphsvc.api.enums import CODE, code_enum_of
from graphsvc.api.kinship import TIE_KIND
from graphsvc.api.paging import PageInfo, paged
from graphsvc.api.problems import Answer, Reason
from graphsvc.kinship.descent import FULL, HALF, UNKNOWN
from graphsvc.kinship.life import STATES
from graphsvc.kinship.lines import BASES
from graphsvc.model.paging import Page
from graphsvc.model.ties import KIND_OF_TYPE
from graphsvc.questions.family import answer

LINE_BASIS = code_enum_of("LineBasis", BASES, "What a line of kinship rests on: one adoption makes it one of law.")
WHOLE = code_enum_of("Whole", (FULL, HALF, UNKNOWN), "Whether two children share both parents, or one.")
KNOWN = code_enum_of("KinshipKnown", answer.KNOWN, "How it is known that two people are kin; none is not unrelated.")
LIFE = code_enum_of("LifeState", STATES, "Whether somebody lives on a day; nothing is presumed.")


@strawberry.type(description="Somebody in an answer about kinship.")
class KinPerson:
    person_id: strawberry.ID = strawberry.field(description="Global id.")
    name: str = strawberry.field(description="By visible names only.")

    @classmethod
    def from_model(cls, person: answer.KinPerson) -> "KinPerson":
        """The GraphQL view of somebody."""
        return cls(person_id=node_id("Person", person.person), name=person.name)


@strawberry.type(description="A tie that an answer rests on, in its own direction.")
class KinTie:
    tie_id: strawberry.ID = strawberry.field(description="Id of the tie, as in paths, for contest and reportError.")
    kind: str = strawberry.field(graphql_type=TIE_KIND.type, description="Kind of tie.")
    sentence: str = strawberry.field(description="The tie as a sentence.")
    last_contact: date | None = strawberry.field(description="Last known contact between the two.")
    source: Source = strawberry.field(description="Who owns the statement, who said it and when.")

    @classmethod
    def from_model(cls, tie: answer.KinTie) -> "KinTie":
        """The GraphQL view of a tie."""
        kind, source = KIND_OF_TYPE[tie.type], Source.from_model(tie.source)
        return shaped(cls, tie, tie_id=strawberry.ID(tie.id), kind=kind, source=source)


@strawberry.type(description="One line between two people, worked out from the ties named.")
class KinLine:
    words: str = strawberry.field(description="What the last one is to the first.")
    code: str | None = strawberry.field(
        graphql_type=CODE["kin_role"] | None, description="The HL7 code, where there is one."
    )
    degree: int = strawberry.field(description="Civil-law degree: the steps up and down, a marriage counting one.")
    side: str = strawberry.field(graphql_type=CODE["side"], description="By the first parent on the way.")
    basis: str = strawberry.field(graphql_type=LINE_BASIS.type, description="Blood, law, marriage or fostering.")
    whole: str | None = strawberry.field(graphql_type=WHOLE.maybe, description="Full or half; null: not asked there.")
    sentence: str = strawberry.field(description="The words, and through whom.")
    people: list[KinPerson] = strawberry.field(description="Those on the way, both ends included.")
    common_ancestors: list[KinPerson] = strawberry.field(description="Who stands at its top; empty: a direct line.")
    ties: list[KinTie] = strawberry.field(description="What it is worked out from, each with its source.")

    @classmethod
    def from_model(cls, line: answer.KinLine) -> "KinLine":
        """The GraphQL view of a line."""
        return shaped(
            cls,
            line,
            whole=line.whole or None,
            people=[KinPerson.from_model(each) for each in line.people],
            common_ancestors=[KinPerson.from_model(each) for each in line.common],
            ties=[KinTie.from_model(each) for each in line.ties],
        )


@strawberry.type(description="What somebody stated one person to be to another; no line is worked out from it.")
class StatedKin:
    words: str = strawberry.field(description="What the other one was stated to be.")
    code: str | None = strawberry.field(
        graphql_type=CODE["kin_role"] | None, description="The HL7 code, where there is one."
    )
    degree: int | None = strawberry.field(description="Civil-law degree of that role; null: no kinship.")
    side: str = strawberry.field(graphql_type=CODE["side"], description="Which side of the family, as stated.")
    basis: str | None = strawberry.field(
        graphql_type=LINE_BASIS.maybe, description="Blood, law, marriage or fostering; null: no kinship."
    )
    tie: KinTie = strawberry.field(description="The tie, with its source.")

    @classmethod
    def from_model(cls, said: answer.StatedKin) -> "StatedKin":
        """The GraphQL view of stated kin."""
        return shaped(cls, said, tie=KinTie.from_model(said.tie))


@strawberry.type(description="What in a family cannot be as it is on file, or not all of it. Nothing is changed.")
class KinIssue:
    code: str = strawberry.field(description="LOOP, PARENT_YOUNGER, PARENT_DEAD, MANY_PARENTS or STATED_OTHERWISE.")
    sentence: str = strawberry.field(description="What is the matter.")
    next_step: str = strawberry.field(description="What to do now.")
    people: list[KinPerson] = strawberry.field(description="Whom it is about.")
    ties: list[KinTie] = strawberry.field(description="The ties that it rests on.")

    @classmethod
    def from_model(cls, issue: answer.KinIssue) -> "KinIssue":
        """The GraphQL view of an issue."""
        return shaped(
            cls,
            issue,
            people=[KinPerson.from_model(each) for each in issue.people],
            ties=[KinTie.from_model(each) for each in issue.ties],
        )


@strawberry.type(description="How two people are related, as far as it is shared with the asker.")
class KinshipAnswer(Answer):
    a: KinPerson = strawberry.field(description="From whose side it is told.")
    b: KinPerson = strawberry.field(description="What this one is to a.")
    known: str = strawberry.field(graphql_type=KNOWN.type, description="How it is known.")
    words: str = strawberry.field(description="All that b is to a, nearest first.")
    lines: list[KinLine] = strawberry.field(description="Every line worked out, nearest first; at most 20.")
    stated: list[StatedKin] = strawberry.field(description="What was stated between the two, nearest first.")
    contradictions: list[KinIssue] = strawberry.field(description="Where what was stated is none of the lines.")
    more: bool = strawberry.field(description="Whether there may be lines further than those shown.")


@strawberry.type(description="A relative, by the nearest line that was asked for, else by what was stated.")
class RelatedPerson:
    person_id: strawberry.ID = strawberry.field(description="Global id.")
    name: str = strawberry.field(description="By visible names only.")
    words: str = strawberry.field(description="What the relative is to the person.")
    code: str | None = strawberry.field(
        graphql_type=CODE["kin_role"] | None, description="The HL7 code, where there is one."
    )
    degree: int = strawberry.field(description="Civil-law degree.")
    side: str = strawberry.field(graphql_type=CODE["side"], description="Which side of the family.")
    basis: str = strawberry.field(graphql_type=LINE_BASIS.type, description="Blood, law, marriage or fostering.")
    known: str = strawberry.field(graphql_type=KNOWN.type, description="Worked out, stated, or both.")
    life: str = strawberry.field(graphql_type=LIFE.type, description="Whether they live on the day asked for.")
    life_reasons: list[Reason] = strawberry.field(description="What says so.")
    line: KinLine | None = strawberry.field(description="The nearest line; null: stated only.")
    stated: list[StatedKin] = strawberry.field(description="What was stated between the two.")

    @classmethod
    def from_model(cls, relative: answer.RelatedPerson) -> "RelatedPerson":
        """The GraphQL view of a relative."""
        return shaped(
            cls,
            relative,
            person_id=node_id("Person", relative.person),
            life_reasons=[Reason.from_model(each) for each in relative.life_reasons],
            line=KinLine.from_model(relative.line) if relative.line else None,
            stated=[StatedKin.from_model(each) for each in relative.stated],
        )


@strawberry.type(description="A relative in a list.")
class RelatedEdge:
    cursor: str = strawberry.field(description="Where this row stands in its list.")
    node: RelatedPerson = strawberry.field(description="The relative.")


@strawberry.type(description="Relatives, page by page.")
class RelatedConnection:
    edges: list[RelatedEdge] = strawberry.field(description="The rows of this page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    total_count: int = strawberry.field(description="All relatives that the asker may see here.")

    @classmethod
    def from_model(cls, page: Page[answer.RelatedPerson]) -> "RelatedConnection":
        """The GraphQL view of a page of relatives."""
        rows = zip(page.rows, page.cursors, strict=True)
        return cls(
            edges=[RelatedEdge(cursor=cursor, node=RelatedPerson.from_model(row)) for row, cursor in rows],
            **paged(page),
        )


@strawberry.type(description="A person's relatives to a degree, as far as they are shared with the asker.")
class RelativesAnswer(Answer):
    person: KinPerson = strawberry.field(description="Whose relatives.")
    living_at: date = strawberry.field(description="The day for which it is told who lives.")
    relatives: RelatedConnection = strawberry.field(description="Nearest first.")
    truncated: bool = strawberry.field(description="Whether there may be others, which were not looked for.")


@strawberry.type(description="What in a person's family cannot be as it is on file.")
class KinIssuesAnswer(Answer):
    person: KinPerson = strawberry.field(description="Whose family.")
    issues: list[KinIssue] = strawberry.field(description="By code and people; at most 100.")
    truncated: bool = strawberry.field(description="Whether there may be others, which were not looked for.")
