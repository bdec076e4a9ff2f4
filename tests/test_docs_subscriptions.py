"""docs/graphql.md lists why a socket is closed as the code has it; the numbers that it says are the code's."""

import asyncio
import pathlib
import re
import textwrap

from graphql_api import event_stream, feed, http, messages, sockets

TEXT = (pathlib.Path(__file__).parent.parent / "docs/graphql.md").read_text("utf-8")
SECTION = TEXT.partition("## Subscriptions")[2].partition("\n## ")[0]
ROW = re.compile(r"^\| (\d{4}) \| (.+) \|$", re.M)


def test_the_codes_of_the_document_are_those_of_the_code() -> None:
    assert {int(code): why for code, why in ROW.findall(SECTION)} == dict(messages.CODES)


def test_every_code_that_is_sent_is_among_them() -> None:
    sent = {
        value for name, value in vars(messages).items() if name.isupper() and isinstance(value, int) and value > 999
    }
    assert sent == {*messages.CODES}


def test_the_numbers_of_the_document_are_those_of_the_code() -> None:
    assert sockets.SECONDS == event_stream.SECONDS == sockets.INITIALISED == 10
    assert SECTION.count("ten seconds") == 3
    assert f"every {feed.IDLE:.0f} seconds" in SECTION
    assert f"most {sockets.SOCKETS:,} sockets and {feed.SUBSCRIPTIONS:,} subscriptions" in SECTION
    assert f"more than {http.LARGEST_BODY:,} bytes" in SECTION


def test_the_example_is_python() -> None:
    """What it does is seen in tests/graphql_api/test_subscriptions.py, which runs it."""
    names: dict[str, object] = {}
    exec(compile(example(), "docs/graphql.md", "exec"), names)  # noqa: S102 - our own document
    assert asyncio.iscoroutinefunction(names["follow"])


def example() -> str:
    """The program of the section."""
    return textwrap.dedent(SECTION.partition("```python\n")[2].partition("```")[0])
