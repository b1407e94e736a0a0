"""Log lines: JSON, one a line, on stderr. Statement names, counts, milliseconds; never names, ids or variables."""

import json
import logging
import sys
from typing import IO

LOG = logging.getLogger("graphsvc")


class JsonLines(logging.Formatter):
    """A record as one JSON object: level, event, and the fields passed as `extra={"fields": {…}}`."""

    def format(self, record: logging.LogRecord) -> str:
        fields = getattr(record, "fields", {})
        return json.dumps({"level": record.levelname.lower(), "event": record.getMessage(), **fields}, sort_keys=False)


def log_to(stream: IO[str] = sys.stderr, level: int = logging.INFO) -> None:
    """Send this product's log lines to `stream`, once, however often it is called."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    LOG.handlers[:] = [handler]
    LOG.setLevel(level)
    LOG.propagate = False


def log_event(event: str, **fields: str | int | float | bool | None) -> None:
    """One line: what happened, and numbers about it. Callers pass no data about people."""
    LOG.info(event, extra={"fields": fields})
