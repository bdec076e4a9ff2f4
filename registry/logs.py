"""Logs as one JSON object a line on standard error."""

import datetime
import logging
from typing import Any

import orjson

from graphql_api import trace
from projections import spans

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}


class JsonFormatter(logging.Formatter):
    """Time, level, logger, message, ids of the request and the trace in hand, then what the caller gave as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "at": datetime.datetime.fromtimestamp(record.created, datetime.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        request = trace.CURRENT.get()
        if request is not None:
            entry["request"] = request.id
        traced = spans.trace_id()
        if traced is not None:
            entry["trace"] = traced
        entry.update({name: value for name, value in vars(record).items() if name not in _OWN})
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(entry, default=str).decode()


CONFIGURATION: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "registry.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "loggers": {
        "registry.websockets": {"level": "WARNING"},
        "opensearch": {"level": "WARNING"},  # its client tells each request, of which a follower makes ten a second
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
}
"""For `logging.config.dictConfig`; uvicorn hands it to each of its workers."""
