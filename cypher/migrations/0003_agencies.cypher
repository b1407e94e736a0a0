// The thirteen agencies of AC-1.1, each with its sector.

UNWIND [
  {id: 'BPD', name: "Boston Police Department", sector: 'LAW_ENFORCEMENT'},
  {id: 'BPS', name: "Boston Public Schools", sector: 'EDUCATION'},
  {id: 'BPHC', name: "Boston Public Health Commission", sector: 'PUBLIC_HEALTH'},
  {id: 'BCYF', name: "Boston Centers for Youth and Families", sector: 'YOUTH_SERVICES'},
  {id: 'SCSD', name: "Suffolk County Sheriff's Department", sector: 'CORRECTIONS_SUPERVISION'},
  {id: 'EOHHS', name: "Executive Office of Health and Human Services", sector: 'HUMAN_SERVICES'},
  {id: 'DYS', name: "Department of Youth Services", sector: 'CORRECTIONS_SUPERVISION'},
  {id: 'MAYOR', name: "Mayor's Office", sector: 'EXECUTIVE'},
  {id: 'GOV', name: "Governor's Office", sector: 'EXECUTIVE'},
  {id: 'SCDA', name: "Suffolk County District Attorney", sector: 'PROSECUTION'},
  {id: 'USAO', name: "United States Attorney's Office", sector: 'PROSECUTION'},
  {id: 'EOPSS', name: "Executive Office of Public Safety and Security", sector: 'LAW_ENFORCEMENT'},
  {id: 'PROBATION', name: "Massachusetts Probation Service", sector: 'CORRECTIONS_SUPERVISION'}
] AS row
MERGE (a:Agency {id: row.id})
SET a.name = row.name, a.sector = row.sector;
