"""Rows of banks' answers that could not be taken, in the quarantine of the imports, sealed like theirs."""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg
import orjson

from aggregates import sealed
from registry.intake import delivery, quarantine
from registry.subsidies import answer_file
from registry.subsidies.answer_file import PART, PROFILE, Answer, Fault, Line

# The rows stand below a delivery, as those of imports do; there is no run and no source to tell of.
_DELIVERY = """
insert into intake.delivery (id, profile, files, home, module, digest, paths, run, finished_at)
values ($1, $2, $3, $1, $4, $5, $6, 1, now())
on conflict (id) do update set run = intake.delivery.run + 1, finished_at = now(), paths = excluded.paths
returning run
"""

_TAKEN = """
update intake.quarantine set state = 'corrected', closed_at = now(), outcome = 'recorded'
where delivery = $1 and state = 'open' and row_number <> all($2::bigint[])
"""


class Rejects:
    """Keeps rejected rows, by the bytes of the file that held them: delivered again they take the same places."""

    def __init__(self, pool: asyncpg.Pool, keys: sealed.KeyStore) -> None:
        self._pool, self._keys = pool, keys

    async def keep(self, answer: Answer, rejected: Sequence[tuple[Line, Fault]]) -> None:
        """Keep these rows of a file; those of it that waited and are taken by now are closed."""
        home = delivery.identify(PROFILE, answer.digest)
        files, paths = (orjson.dumps([one]).decode() for one in (answer.name, str(answer.path.absolute())))
        kept = quarantine.Quarantine(home, self._keys)
        async with self._pool.acquire() as connection, connection.transaction():
            what = (home, PROFILE.name, files, answer_file.__name__, answer.digest, paths)
            run = await connection.fetchval(_DELIVERY, *what)
            found = [_rejection(answer.name, line, fault) for line, fault in rejected]
            await kept.add(connection, found, quarantine.Seen(home, run))
            await connection.execute(_TAKEN, home, [line.number for line, _ in rejected])


def _rejection(file: str, line: Line, fault: Fault) -> quarantine.Rejection:
    value = line.cells.get(fault.column, "")
    named = (file, line.number, PART.name, fault.column, value, fault.rule, fault.reason)
    return quarantine.Rejection(*named, line.cells, raw=True)


def told(file: str, line: Line, fault: Fault) -> dict[str, object]:
    """A line of ``--report``, as imports write it, masked like theirs."""
    return _rejection(file, line, fault).masked(PROFILE).to_json()
