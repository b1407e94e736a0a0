"""The claims table: what a token's claims make of somebody, what refuses them, and a table that cannot work."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.access.claims import principal_of
from graphsvc.errors import SettingError, TokenRefused
from graphsvc.model.asker import Principal
from graphsvc.model.claims import ClaimTable, read_claims
from graphsvc.model.codes import CODES
from graphsvc.model.site import Site, read_site

SHIPPED = Path(__file__).parents[2] / "policies" / "site.toml"
GOOD: dict[str, Any] = {
    "sub": "s-sam",
    "client_id": "explorer",
    "agency": "EOHHS",
    "roles": ["SOCIAL_WORKER", "SUPERVISOR", "SOCIAL_WORKER"],
    "jti": "j-1",
}
SAM = Principal("s-sam", "EOHHS", "HUMAN_SERVICES", ("SOCIAL_WORKER", "SUPERVISOR"), "j-1")
FOREIGN = """
purpose_hours = 4
[claims]
user = ["staff", "id"]
agency = ["office"]
roles = ["resource_access", "graphsvc", "roles"]
sector = ["sector"]
[claims.agency_words]
"Harbor Police" = "HPD"
[claims.role_words]
detective = "INVESTIGATOR"
offline_access = ""
[claims.sectors]
HPD = "LAW_ENFORCEMENT"
[claims.services]
kind = "robot-?"
"""
INES: dict[str, Any] = {
    "sub": "0b9f",
    "azp": "explorer",
    "staff": {"id": "s-ines"},
    "office": "Harbor Police",
    "sector": "LAW_ENFORCEMENT",
    "resource_access": {"graphsvc": {"roles": ["detective", "offline_access"]}},
    "jti": "j-2",
}


@pytest.fixture
def foreign(tmp_path: Path) -> ClaimTable:
    return read_claims(written(tmp_path, FOREIGN))


def written(folder: Path, text: str) -> Path:
    path = folder / "site.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_our_own_words_need_no_table() -> None:
    assert principal_of(ClaimTable(), GOOD, "t") == SAM


def test_a_providers_own_words_and_places_are_read_by_the_table(foreign: ClaimTable) -> None:
    assert principal_of(foreign, INES, "t") == Principal("s-ines", "HPD", "LAW_ENFORCEMENT", ("INVESTIGATOR",), "j-2")


def test_a_service_on_behalf_of_a_user_is_named_beside_her() -> None:
    said = {**GOOD, "act": {"sub": "reports", "act": {"sub": "gateway"}}}
    assert principal_of(ClaimTable(), said, "t").actor == "reports"


def test_without_an_id_the_token_itself_is_what_a_purpose_is_bound_to() -> None:
    said = {name: value for name, value in GOOD.items() if name != "jti"}
    first, again, other = (principal_of(ClaimTable(), said, token).token_id for token in ("t", "t", "u"))
    assert first == again != other and first.startswith("sha256:")


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no agency": ({"agency": None}, "agency"),
    "an agency of nowhere": ({"agency": "FBI"}, "agency"),
    "agencies": ({"agency": ["EOHHS"]}, "agency"),
    "no roles": ({"roles": None}, "roles"),
    "an empty list of roles": ({"roles": []}, "roles"),
    "roles as text": ({"roles": "SOCIAL_WORKER"}, "roles"),
    "an unknown role beside a known one": ({"roles": ["SOCIAL_WORKER", "EMPEROR"]}, "roles"),
    "a number as role": ({"roles": [1]}, "roles"),
    "a number as user": ({"sub": 7}, "user"),
    "a blank user": ({"sub": " "}, "user"),
    "a user of 201 characters": ({"sub": "s" * 201}, "user"),
    "an empty jti": ({"jti": ""}, "jti"),
    "a list as jti": ({"jti": ["j"]}, "jti"),
    "an actor that is none": ({"act": "reports"}, "act"),
    "an actor without a name": ({"act": {"client_id": "reports"}}, "act"),
    "an actor that is the user": ({"act": {"sub": "s-sam"}}, "act"),
    "no actor where one is said": ({"act": None}, "act"),
    "a client as its own subject": ({"client_id": "s-sam"}, "on behalf"),
    "the same, as azp": ({"azp": "s-sam"}, "on behalf"),
    "the same, as appid": ({"appid": "s-sam"}, "on behalf"),
    "the same, as cid": ({"cid": "s-sam"}, "on behalf"),
    "a client, as Auth0 says it": ({"gty": "client-credentials"}, "on behalf"),
    "a client, as Entra says it": ({"idtyp": "app"}, "on behalf"),
    "a client, as Keycloak says it": ({"preferred_username": "service-account-reports"}, "on behalf"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_missing_unknown_or_a_services_own_is_refused(name: str) -> None:
    changed, word = REFUSED[name]
    with pytest.raises(TokenRefused, match=word):
        principal_of(ClaimTable(), {**GOOD, **changed}, "t")


FOREIGN_REFUSED: dict[str, dict[str, Any]] = {
    "a sector that is not the agency's": {"sector": "EDUCATION"},
    "a sector that is none": {"sector": "MOON"},
    "no sector where the token must say it": {"sector": None},
    "our word where the table has others": {"office": "HPD"},
    "our role where the table has others": {"resource_access": {"graphsvc": {"roles": ["INVESTIGATOR"]}}},
    "nothing but a role that gives none": {"resource_access": {"graphsvc": {"roles": ["offline_access"]}}},
    "a path that ends too early": {"resource_access": {"graphsvc": ["detective"]}},
    "the site's own mark of a service": {"kind": "robot-7"},
    "our mark of a service": {"idtyp": "app"},
    "a subject that is its client, whoever the user is": {"sub": "explorer"},
}


@pytest.mark.parametrize("name", FOREIGN_REFUSED)
def test_the_sites_table_refuses_what_it_does_not_say(foreign: ClaimTable, name: str) -> None:
    with pytest.raises(TokenRefused):
        principal_of(foreign, {**INES, **FOREIGN_REFUSED[name]}, "t")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["", " ", "é", "*", "EOHHS", "ADMIN", "s-sam"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["sub", "act", "x"]), inner),
    max_leaves=6,
)
NAMES = ["sub", "agency", "roles", "jti", "act", "client_id", "azp", "gty", "idtyp", "preferred_username"]


@given(st.dictionaries(st.sampled_from(NAMES), JSON))
def test_whatever_is_claimed_makes_a_principal_of_ours_or_none(changed: dict[str, Any]) -> None:
    table = ClaimTable()
    try:
        who = principal_of(table, {**GOOD, **changed}, "t")
    except TokenRefused:
        return
    assert who.agency in table.sectors and who.sector == table.sectors[who.agency]
    assert who.roles and set(who.roles) <= set(CODES["role"])
    assert who.user.strip() and who.token_id and who.actor != who.user


def test_the_shipped_table_is_the_default_and_a_site_may_be_read_beside_it(tmp_path: Path) -> None:
    assert read_claims(SHIPPED) == read_claims(None) == ClaimTable()
    assert read_site(written(tmp_path, FOREIGN)) == Site(purpose_hours=4)


@pytest.mark.parametrize(
    "text",
    [
        "claims = 3",
        "[claims]\nemail = ['mail']",
        "[claims]\nuser = 'sub'",
        "[claims]\nuser = []",
        "[claims]\nroles = [1]",
        "[claims]\nplain_jwt = 'yes'",
        "[claims]\nplain_jwt = ['yes']",
        "[claims]\nsector = true",
        "[claims]\nrole_words = ['a']",
        "[claims.role_words]\na = 'EMPEROR'",
        "[claims.role_words]\na = 1",
        "[claims.agency_words]\na = 'FBI'",
        "[claims.sectors]\nHPD = 'MOON'",
        "[claims.services]\ngty = true",
    ],
)
def test_a_table_that_cannot_work_is_refused_at_the_start(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingError, match=r"site\.toml"):
        read_claims(written(tmp_path, text))
