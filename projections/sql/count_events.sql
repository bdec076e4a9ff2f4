insert into read.event_count as known (day, source, kind, type, events)
select (e.recorded_at at time zone (select zone from read.meta))::date, e.source, e.kind, e.type, count(*)
from read.event e
where e.position > $1 and e.position <= $2
group by 1, 2, 3, 4
on conflict (day, source, kind, type) do update set events = known.events + excluded.events
