-- Each by its key, of however many there are: a planner that knows nothing of the touched would read all that there is.
delete from read.change c
using (
    select k.place
    from pg_temp.touched x
    cross join lateral (
        select k.ctid as place from read.change k where k.subject = x.subject and k.entity = x.entity offset 0
    ) k
) k
where c.ctid = k.place
