"""A log line is one JSON object, and two calls of log_to are as one."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from graphsvc.logs import LOG, log_event, log_to


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    before = LOG.handlers[:], LOG.level, LOG.propagate
    stream = io.StringIO()
    log_to(io.StringIO())
    log_to(stream)
    yield stream
    LOG.handlers[:], LOG.level, LOG.propagate = before


def test_an_event_is_one_line_with_its_fields(lines: io.StringIO) -> None:
    log_event("asked", statement="person_names", rows=3, ms=1.5)
    assert [json.loads(line) for line in lines.getvalue().splitlines()] == [
        {"level": "info", "event": "asked", "statement": "person_names", "rows": 3, "ms": 1.5}
    ]


def test_line_breaks_do_not_make_a_second_line(lines: io.StringIO) -> None:
    LOG.warning("one\ntwo")
    assert len(lines.getvalue().splitlines()) == 1


def test_a_level_below_the_asked_one_is_silent() -> None:
    stream = io.StringIO()
    before = LOG.handlers[:], LOG.level, LOG.propagate
    log_to(stream, logging.ERROR)
    log_event("asked")
    LOG.handlers[:], LOG.level, LOG.propagate = before
    assert stream.getvalue() == ""
