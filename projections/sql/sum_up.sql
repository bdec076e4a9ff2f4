-- The sums of all that divisions contain, made anew from their own.
insert into read.measure_sum (division_id, own, track, level, number, day, amount)
select n.division_id, false, s.track, s.level, s.number, s.day, trim_scale(sum(s.amount))
from read.measure_sum s
cross join lateral (
    select '00000000-0000-0000-0000-000000000000'::uuid as division_id
    union all
    select c.ancestor from read.division_closure c where c.descendant = s.division_id
) n
where s.own
group by n.division_id, s.track, s.level, s.number, s.day
having sum(s.amount) <> 0
