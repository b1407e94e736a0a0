"""GEDCOM 5.5.1 and 7.0 as a source of rows, and rows as GEDCOM 7.0."""
