-- Timeline rows of earlier ranges follow the visibility of their events.
update read.timeline t set positions = e.positions, known = e.known
from pg_temp.touched_member m
join read.event e on e.position = m.position
where t.position = m.position and m.position <= $1
