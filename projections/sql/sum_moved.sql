-- Add what moved to the divisions that govern it ($1: those only), and to all that contain them.
insert into read.measure_sum as known (division_id, own, track, level, number, day, amount)
select n.division_id, n.own, m.mark % 2, l.level, m.mark / 2, l.day, trim_scale(sum(m.amount))
from pg_temp.moved m
cross join lateral (
    select coalesce(m.division_id, '00000000-0000-0000-0000-000000000000') as division_id, true as own
    union all
    select '00000000-0000-0000-0000-000000000000', false where not $1
    union all
    select c.ancestor, false from read.division_closure c where c.descendant = m.division_id and not $1
) n
cross join lateral (
    values (0, m.day), (1, date_trunc('month', m.day)::date), (2, date_trunc('year', m.day)::date)
) l (level, day)
group by n.division_id, n.own, m.mark, l.level, l.day
having sum(m.amount) <> 0
on conflict (division_id, own, track, level, number, day)
do update set amount = trim_scale(known.amount + excluded.amount)
