"""A log line is one JSON object."""

import json
import logging
import sys

from registry import logs


def test_a_line_is_one_object() -> None:
    record = logging.LogRecord("fangji", logging.INFO, __file__, 1, "applied %d\nevents", (3,), None)
    record.behind = 0
    entry = json.loads(logs.JsonFormatter().format(record))
    assert entry.pop("at").endswith("+00:00")
    assert entry == {"level": "info", "logger": "fangji", "message": "applied 3\nevents", "behind": 0}


def test_an_exception_is_told() -> None:
    try:
        raise ValueError("why")
    except ValueError:
        record = logging.LogRecord("fangji", logging.ERROR, __file__, 1, "stopped", (), sys.exc_info())
    assert "ValueError: why" in json.loads(logs.JsonFormatter().format(record))["exception"]
