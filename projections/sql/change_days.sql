-- The next day after $1 on which time alone changes an entity: a future fact, one of its own days ($2), or the day after
-- one of those ($3).
insert into read.change (subject, entity, changes_on)
select subject, entity, changes_on
from (
    select f.subject, f.entity, least(f.changes_on, (
        select min(day.value) from jsonb_each_text(f.state) day
        where day.key = any ($2::text[]) and day.value > to_char($1::date, 'YYYY-MM-DD')
    )::date, (
        select min(day.value) from jsonb_each_text(f.state) day
        where day.key = any ($3::text[]) and day.value >= to_char($1::date, 'YYYY-MM-DD')
    )::date + 1) as changes_on
    from pg_temp.folded f
    where f.changes_on is not null or f.state ?| $2::text[] or f.state ?| $3::text[]
) found
where changes_on is not null
