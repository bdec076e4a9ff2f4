"""How many findings the review has opened on what belongs together, an import's events say."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from registry.ledger import units

BY_RULE = """
select convert_from(f.body, 'UTF8')::jsonb #>> '{changes,0,set,rule}' as rule, count(*) as found
from ledger.event e
join ledger.event f on f.cause = e.id and f.type = 'FindingRecorded' and f.correlation <> e.correlation
where e.position > $1 and e.correlation = $2
group by 1
"""


async def findings(connection: units.Connection, correlation: UUID, since: int) -> Counter[str]:
    """Findings by rule on the events of that correlation after position ``since``, beside those that came with them."""
    return Counter({row["rule"]: row["found"] for row in await connection.fetch(BY_RULE, since, correlation)})
