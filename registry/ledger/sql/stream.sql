-- The leaves of one stream after a version, in order.
select e.position, e.recorded_at, e.header, e.body, e.leaf_hash
from ledger.stream_event s join ledger.event e on e.position = s.position
where s.stream = $1 and s.version > $2
order by s.version
