-- The present designation: the last one that stands, else the first code.
update read.subject s set scheme = named.scheme, code = named.code
from (select distinct subject from pg_temp.touched where entity >= 'designations/' and entity < 'designations0') x
cross join lateral (
    select t.set ->> 'scheme' as scheme, t.set ->> 'code' as code, 1 as rank, t.position
    from read.timeline t
    where t.subject = x.subject and t.entity >= 'designations/' and t.entity < 'designations0'
        and upper_inf(t.positions) and t.set ->> 'code' is not null and t.set ->> 'scheme' is not null
    union all
    select e.scheme, e.code, 2, e.position from read.event e where e.subject = x.subject and e.version = 1
    order by rank, position desc
    limit 1
) named
where s.subject = x.subject
