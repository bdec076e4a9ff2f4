-- The buildings that versions of houses name by a code, as codes mean them now.
insert into pg_temp.named (code, scheme, subject)
select known.code, known.scheme, found.subject
from (
    select distinct code, scheme
    from (
        select v.state ->> 'building_code' as code, g.scheme
        from pg_temp.version v
        join pg_temp.gauged g on g.subject = v.subject
        where v.kind = 'HOUSE' and v.collection = ''
        offset 0
    ) each_version
    where code is not null
) known
cross join lateral (
    select c.subject from read.code c where c.kind = 'BUILDING' and c.code = known.code
    order by c.scheme = known.scheme desc, c.scheme limit 1
) found
