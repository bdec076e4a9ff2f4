-- The append lock, held to the end of the transaction; a statement of its own, so that the next one sees what the last
-- holder committed. A holder that goes silent within its transaction loses it.
select position, recorded_at, set_config('idle_in_transaction_session_timeout', '60s', true)
from ledger.log
for update
