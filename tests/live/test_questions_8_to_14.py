"""Questions 8 to 14 of domain.md §14: each asked by one who may see the answer and by one who may not.

A row is a question: what is asked and by whom, the whole answer, who else asks and the whole of what they get. Besides,
a social worker of the same agency who has nothing to do with a family is answered as about nobody.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from graphsvc.database.driver import Graph
from graphsvc.importing.run import import_bundle
from tests.live.api import ROOT, Api, api_on, plant

NOTICE = "a notice in a language understood"
FACTORS = (
    "BAND",
    "WISH",
    "WILLINGNESS",
    "CLOSENESS",
    "LAST_CONTACT",
    "SUPPORT_GIVEN",
    "OFFERS",
    "REACHABILITY",
    "DEGREE",
)
FINDINGS = "What the person wishes: ask.|How close they are: find out.|When they last met: find out."
Told = dict[str, Any]


@dataclass(frozen=True)
class Question:
    """A row. `purpose`: what the second asker opens; empty: the usual one."""

    number: int
    document: str
    asks: dict[str, str]
    may: str
    answer: Told
    may_not: str
    refusal: Told
    purpose: str = ""


def page(*rows: Told) -> Told:
    return {"edges": [{"node": row} for row in rows]}


def refused(field: str, step: str = "Request a worker: requestFamilyOutreach.") -> Told:
    return {field: {"__typename": "ForbiddenForRole", "code": "FORBIDDEN_FOR_ROLE", "nextStep": step}}


def placed(name: str, position: int, factors: str, step: str, *unknown: str) -> Told:
    """A relative in a band; `factors`: the values in the order in which they count."""
    reasons = zip(FACTORS, factors.split("/"), strict=True)
    return {
        "name": name,
        "position": position,
        "reasons": [{"code": code, "params": [{"value": value}]} for code, value in reasons],
        "unknowns": [{"sentence": sentence} for sentence in unknown],
        "firstStep": {"sentence": step},
    }


def drawn(kind: str, symbol: str, words: str, quality: str | None = None) -> Told:
    """A line of a genogram. What is said of how it goes has its day."""
    on = "2026-04-06" if quality else None
    return {"kind": kind, "symbol": symbol, "quality": quality, "words": words, "saidOn": on, "questioned": False}


def side(side: str, identified: int, last: str | None, due: str) -> Told:
    word = {"MATERNAL": "mother", "PATERNAL": "father"}[side]
    sentence = (
        f"Somebody on the {word}'s side was put on file last on {last}."
        if last
        else f"No day of a search on the {word}'s side is on file: search now."
    )
    return {"side": side, "identified": identified, "lastSearch": last, "nextSearchDue": due, "sentence": sentence}


BOTH = "Both sides of the family were searched."
SHARED = "Sources that do not share with you are not connected."
BEA = placed(
    "Bea Mockridge",
    1,
    "LEARN_MORE/NOT_ASKED/NOT_ASKED/not known/UNKNOWN/0/0/2/4",
    "Ask Ivy Mockridge about Bea Mockridge.",
    *FINDINGS.split("|"),
    "How to reach them: find a route.",
    "Capacity: ask her.",
)
ASKED = ("Does Ivy Mockridge know Bea Mockridge?", "When was she last seen?", "How can she be reached?")

QUESTIONS: tuple[Question, ...] = (
    Question(
        8,  # Whom should I call first for Marcus?
        """query($p: ID!) { relativesToReach(person: $p) { __typename
          ... on RelativesToReachAnswer {
            mustNotify { edges { node { name dueOn route } } }
            reachFirst { edges { node { ...Placed } } } reachNext { totalCount } later { totalCount }
            learnMore { edges { node { ...Placed questions } } }
            needsSafetyCheck { edges { node { name wouldBe routes { id } } } }
            byRouteOnly { edges { node { name route throughName } } } }
          ... on Problem { code nextStep } } }
        fragment Placed on Relative {
          name position reasons { code params { value } } unknowns { sentence } firstStep { sentence } }""",
        {"p": "p-marcus"},
        "s-sam",
        {
            "relativesToReach": {
                "__typename": "RelativesToReachAnswer",
                "mustNotify": page(
                    {"name": "Carl Sampleton", "dueOn": "2026-05-20", "route": "the court route only"},
                    *(
                        {"name": name, "dueOn": "2026-05-20", "route": NOTICE}
                        for name in (
                            "Dana Mockridge",
                            "Ivy Mockridge",
                            "Joe Mockridge",
                            "Lena Sampleton",
                            "Bea Mockridge",
                        )
                    ),
                ),
                "reachFirst": page(
                    placed(
                        "Ivy Mockridge",
                        1,
                        "REACH_FIRST/YES/YES/strong/2026-04-14/0/0/0/2",
                        "Home visit with the interpreter.",
                    ),
                    placed("Joe Mockridge", 2, "REACH_FIRST/YES/YES/moderate/2026-03-22/1/0/0/3", "Call."),
                    placed(
                        "Lena Sampleton",
                        3,
                        "REACH_FIRST/YES/NOT_ASKED/moderate/2026-02-15/0/0/0/3",
                        "Call.",
                        "Capacity: ask her.",
                    ),
                ),
                "reachNext": {"totalCount": 0},
                "later": {"totalCount": 0},
                "learnMore": page({**BEA, "questions": list(ASKED)}),
                "needsSafetyCheck": page(
                    {"name": "Sal Dummering", "wouldBe": "would be LEARN_MORE, screen first", "routes": []}
                ),
                "byRouteOnly": page(
                    {"name": "Jay Mockridge", "route": "the cleared guardian", "throughName": "Joe Mockridge"}
                ),
            }
        },
        "s-ines",
        refused("relativesToReach"),
    ),
    Question(
        9,  # Is it safe to call his uncle?
        """query($p: ID!) {
          joe: safetyScreen(person: $p, relative: "p-joe") { ...S }
          sal: safetyScreen(person: $p, relative: "p-sal") { ...S }
          carl: safetyScreen(person: $p, relative: "p-carl") { ...S } }
        fragment S on SafetyScreenResult { __typename
          ... on SafetyScreenAnswer { result sentence screenedOn nextScreenBy reasons { code } }
          ... on Problem { code nextStep } }""",
        {"p": "p-marcus"},
        "s-sam",
        {
            "joe": {
                "__typename": "SafetyScreenAnswer",
                "result": "CLEAR",
                "sentence": "A valid screen found nothing against it. Ask again at the moment of contact.",
                "screenedOn": "2026-04-10",
                "nextScreenBy": "2026-07-09",
                "reasons": [],
            },
            "sal": {
                "__typename": "SafetyScreenAnswer",
                "result": "HOLD",
                "sentence": "Do not make contact yet: a check is needed.",
                "screenedOn": None,
                "nextScreenBy": None,
                "reasons": [],
            },
            "carl": {
                "__typename": "SafetyScreenAnswer",
                "result": "DO_NOT_CONTACT",
                "sentence": "Do not make contact.",
                "screenedOn": None,
                "nextScreenBy": None,
                "reasons": [],
            },
        },
        "s-bruno",
        {name: refused("x")["x"] for name in ("joe", "sal", "carl")},
    ),
    Question(
        10,  # Who on the father's side have we not tried?
        """query($p: ID!) {
          marcus: relativeSearchProgress(person: $p) { ...Gap }
          sol: relativeSearchProgress(person: "p-sol") { ...Gap } }
        fragment Gap on RelativeSearchProgressResult { __typename
          ... on RelativeSearchProgressAnswer {
            untried(side: PATERNAL) { edges { node { name relation side reasons { code sentence } leads } } }
            sides { side identified lastSearch nextSearchDue sentence } limitsOfThisAnswer }
          ... on Problem { code nextStep } }""",
        {"p": "p-marcus"},
        "s-sam",
        {
            "marcus": {
                "__typename": "RelativeSearchProgressAnswer",
                "untried": page(
                    {
                        "name": "Lena Sampleton",
                        "relation": "paternal aunt",
                        "side": "PATERNAL",
                        "reasons": [{"code": "NOT_TRIED", "sentence": "No attempt and no notice is on file."}],
                        "leads": ["EOHHS"],
                    }
                ),
                "sides": [
                    side("MATERNAL", 5, "2026-04-06", "2026-10-06"),
                    side("PATERNAL", 2, "2026-04-06", "2026-10-06"),
                ],
                "limitsOfThisAnswer": [BOTH, SHARED],
            },
            "sol": {
                "__typename": "RelativeSearchProgressAnswer",
                "untried": page(),
                "sides": [side("MATERNAL", 4, "2026-04-08", "2026-10-08"), side("PATERNAL", 0, None, "2026-04-20")],
                "limitsOfThisAnswer": [BOTH, "Nobody on the father's side is on file: a gap to close.", SHARED],
            },
        },
        "s-stan",
        {name: refused("x", "Request a worker.")["x"] for name in ("marcus", "sol")},
    ),
    Question(
        11,  # What did we try with grandmother and what did she say?
        """query($p: ID!) { contactAttempts(person: $p, relative: "p-ivy") { __typename
          ... on ContactAttemptsAnswer {
            attempts { edges { node { mode at by outcome nextStep } } }
            willingness limits language interpreterNeeded askAgainOn coolDownUntil bestNextTime }
          ... on Problem { code nextStep } } }""",
        {"p": "p-marcus"},
        "s-sam",
        {
            "contactAttempts": {
                "__typename": "ContactAttemptsAnswer",
                "attempts": page(
                    {
                        "mode": "IN_HOME",
                        "at": "2026-04-14T22:30:00+00:00",
                        "by": "s-cora",
                        "outcome": "SPOKE_WILLING",
                        "nextStep": "Bring the interpreter again.",
                    },
                    {
                        "mode": "PHONE",
                        "at": "2026-04-11T22:00:00+00:00",
                        "by": "s-cora",
                        "outcome": "NO_ANSWER",
                        "nextStep": None,
                    },
                ),
                "willingness": "YES",
                "limits": "Not after eight; no overnight stay",
                "language": "kea",
                "interpreterNeeded": True,
                "askAgainOn": "2026-05-01",
                "coolDownUntil": None,
                "bestNextTime": "As stated: weekday evenings.",
            }
        },
        "s-ines",
        refused("contactAttempts"),
    ),
    Question(
        12,  # Who could sit with her at court on Thursday? Hal would drive, and an order keeps him from her brother
        """query($p: ID!) { relativesToReach(person: $p) { __typename
          ... on RelativesToReachAnswer { detail
            reachFirst { edges { node { ...Offering } } } reachNext { edges { node { ...Offering } } }
            learnMore { edges { node { ...Offering } } } needsSafetyCheck { edges { node { ...Offering } } } }
          ... on Problem { code nextStep } } }
        fragment Offering on Relative {
          name offered { roles capacity limits saidOn } travelMinutes screenedOn }""",
        {"p": "p-ada"},
        "s-sam",
        {
            "relativesToReach": {
                "__typename": "RelativesToReachAnswer",
                "detail": "FULL",
                "reachFirst": page(
                    {
                        "name": "Rex Pretendre",
                        "offered": {
                            "roles": ["ATTEND_MEETING", "TRANSPORT"],
                            "capacity": "AVAILABLE",
                            "limits": "Not before noon",
                            "saidOn": "2026-04-10",
                        },
                        "travelMinutes": 10,
                        "screenedOn": "2026-04-10",
                    },
                    {
                        "name": "Pia Pretendre",
                        "offered": {
                            "roles": ["LISTEN"],
                            "capacity": "AVAILABLE",
                            "limits": None,
                            "saidOn": "2026-04-10",
                        },
                        "travelMinutes": None,  # her place is kept
                        "screenedOn": "2026-04-10",
                    },
                ),
                "reachNext": page(),
                "learnMore": page(),
                "needsSafetyCheck": page(
                    {"name": "Tess Garrowmede", "offered": None, "travelMinutes": 5, "screenedOn": "2026-04-10"}
                ),
            }
        },
        "s-carmen",
        {
            "relativesToReach": {
                "__typename": "RelativesToReachAnswer",
                "detail": "COUNTS",
                **dict.fromkeys(("reachFirst", "reachNext", "learnMore", "needsSafetyCheck"), page()),
            }
        },
    ),
    Question(
        13,  # May I tell the school / police this?
        """query($p: ID!) {
          school: mayDisclose(person: $p, what: PROGRAMME, to: "BPS") { ...May }
          police: mayDisclose(person: $p, what: CHILD_WELFARE, to: "BPD") { ...May } }
        fragment May on MayDiscloseResult { __typename
          ... on MayDiscloseAnswer {
            may consent mayBeSaid nextStep rule { code sentence source }
            prepared { subjectName lawfulBasis entry { agency owner purpose statements } } }
          ... on Problem { code nextStep } }""",
        {"p": "p-marcus"},
        "s-sam",
        {
            "school": {
                "__typename": "MayDiscloseAnswer",
                "may": True,
                "consent": None,
                "mayBeSaid": "Everything of that kind.",
                "nextStep": "Tell no more than this, and log it: the entry is prepared.",
                "rule": {
                    "code": "BY_TABLE",
                    "sentence": "What is of that kind is for that agency: yes.",
                    "source": "compartments.csv, touchpoints.csv",
                },
                "prepared": {
                    "subjectName": "Marcus Sampleton",
                    "lawfulBasis": "NEED_RIGHT_TO_KNOW",
                    "entry": {
                        "agency": "BPS",
                        "owner": "EOHHS",
                        "purpose": "FAMILY_SUPPORT",
                        "statements": ["b-marcus", "e-marcus", "n-marcus"],
                    },
                },
            },
            "police": {
                "__typename": "MayDiscloseAnswer",
                "may": False,
                "consent": None,
                "mayBeSaid": None,
                "nextStep": "Say nothing of it. In imminent danger to life: breakGlass, or your supervisor.",
                "rule": {
                    "code": "NOT_FOR_THEM",
                    "sentence": "A child-welfare record stays with its agency.",
                    "source": "compartments.csv",
                },
                "prepared": None,
            },
        },
        "s-eve",
        {name: refused("x", "Request a worker.")["x"] for name in ("school", "police")},
        "PROGRAMME_MANAGEMENT",
    ),
    Question(
        14,  # Show the family as a genogram for the meeting. Wen and her son are absent, Vic and Hal named
        """query($p: ID!) { genogram(person: $p) { __typename
          ... on GenogramAnswer {
            people { title relation generation symbols } lines { kind symbol quality words saidOn questioned }
            picture(format: PDF) { mediaType } }
          ... on Problem { code nextStep } } }""",
        {"p": "p-ada"},
        "s-sam",
        {
            "genogram": {
                "__typename": "GenogramAnswer",
                "people": [
                    {"title": title, "relation": relation, "generation": generation, "symbols": symbols.split()}
                    for title, relation, generation, symbols in (
                        ("Pia Pretendre", "maternal grandmother", 0, "CIRCLE"),
                        ("Tess Garrowmede", "paternal aunt", 1, "CIRCLE"),
                        ("Vic Garrowmede", "father", 1, "SQUARE"),
                        ("Iris Pretendre", "mother", 1, "CIRCLE"),
                        ("Hal Pretendre", "maternal uncle", 1, "SQUARE"),
                        ("Ada Pretendre", None, 2, "CIRCLE FOCAL"),
                        ("Rex Pretendre", "brother", 2, "SQUARE"),
                    )
                ],
                "lines": [
                    drawn("STATED", "STATED", "maternal uncle", "STRONG"),
                    drawn("CHILD", "BIRTH", "mother; guardian"),
                    drawn("STATED", "STATED", "maternal grandmother", "STRONG"),
                    drawn("SIBLING", "SIBLINGS", "brother"),
                    drawn("QUALITY", "SIBLINGS", "brother", "STRONG"),
                    drawn("STATED", "STATED", "paternal aunt", "MODERATE"),
                    drawn("CHILD", "BIRTH", "father"),
                    drawn("QUALITY", "BIRTH", "father", "STRONG"),
                ],
                "picture": {"mediaType": "application/pdf"},
            }
        },
        "s-hana",
        refused("genogram"),
    ),
)
SAID = {"compartment": "FAMILY", "owner": "EOHHS", "stated_as": "WORKER"}
TRIED = {"relative": "p-ivy", "person": "p-marcus", "by": "s-cora", **SAID}
PLANTED: dict[str, list[dict[str, str]]] = {
    "staff": [{"id": "s-nora", "name": "Nora Fennimore", "agency": "EOHHS", "roles": "SOCIAL_WORKER"}],
    "contact_attempts": [
        {"id": "ca-ivy-1", "mode": "PHONE", "at": "2026-04-11T18:00:00-04:00", "outcome": "NO_ANSWER", **TRIED},
        {"id": "ca-ivy-2", "mode": "IN_HOME", "at": "2026-04-14T18:30:00-04:00", "outcome": "SPOKE_WILLING",
         "next_step": "Bring the interpreter again.", **TRIED},
    ],
    "assessments": [
        {"id": "a-ivy-2", "relative": "p-ivy", "person": "p-marcus", "willingness": "YES", "roles": "VISIT|LISTEN",
         "capacity": "LIMITED", "limits": "Not after eight; no overnight stay", "language": "kea",
         "interpreter_needed": "yes", "interpreter_arranged": "yes", "last_in_person": "2026-04-14",
         "ask_again_on": "2026-05-01", **SAID, "stated_as": "FAMILY", "stated_by": "p-ivy", "stated_at": "2026-04-14"},
    ],
}  # fmt: skip
"""Nora works for the same agency and has no caseload; Cora spoke with Ivy since."""


@pytest.fixture(scope="module")
async def api(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Api:
    home: Path = tmp_path_factory.mktemp("questions")
    made = await api_on(graph, home)
    more = await import_bundle(ROOT / "seed" / "families_more", graph, made.served.settings, made.served.clock)
    assert more.problems == ()
    await plant(made, home / "planted", **PLANTED)
    return made


def test_every_question_of_the_social_worker_has_its_row() -> None:
    assert [q.number for q in QUESTIONS] == list(range(8, 15))


@pytest.mark.parametrize("q", QUESTIONS, ids=lambda q: str(q.number))
async def test_who_may_see_it_gets_the_whole_answer(api: Api, q: Question) -> None:
    assert await api.ask(q.document, q.asks, as_=q.may) == q.answer


@pytest.mark.parametrize("q", QUESTIONS, ids=lambda q: str(q.number))
async def test_who_may_not_is_refused_the_same_for_a_person_who_is_not_there(api: Api, q: Question) -> None:
    """By role alone; a coordinator who is not assigned gets counts of the programme's people, and nobody's name."""
    assert await api.ask(q.document, q.asks, as_=q.may_not, purpose=q.purpose) == q.refusal
    if "ForbiddenForRole" in str(q.refusal):
        nobody = await api.ask(q.document, {"p": "p-nobody"}, as_=q.may_not, purpose=q.purpose)
        assert nobody == q.refusal


@pytest.mark.parametrize("q", QUESTIONS, ids=lambda q: str(q.number))
async def test_a_colleague_without_the_family_is_answered_as_about_nobody(api: Api, q: Question) -> None:
    theirs = await api.ask(q.document, q.asks, as_="s-nora")
    nobody = await api.ask(q.document, {"p": "p-nobody"}, as_="s-nora")
    assert theirs == nobody
    assert {each["code"] for each in theirs.values()} == {"NOT_FOUND"}


async def test_a_street_worker_is_not_told_what_a_relative_offers(api: Api) -> None:
    """Names and wishes only (definitions.md §8)."""
    await plant(
        api,
        api.served.settings.home / "stan",
        assignments=[{"id": "as-stan-ada", "staff": "s-stan", "person": "p-ada", "valid_from": "2026-04-01"}],
    )
    q = next(each for each in QUESTIONS if each.number == 12)
    told = (await api.ask(q.document, q.asks, as_="s-stan", purpose="SUPPORT"))["relativesToReach"]
    shown = [{"name": name, "offered": None, "travelMinutes": None, "screenedOn": "2026-04-10"} for name in
             ("Rex Pretendre", "Pia Pretendre")]  # fmt: skip
    assert (told["detail"], told["reachFirst"], told["needsSafetyCheck"]) == ("NAMES", page(*shown), page())


async def test_the_picture_for_the_meeting_is_on_record_as_printed(api: Api) -> None:
    """Whoever is in it can be told; who is not, was not."""
    await api.ask(QUESTIONS[-1].document, QUESTIONS[-1].asks)
    audit = api.served.audit
    fields = {who: {look.field for look in audit.looks(audit.hashes(who))} for who in ("p-hal", "p-wen")}
    assert "genogram:PRINT" in fields["p-hal"]
    assert not {"genogram", "genogram:PRINT"} & fields["p-wen"]
