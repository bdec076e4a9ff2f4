-- The leaves of several streams, each in order.
select e.position, e.recorded_at, e.header, e.body, e.leaf_hash
from ledger.stream_event s join ledger.event e on e.position = s.position
where s.stream = any ($1::uuid[])
order by s.stream, s.version
