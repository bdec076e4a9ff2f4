-- Subjects with the version and position of their last event in a range; they are first named by their first event.
insert into read.subject (subject, kind, scheme, code, version, position)
select e.subject, min(e.kind), (array_agg(e.scheme order by e.version))[1], (array_agg(e.code order by e.version))[1],
    max(e.version), max(e.position)
from read.event e
where e.position > $1 and e.position <= $2
group by e.subject
on conflict (subject) do update set version = excluded.version, position = excluded.position
