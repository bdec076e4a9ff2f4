"""Corrected rows that are taken without their files, and which of them cannot be judged so."""

from __future__ import annotations

from uuid import UUID

from registry.intake.profile import Profile
from registry.intake.staging import Boxes, Connection, Staging

RULE = "FILES"

_REFUSE = """
update {stage} s set box = 'rejected', note = null, data = jsonb_build_object(
    'column', '', 'value', '', 'rule', $1::text, 'reason', $2::text,
    'cells', '{}'::jsonb, 'path', '', 'release', '')::text
"""

_FOLLOWING = "where box = 'skipped' and part = any($3::text[])"

# A row that the register gives no key is known by its content and its occurrence in the release; how often the release
# holds it, only the release can tell. What earlier runs of these same rows recorded does not stand in the way.
_UNCOUNTED = """
where box is null and starts_with(s.key, s.digest || '#') and exists (
    select from ledger.source_row r join ledger.event e using (position)
    where r.dataset = $3 and r.key >= s.digest || '#' and r.key < s.digest || '$' and e.correlation <> $4)
"""


async def refuse(connection: Connection, stage: Staging, profile: Profile, delivery: UUID) -> Boxes:
    """Send back to the quarantine what only the files can tell; answers the boxes anew."""
    following = [part.name for part in profile.parts if part.follows]
    reason = "belongs to a row of another part, which is not at hand; give the files"
    await connection.execute(stage.sql(_REFUSE + _FOLLOWING), RULE, reason, following)
    reason = "is like a row that is recorded; give the files, so that it can be told how many there are"
    await connection.execute(stage.sql(_REFUSE + _UNCOUNTED), RULE, reason, profile.dataset, delivery)
    return await stage.boxes(connection)
