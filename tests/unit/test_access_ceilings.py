"""A site's own policies: narrower is obeyed, wider is refused by name, and a rule that could never apply is refused."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from graphsvc.access.asking import Asking, scopes_said
from graphsvc.access.classes import decision, outcomes, policies_folder, read_policy
from graphsvc.access.gate import read_rules
from graphsvc.access.matrix import beyond
from graphsvc.access.written import written_policies
from graphsvc.cli import main
from graphsvc.errors import PolicyTooWide, SettingError
from graphsvc.model.asker import AccessClass, Principal

FOLDER = policies_folder(None)
ASK = 'permit (principal, action == Action::"reveal", resource == People::"own")'
READ = 'permit (principal, action == Action::"read", resource is Class)'
SEE = 'permit (principal, action == Action::"see yes", resource == Touchpoint::"FIO")'


def site(folder: Path, head: str, condition: str, name: str = '@id("site")') -> Path:
    """A folder with one rule: the fewer there are, the sooner every kind of decision is asked."""
    (folder / "99_site.cedar").write_text(f"{name}\n{head}\nwhen {{ {condition} }};\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("head", "condition", "named"),
    [
        (
            ASK,
            '["STREET_WORKER"].containsAny(principal.roles) && context.purpose == "SUPPORT"',
            "STREET_WORKER: reveal for SUPPORT: own",
        ),
        (ASK, '["SOCIAL_WORKER"].containsAny(principal.roles)', "SOCIAL_WORKER: reveal for no purpose"),
        (ASK.replace("own", "yes"), 'principal.roles.contains("CW_WORKER")', "CW_WORKER: reveal for no purpose: yes"),
        (
            'permit (principal, action == Action::"open", resource == Purpose::"AUDIT")',
            'principal.roles.contains("ADMIN")',
            "ADMIN: openPurpose",
        ),
        (
            READ,
            'resource.compartment == "HEALTH_HIPAA" && principal.sector == "YOUTH_SERVICES"',
            "YOUTH_SERVICES: HEALTH_HIPAA own",
        ),
        (READ, 'resource.compartment == "FAMILY" && principal.agency == "BPS"', "LAW_ENFORCEMENT of BPS: FAMILY own"),
        (SEE, 'principal.sector == "PROSECUTION" && context.purpose != ""', "PROSECUTION: FIO"),
    ],
)
def test_a_rule_past_the_tables_stops_the_start_and_is_named(
    tmp_path: Path, head: str, condition: str, named: str
) -> None:
    with pytest.raises(PolicyTooWide) as refused:
        read_rules(site(tmp_path, head, condition))
    assert refused.value.code == "POLICY_TOO_WIDE"
    assert named in refused.value.message


@pytest.mark.parametrize(
    ("head", "condition", "name", "said"),
    [
        (ASK, 'principal.roles.contains("SOCIAL_WORKR")', '@id("x")', "'SOCIAL_WORKR' is no roles"),
        (ASK, 'context.purpose == "SUPORT"', '@id("x")', "'SUPORT' is no purpose"),
        (ASK, 'principal.sector == "EDUCATION"', '@id("x")', "attribute `sector`"),
        (ASK.replace("reveal", "reveil"), "true", '@id("x")', "unrecognized action"),
        (ASK.replace('"own"', '"owns"'), "true", '@id("x")', "owns"),
        (READ, 'resource.compartment like "F*"', '@id("x")', "like"),
        (ASK, "true", '@because("no name")', "no @id"),
        ("forbid (principal, action, resource)", 'resource.owner == "BPD"', '@id("x")', "owner"),
    ],
)
def test_a_rule_that_could_never_apply_is_refused(
    tmp_path: Path, head: str, condition: str, name: str, said: str
) -> None:
    with pytest.raises(SettingError) as refused:
        read_policy(site(tmp_path, head, condition, name))
    assert said in refused.value.message


@pytest.mark.parametrize("name", ["10_ceilings.cedar", "permissions.csv", "compartments.csv", "touchpoints.csv"])
def test_a_folder_that_moves_a_ceiling_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    read_policy(tmp_path)
    (tmp_path / name).write_bytes((FOLDER / name).read_bytes().replace(b"CORI", b"PUBLIC") + b"\n")
    with pytest.raises(SettingError, match="is not the product's"):
        read_policy(tmp_path)


def test_a_narrower_policy_starts_and_decides(tmp_path: Path) -> None:
    rules = read_rules(
        site(tmp_path, ASK, '["SOCIAL_WORKER"].containsAny(principal.roles) && context.purpose == "SUPPORT"')
    )
    asked = [
        rules.permissions.scopes(*each)
        for each in (
            ("reveal", ("SOCIAL_WORKER",), "SUPPORT"),
            ("reveal", ("CW_WORKER",), "SUPPORT"),
            ("reveal", ("SOCIAL_WORKER",), "FAMILY_SUPPORT"),
            ("person", ("SOCIAL_WORKER",), "SUPPORT"),
        )
    ]
    assert asked == [("own",), (), (), ()]


def test_what_only_several_roles_together_would_open_is_cut_off_at_the_decision(tmp_path: Path) -> None:
    both = '["INVESTIGATOR", "ADMIN"].containsAll(["ADMIN"]) && principal.roles.containsAll(["INVESTIGATOR", "ADMIN"])'
    policy = read_policy(site(tmp_path, ASK, both))
    assert beyond(policy) == []
    roles = ("INVESTIGATOR", "ADMIN")
    assert scopes_said(policy.cedar, "reveal", roles, "SUPPORT") == ("own",)
    assert Asking(policy.cedar, policy.ceilings).scopes("reveal", roles, "SUPPORT") == ()


def test_a_class_past_its_ceiling_is_cut_off_at_the_decision(tmp_path: Path) -> None:
    policy = read_policy(site(tmp_path, READ, 'resource.compartment == "FAMILY"'))
    teacher = Principal("u", "BPS", "EDUCATION", ("SCHOOL_LIAISON",), "t")
    classes = (AccessClass(1, "FAMILY", "EOHHS", "OPEN", "NONE"),)
    assert outcomes(policy, teacher, "SUPPORT", classes) == {1: "allowed"}
    assert decision(policy, teacher, "SUPPORT", classes).allowed == ()


@pytest.mark.parametrize(
    "compartment", ["OUTREACH", "EDUCATION_FERPA", "HEALTH_HIPAA", "SUD_PART2", "CHILD_WELFARE", "VICTIM_VAWA"]
)
def test_no_site_opens_school_health_outreach_or_victim_data_to_police(tmp_path: Path, compartment: str) -> None:
    """10_ceilings.cedar forbids it, whatever is permitted."""
    policy = read_policy(site(tmp_path, READ, f'resource.compartment == "{compartment}"'))
    officer = Principal("u", "BPD", "LAW_ENFORCEMENT", ("INVESTIGATOR",), "t")
    classes = (
        AccessClass(1, compartment, "BPD", "OPEN", "SHARED"),
        AccessClass(2, compartment, "BPS", "OPEN", "SHARED"),
    )
    assert outcomes(policy, officer, "INVESTIGATION", classes) == {1: "not", 2: "not"}


def test_the_written_policies_are_fresh() -> None:
    stale = [file.name for file, text in written_policies(FOLDER).items() if file.read_text(encoding="utf-8") != text]
    assert stale == [], "run make schema"


def test_every_shipped_rule_says_why() -> None:
    assert [name for name, rule in read_policy(FOLDER).cedar.rules.items() if not rule.because] == []


def test_the_shipped_policies_are_the_tables_and_no_change_prints_nothing() -> None:
    said = CliRunner().invoke(main, ["policy", "test"])
    assert (said.exit_code, said.output.split(", ")[1]) == (0, "0 differ.\n")


def test_a_change_of_policy_is_told_line_by_line(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        folder.mkdir()
    site(old, ASK, 'principal.roles.contains("CW_WORKER") && context.purpose == "SUPPORT"')
    site(new, ASK, 'principal.roles.contains("SOCIAL_WORKER") && context.purpose == "SUPPORT"')
    equal, changed = (CliRunner().invoke(main, ["policy", "diff", str(old), str(each)]) for each in (old, new))
    assert (equal.exit_code, equal.output) == (0, "")
    assert changed.exit_code == 1
    assert changed.output.splitlines()[:-1] == [
        "SOCIAL_WORKER: reveal, for SUPPORT: was -, is own",
        "CW_WORKER: reveal, for SUPPORT: was own, is -",
    ]
