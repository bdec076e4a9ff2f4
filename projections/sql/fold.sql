-- The state of each touched entity on the day $1, and the next day on which a future fact changes it.
insert into pg_temp.folded (subject, kind, entity, collection, position, state, changes_on)
select x.subject, s.kind, x.entity, split_part(x.entity, '/', 1), f.position, f.state, f.changes_on
from pg_temp.touched x
cross join lateral (select s.kind from read.subject s where s.subject = x.subject offset 0) s -- by its key, not all of them
cross join lateral (
    select read.merge(t.set order by t.effective_on, t.effective_seq, t.chain, t.position)
            filter (where t.effective_on <= $1) as state,
        max(t.position) filter (where t.effective_on <= $1) as position,
        min(t.effective_on) filter (where t.effective_on > $1) as changes_on
    from read.timeline t
    where t.subject = x.subject and t.entity = x.entity and upper_inf(t.positions)
) f
