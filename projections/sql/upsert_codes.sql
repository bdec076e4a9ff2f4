-- Every code that a subject was given, first or by a later designation. A code that is given away goes to the later.
insert into read.code as known (kind, code, scheme, subject, position)
select distinct on (given.kind, given.code, given.scheme) given.*
from (
    select e.kind, e.code, e.scheme, e.subject, e.position
    from read.event e
    where e.position > $1 and e.position <= $2 and e.version = 1
    union all
    select e.kind, t.set ->> 'code', t.set ->> 'scheme', t.subject, t.position
    from read.timeline t
    join read.event e on e.position = t.position
    where t.position > $1 and t.position <= $2 and t.entity >= 'designations/' and t.entity < 'designations0'
        and t.set ->> 'code' is not null and t.set ->> 'scheme' is not null
) given
order by given.kind, given.code, given.scheme, given.position desc
on conflict (kind, code, scheme) do update set subject = excluded.subject, position = excluded.position
where excluded.position > known.position
