"""Errors and logs: what is refused says nothing of what the reader may not see, and no log holds personal data."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from registry import metrics
from tests.walk import judge, readers
from tests.walk.asking import Asker
from tests.walk.marks import Form
from tests.walk.test_readers import survey
from tests.walk.world import EAST, WEST

Asked = tuple[str, dict[str, Any]]


def wrong(code: str, last: int) -> Iterator[Asked]:
    """Requests that are refused, or find nothing, about a subject of another district."""
    cursor = base64.urlsafe_b64encode(json.dumps(["HOUSE:CODE:ASC", "K", "K"]).encode()).decode()
    yield "{ house { code } }", {}
    yield "{ house(code: 1) { code } }", {}
    yield f'{{ house(code: "{code}") {{ nothing }} }}', {}
    yield f'{{ house(code: "{code}", scheme: "nowhere") {{ code timeline {{ nodes {{ data }} }} }} }}', {}
    yield "query($c: Int!) { house(code: $c) { code } }", {"c": 1}
    yield "query($c: String!) { house(code: $c) { code } }", {"c": {"of": "an object"}}
    yield f'{{ houses(after: "{cursor}") {{ nodes {{ code }} }} }}', {}
    yield '{ houses(after: "no cursor") { nodes { code } } }', {}
    yield f'{{ houses(filter: {{ code: {{ eq: "{code}" }} }}, first: 501) {{ totalCount }} }}', {}
    at = 'from: { position: 1, knownAt: "x" }, to: {}'
    yield f'{{ difference(kind: HOUSE, code: "{code}", {at}) {{ path }} }}', {}
    yield f'{{ difference(kind: LOTTERY, code: "{code}", from: {{}}, to: {{}}) {{ path }} }}', {}
    yield "{ event(position: -1) { data } }", {}
    yield f"{{ event(position: {last + 1}) {{ data }} }}", {}
    yield '{ personHoldings(idNumber: "110105194912310021") { elsewhere } }', {}
    yield f'{{ audit {{ disclosures(filter: {{ code: {{ eq: "{code}" }} }}) {{ totalCount }} }} }}', {}
    yield f'{{ findings(filter: {{ code: {{ eq: "{code}" }} }}) {{ totalCount nodes {{ detail }} }} }}', {}


async def test_what_is_refused_tells_nothing(asker: Asker) -> None:
    """Nor does it differ from what is said of a code that nobody has: see the comparison of worlds for the rest."""
    judged = judge.Judge(asker.world.marks)
    code, own = asker.world.code(WEST, "HOUSE"), asker.world.divisions
    for reader in (
        readers.reader(("admin",), EAST, own, readers.PURPOSE),
        readers.reader(("public",), EAST, own),
        readers.reader(("cockpit",), readers.NOWHERE, own),
        readers.reader(("caseworker",), EAST, own, "no purpose of any policy"),
    ):
        for (text, variables), (same, _) in zip(
            wrong(code, asker.world.last), wrong("KB99999K", asker.world.last), strict=True
        ):
            answer = await asker.ask(reader, text, variables)
            other = await asker.ask(reader, same, variables)
            assert answer.replace(code.encode(), b"KB99999K") == other, (reader.name, text)
            judged.look(reader, text, answer.replace(code.encode(), b""))
    judged.check()


async def test_logs_and_metrics_hold_no_clear_text(asker: Asker, caplog: pytest.LogCaptureFixture) -> None:
    """While personal data is read in clear, and everything at its most talkative."""
    with caplog.at_level(logging.DEBUG):
        own = asker.world.divisions
        judged = await survey(asker, [readers.reader(("admin",), readers.EVERYWHERE, own, readers.PURPOSE)])
    clear = {token for token, one in asker.world.marks.known.items() if one.form is Form.CLEAR}
    assert judged.seen & clear
    said = "\n".join(f"{one.getMessage()} {vars(one)}" for one in caplog.records)
    assert "personal data disclosed" in said
    assert not {one for one in clear if one in said or one in metrics.text().decode()}
