"""The documents that the reach tests ask, and the shapes that they compare."""

from typing import Any

REACH = """
fragment Row on RelativeConnection {
  totalCount
  edges { node {
    personId name relation side band position wouldBe tasks questions bestNextTime travelMinutes
    screenedOn sources validUntil
    reasons { code sentence params { value } }
    unknowns { code sentence }
    firstStep { code sentence mode language interpreter roles }
    cautions { code sentence }
    routes { id kind label verifiedAt }
    attempts { outcome }
    suggestedCallers { staff agency reasons { code } }
  } }
}
query Reach($person: ID!, $asOf: Date) {
  relativesToReach(person: $person, asOf: $asOf) {
    __typename
    ... on RelativesToReachAnswer {
      asOf explanation limitsOfThisAnswer stage detail gaps leadAgency nextAction nextActionDue
      counts { name total }
      mustNotify { edges { node { name relation dueOn route notifiedOn } } }
      needsSafetyCheck { ...Row }
      byRouteOnly { edges { node { name relation route throughName } } }
      reachFirst { ...Row } reachNext { ...Row } learnMore { ...Row } later { ...Row }
    }
    ... on Problem { code message retryable nextStep }
  }
}
"""
BANDS = ("reachFirst", "reachNext", "learnMore", "later")


def nodes(connection: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a page."""
    return [edge["node"] for edge in connection["edges"]]


def names(answer: dict[str, Any]) -> dict[str, list[str]]:
    """List → first names, in order."""
    lists = ("mustNotify", "needsSafetyCheck", "byRouteOnly", *BANDS)
    return {each: [row["name"].split()[0] for row in nodes(answer[each])] for each in lists}
