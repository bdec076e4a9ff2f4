-- Rows of sources whose latest recording is not the one of the last event that names them. $1 are events whose body is
-- no JSON.
with said as (
    select e.position, r.number, r.said ->> 'dataset' as dataset, r.said ->> 'key' as key, r.said ->> 'digest' as digest
    from ledger.event e
    cross join lateral jsonb_array_elements(convert_from(e.body, 'UTF8')::jsonb -> 'rows')
        with ordinality r (said, number)
    where position(convert_to('"rows":[', 'UTF8') in e.body) > 0 and e.position <> all ($1::bigint[])
),
latest as (
    select distinct on (dataset, key) dataset, key, digest, position
    from said order by dataset, key, position desc, number desc
)
select coalesce(l.position, s.position) as position, coalesce(l.dataset, s.dataset) as dataset
from latest l
full join ledger.source_row s on s.dataset = l.dataset collate "C" and s.key = l.key collate "C"
where (encode(s.digest, 'hex'), s.position) is distinct from (l.digest, l.position)
order by 1
