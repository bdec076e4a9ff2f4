-- The state of every entity of the subjects from $2 to $3 on the day $1, in one pass over their timelines.
insert into read.folded (subject, kind, entity, collection, position, state, changes_on)
select f.subject, s.kind, f.entity, split_part(f.entity, '/', 1), f.position, f.state, f.changes_on
from (
    select t.subject, t.entity,
        read.merge(t.set order by t.effective_on, t.effective_seq, t.chain, t.position)
            filter (where t.effective_on <= $1) as state,
        max(t.position) filter (where t.effective_on <= $1) as position,
        min(t.effective_on) filter (where t.effective_on > $1) as changes_on
    from read.timeline t
    where upper_inf(t.positions) and t.subject between $2 and $3
    group by t.subject, t.entity
) f
join read.subject s on s.subject = f.subject
