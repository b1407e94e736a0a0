"""The thirteen agencies of AC-1.1, as the migration brings them; a contract test compares the two."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Agency:
    """An agency at the table."""

    id: str
    name: str
    sector: str


AGENCIES: tuple[Agency, ...] = (
    Agency("BPD", "Boston Police Department", "LAW_ENFORCEMENT"),
    Agency("BPS", "Boston Public Schools", "EDUCATION"),
    Agency("BPHC", "Boston Public Health Commission", "PUBLIC_HEALTH"),
    Agency("BCYF", "Boston Centers for Youth and Families", "YOUTH_SERVICES"),
    Agency("SCSD", "Suffolk County Sheriff's Department", "CORRECTIONS_SUPERVISION"),
    Agency("EOHHS", "Executive Office of Health and Human Services", "HUMAN_SERVICES"),
    Agency("DYS", "Department of Youth Services", "CORRECTIONS_SUPERVISION"),
    Agency("MAYOR", "Mayor's Office", "EXECUTIVE"),
    Agency("GOV", "Governor's Office", "EXECUTIVE"),
    Agency("SCDA", "Suffolk County District Attorney", "PROSECUTION"),
    Agency("USAO", "United States Attorney's Office", "PROSECUTION"),
    Agency("EOPSS", "Executive Office of Public Safety and Security", "LAW_ENFORCEMENT"),
    Agency("PROBATION", "Massachusetts Probation Service", "CORRECTIONS_SUPERVISION"),
)
