-- What the log's own row says, beside what the events say; $1 are the types after which policies may be others.
select l.origin, l.position, l.recorded_at, l.policies,
    coalesce((select max(position) from ledger.event), 0) as last,
    (select recorded_at from ledger.event order by position desc limit 1) as last_recorded_at,
    (select count(*) from ledger.event where position < 1) as before,
    coalesce((
        select max(position) from ledger.event where kind = 'DIVISION' and type = any ($1::text[])
    ), 0) as last_policy
from ledger.log l
