-- Entities that a range of events changed, also by hiding or showing earlier events of its chains; with them their
-- subjects, whose derived columns follow from all of it. `joins`: a value that other subjects take ($3) may be another.
insert into pg_temp.touched (subject, entity, joins)
with changed as (
    select t.subject, t.entity, t.set ?| $3::text[] as joins
    from read.timeline t where t.position > $1 and t.position <= $2
    union all
    select t.subject, t.entity, t.set ?| $3::text[]
    from pg_temp.touched_member m join read.timeline t on t.position = m.position
    union all
    select subject, '', version = 1 from read.event where position > $1 and position <= $2
)
select subject, entity, bool_or(joins) from changed group by subject, entity
