-- Each by its key, of however many there are.
delete from read.measured m
using (
    select k.place
    from pg_temp.gauged g
    cross join lateral (select k.ctid as place from read.measured k where k.subject = g.subject offset 0) k
) k
where m.ctid = k.place
