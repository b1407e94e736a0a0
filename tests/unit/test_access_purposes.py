"""Purpose handles: bound to user, case and token; forged, expired and borrowed ones are as good as none."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from joserfc.jwk import OKPKey

from graphsvc.access.classes import policies_folder
from graphsvc.access.permissions import read_permissions
from graphsvc.access.purposes import PurposeWish, expiry, handle_of, purpose_of, refusal_to_open
from graphsvc.access.tokens import sign
from graphsvc.clock import Clock
from graphsvc.errors import InputRefused
from graphsvc.model.asker import OpenPurpose, Principal
from graphsvc.model.site import Site

NOW = datetime(2026, 4, 20, 13, tzinfo=UTC)
CLOCK = Clock(fixed=NOW)
KEY = OKPKey.generate_key("Ed25519")
TABLE = read_permissions(policies_folder(None) / "permissions.csv")
SAM = Principal("s-sam", "EOHHS", "HUMAN_SERVICES", ("SOCIAL_WORKER",), "t-1")
OPEN = OpenPurpose("h-1", "FAMILY_SUPPORT", "CASE-9", "COURT", NOW + timedelta(hours=8))
HANDLE = handle_of(KEY, SAM, OPEN)


def test_a_handle_says_what_was_opened() -> None:
    assert purpose_of(KEY, SAM, HANDLE, CLOCK) == OPEN


@pytest.mark.parametrize(
    ("principal", "handle", "clock"),
    [
        (SAM, None, CLOCK),
        (SAM, "", CLOCK),
        (SAM, "garbage", CLOCK),
        (SAM, HANDLE[:-4] + "AAAA", CLOCK),
        (SAM, HANDLE, Clock(fixed=NOW + timedelta(hours=8))),
        (replace(SAM, user="s-cora"), HANDLE, CLOCK),
        (replace(SAM, token_id="t-2"), HANDLE, CLOCK),
        (SAM, handle_of(OKPKey.generate_key("Ed25519"), SAM, OPEN), CLOCK),
        (SAM, sign(KEY, SAM, CLOCK), CLOCK),
    ],
    ids=["none", "empty", "garbage", "altered", "expired", "another user", "another token", "another key", "a token"],
)
def test_any_other_handle_is_as_good_as_none(principal: Principal, handle: str | None, clock: Clock) -> None:
    assert purpose_of(KEY, principal, handle, clock) is None


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (PurposeWish("FAMILY_SUPPORT", None, "COURT"), None),
        (PurposeWish("FAMILY_SUPPORT", None, "OTHER", "the family asked"), None),
        (PurposeWish("INVESTIGATION", None, "COURT"), "FORBIDDEN_FOR_ROLE"),
        (PurposeWish("AUDIT", None, "COURT"), "FORBIDDEN_FOR_ROLE"),
    ],
)
def test_a_role_opens_its_own_purposes_only(wish: PurposeWish, code: str | None) -> None:
    refusal = refusal_to_open(TABLE, Site(), SAM, wish)
    assert (refusal.code if refusal else None) == code


@pytest.mark.parametrize(
    "wish",
    [
        PurposeWish("WORLD_PEACE", None, "COURT"),
        PurposeWish("FAMILY_SUPPORT", None, "CURIOSITY"),
        PurposeWish("FAMILY_SUPPORT", None, "OTHER"),
        PurposeWish("FAMILY_SUPPORT", None, "COURT", "free text"),
        PurposeWish("FAMILY_SUPPORT", None, "OTHER", "x" * 501),
    ],
)
def test_a_purpose_or_reason_that_is_not_on_the_list_is_refused(wish: PurposeWish) -> None:
    with pytest.raises(InputRefused):
        refusal_to_open(TABLE, Site(), SAM, wish)


def test_a_site_may_shorten_the_eight_hours_and_not_lengthen_them() -> None:
    assert expiry(replace(Site(), purpose_hours=2), CLOCK) == NOW + timedelta(hours=2)
    assert expiry(replace(Site(), purpose_hours=80), CLOCK) == NOW + timedelta(hours=8)
