"""The cells that a kind of statement always has: its compartment, owner, in what capacity, how well established."""

REGISTER = {"compartment": "PUBLIC", "owner": "EOHHS", "stated_as": "RECORD", "verification": "PROVEN"}
"""Registers of births, deaths and marriages."""
STREET_LIST = {"compartment": "PUBLIC", "owner": "MAYOR", "stated_as": "RECORD", "sources": "street-list/2026"}
"""The city's yearly list of residents."""
FAMILY_SAID = {"compartment": "FAMILY", "owner": "EOHHS", "stated_as": "FAMILY"}
PERSON_SAID = {"compartment": "FAMILY", "owner": "EOHHS", "stated_as": "PERSON"}
WORKER_SAID = {"compartment": "FAMILY", "owner": "EOHHS", "stated_as": "WORKER"}
SCHOOL = {"compartment": "EDUCATION_FERPA", "owner": "BPS", "stated_as": "RECORD"}
COURT = {"compartment": "CORI", "owner": "PROBATION", "stated_as": "RECORD", "verification": "PROVEN"}
POLICE = {"compartment": "CORI", "owner": "BPD", "stated_as": "OFFICER"}
CASE_FILE = {"compartment": "CASE_FILE", "owner": "BPD", "stated_as": "OFFICER"}
INTEL = {"compartment": "INTEL_28CFR23", "owner": "BPD", "stated_as": "OFFICER"}
CHILD_WELFARE = {"compartment": "CHILD_WELFARE", "owner": "EOHHS", "stated_as": "WORKER"}
VICTIM = {"compartment": "VICTIM_VAWA", "owner": "BPHC", "stated_as": "WORKER"}
PROGRAMME = {"compartment": "PROGRAMME", "owner": "EOHHS", "stated_as": "WORKER"}

WHEN = ("sources", "stated_by", "stated_at", "valid_from", "recorded_at")
"""The holes that most shapes leave, in column order."""
