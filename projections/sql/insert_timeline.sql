-- The changes of a range of events, and an empty one of the subject itself where the type affirms that it exists.
insert into read.timeline (subject, entity, effective_on, effective_seq, chain, position, known, positions, set)
select e.subject, change.entity, e.effective_on, e.effective_seq, e.chain, e.position, e.known, e.positions, change.set
from read.event e
join read.type t on t.kind = e.kind and t.type = e.type
cross join lateral (
    select c.entity, c.set from jsonb_to_recordset(e.changes) c (entity text, set jsonb)
    union all
    select '', '{}' where t.affirms and not e.changes @> '[{"entity": ""}]'
) change
where e.position > $1 and e.position <= $2
