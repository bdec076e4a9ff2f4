insert into pg_temp.gauged (subject, kind, scheme, division_id)
select s.subject, s.kind, s.scheme, s.division_id
from (select distinct subject from read.unmeasured) u
cross join lateral ( -- by its key, not all of them
    select s.subject, s.kind, s.scheme, s.division_id from read.subject s where s.subject = u.subject offset 0
) s
