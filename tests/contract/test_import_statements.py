"""The committed import statements and the bundle's format are those of the nouns table."""

import re
from pathlib import Path

import pytest

from graphsvc.catalogue import cypher_folder
from graphsvc.importing.format import bundle_format
from graphsvc.model.agencies import AGENCIES
from graphsvc.model.nouns import NOUNS, Noun
from tests.contract.import_statements import FOLDER, text_of, text_of_new


@pytest.mark.parametrize("noun", NOUNS, ids=[noun.name for noun in NOUNS])
def test_the_statement_of_each_noun_is_generated_from_the_table(noun: Noun) -> None:
    assert (FOLDER / f"import_{noun.name}.cypher").read_text(encoding="utf-8") == text_of(noun)
    assert (FOLDER / f"import_new_{noun.name}.cypher").read_text(encoding="utf-8") == text_of_new(noun)


def test_the_agencies_of_the_migration_are_those_of_the_model() -> None:
    text = (cypher_folder() / "migrations" / "0003_agencies.cypher").read_text(encoding="utf-8")
    rows = re.findall(r"{id: '(.*?)', name: \"(.*?)\", sector: '(.*?)'}", text)
    assert rows == [(agency.id, agency.name, agency.sector) for agency in AGENCIES]


def test_the_format_of_a_bundle_is_printed_from_the_table() -> None:
    path = Path(__file__).parents[2] / "seed" / "BUNDLE.md"
    assert path.read_text(encoding="utf-8") == bundle_format()
