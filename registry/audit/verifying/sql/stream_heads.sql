-- Streams whose head is not what their last event says; $1 are events whose body is no JSON.
select coalesce(l.position, h.position) as position, coalesce(l.stream, h.stream) as stream, h.version
from (select stream, max(position) as position from ledger.event group by stream) l
full join ledger.stream h on h.stream = l.stream
left join ledger.event e on e.position = l.position
left join lateral (
    select convert_from(e.body, 'UTF8')::jsonb as b where e.position <> all ($1::bigint[]) offset 0
) j on true
where (h.stream, h.kind, h.version, h.position) is distinct from (e.stream, e.kind, e.version, e.position)
    or j.b is not null and (h.scheme, h.code) is distinct from (j.b ->> 'scheme', j.b ->> 'code')
order by 1
