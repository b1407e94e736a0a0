"""The typed problems of definitions.md §10, what every Answer carries, and the reasons given with it.

A question's union is written once, beside its answer:

    PersonResult: TypeAlias = Annotated[PersonAnswer | Refusal, strawberry.union("PersonResult", description="…")]
"""

import datetime
from typing import Self, TypeAlias

import strawberry

from graphsvc.model import answers


@strawberry.interface(description="Why a question was not answered, and what to do next.")
class Problem:
    code: str = strawberry.field(description="Stable code, upper-case.")
    message: str = strawberry.field(description="What is the matter, in plain words.")
    retryable: bool = strawberry.field(description="Whether asking again can help.")
    next_step: str = strawberry.field(description="What the asker can do now.")

    @classmethod
    def from_model(cls, problem: answers.Problem) -> Self:
        """This type's view of a problem."""
        return cls(code=problem.code, message=problem.message, retryable=problem.retryable, next_step=problem.next_step)


@strawberry.type(description="The question needs an open purpose.")
class PurposeRequired(Problem):
    pass


@strawberry.type(description="The question needs a consent that is not on file, for a record the asker may see.")
class ConsentRequired(Problem):
    pass


@strawberry.type(description="The question needs a passed safety screen, for a record the asker may see.")
class SafetyCheckRequired(Problem):
    pass


@strawberry.type(description="The asker's roles may not ask this for this purpose; decided before any id is looked at.")
class ForbiddenForRole(Problem):
    pass


@strawberry.type(description="Nothing by that id is shared with the asker: the same for unknown and hidden.")
class NotFound(Problem):
    pass


@strawberry.type(description="The answer took longer than the deadline allows.")
class Late(Problem):
    pass


@strawberry.type(description="What changed since that cursor is not known any more: read what you show anew.")
class ReadAnew(Problem):
    pass


Refusal: TypeAlias = PurposeRequired | ConsentRequired | SafetyCheckRequired | ForbiddenForRole | NotFound | Late

PROBLEM_TYPES: dict[str, type[Refusal]] = {
    "PURPOSE_REQUIRED": PurposeRequired,
    "CONSENT_REQUIRED": ConsentRequired,
    "SAFETY_CHECK_REQUIRED": SafetyCheckRequired,
    "FORBIDDEN_FOR_ROLE": ForbiddenForRole,
    "NOT_FOUND": NotFound,
    "LATE": Late,
}


def refusal(problem: answers.Problem) -> Refusal:
    """The GraphQL type of a problem."""
    return PROBLEM_TYPES[problem.code].from_model(problem)


@strawberry.type(description="A parameter of a reason.")
class ReasonParam:
    name: str = strawberry.field(description="Which.")
    value: str = strawberry.field(description="Its value.")


@strawberry.type(description="One reason: structured, and as a sentence ready to read.")
class Reason:
    code: str = strawberry.field(description="Stable code of the rule or fact.")
    sentence: str = strawberry.field(description="The reason in plain words.")
    params: list[ReasonParam] = strawberry.field(description="What the sentence is about.")
    date: datetime.date | None = strawberry.field(description="Day of the fact, if it has one.")
    source: str | None = strawberry.field(description="Agency it comes from, if one.")

    @classmethod
    def from_model(cls, reason: answers.Reason) -> "Reason":
        """This type's view of a reason."""
        params = [ReasonParam(name=name, value=value) for name, value in reason.params]
        return cls(code=reason.code, sentence=reason.sentence, params=params, date=reason.date, source=reason.source)


@strawberry.interface(description="What every answer carries besides its content.")
class Answer:
    as_of: datetime.date = strawberry.field(description="The day whose facts the answer holds.")
    revision: str = strawberry.field(description="Opaque: moves when this answer's content moves, and only then.")
    policy_version: str = strawberry.field(description="Version of the policy that decided what the asker may see.")
    explanation: str = strawberry.field(description="How the answer was made, in plain words.")
    limits_of_this_answer: list[str] = strawberry.field(description="What the answer cannot know.")
